import { cursorOf, cursorParts, isInstant, isUuid } from '../../../src/infrastructure/persistence/cursor.js';
import { expectRefused } from '../../support/domain/refusals.js';

const ID = '01a213d7-a065-722b-ad06-141f7b196b1c';
const AT = new Date('2026-11-25T17:53:48.137Z');

describe('a cursor', () => {
  it('leads back to the values that it was made of', () => {
    expect(cursorParts(cursorOf(AT, ID), [isInstant, isUuid])).toEqual([AT.toISOString(), ID]);
  });

  it.each([
    ['nothing', ''],
    ['text', 'abc'],
    ['no instant', cursorOf('2026-13-45T99:00:00.000Z', ID)],
    ['a day that isn’t', cursorOf('2026-02-31T00:00:00.000Z', ID)],
    ['an instant that is written otherwise', cursorOf('2026-11-25', ID)],
    ['no id', cursorOf(AT, 'x')],
    ['a part too many', cursorOf(AT, ID, ID)],
    ['a part too few', cursorOf(AT)],
  ])('that is %s is refused', (_what, cursor) => {
    expectRefused(() => cursorParts(cursor, [isInstant, isUuid]), 'invalid_cursor', { field: 'cursor' });
  });
});
