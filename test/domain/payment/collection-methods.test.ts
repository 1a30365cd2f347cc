import {
  addedMethod,
  changedMethod,
  movedMethod,
  type ListedMethod,
} from '../../../src/domain/payment/collection-methods.js';
import { expectRefused } from '../../support/domain/refusals.js';

const CASH: ListedMethod = { code: 'cash', label: 'Cash', isRetired: false };
const CHEQUE: ListedMethod = { code: 'cheque', label: 'Cheque', isRetired: true };
const LIST = [CASH, CHEQUE];

describe('a new way of collecting', () => {
  it.each([
    ['Gift card', 'Gift card', 'gift_card'],
    ['  Bank   transfer (SEPA) ', 'Bank transfer (SEPA)', 'bank_transfer_sepa'],
    ['Überweisung', 'Überweisung', 'uberweisung'],
    ['Cash!', 'Cash!', 'cash_2'],
    ['現金', '現金', 'method'],
  ])('called “%s” gets a code of its own', (typed, label, code) => {
    expect(addedMethod(LIST, typed)).toEqual({ code, label, isRetired: false });
  });

  it('never takes a code that is taken', () => {
    const methods = ['現金', '小切手', '振込'].reduce<ListedMethod[]>(
      (list, label) => [...list, addedMethod(list, label)],
      [],
    );
    expect(methods.map(({ code }) => code)).toEqual(['method', 'method_2', 'method_3']);
  });

  it.each([
    ['nothing', '  '],
    ['no end', 'x'.repeat(41)],
    ['nothing to read', '—'],
    ['nothing to see', '\u200b'],
  ])('called by %s is refused', (_what, label) => {
    expectRefused(() => addedMethod(LIST, label), 'collection_method_label_not_accepted', { maximum: 40 });
  });

  it('called as another is refused, whatever the case, and whether that is in use or not', () => {
    expectRefused(() => addedMethod(LIST, ' CASH'), 'collection_method_exists', {
      method: 'cash',
      retired: false,
    });
    expectRefused(() => addedMethod(LIST, 'cheque'), 'collection_method_exists', { retired: true });
  });
});

describe('a way of collecting', () => {
  it('is renamed, retired and taken up again under the same code', () => {
    expect(changedMethod(LIST, 'cash', { label: 'Notes and coins' })).toEqual({
      before: CASH,
      after: { ...CASH, label: 'Notes and coins' },
      hasChanged: true,
    });
    expect(changedMethod(LIST, 'cheque', { isRetired: false }).after).toEqual({
      ...CHEQUE,
      isRetired: false,
    });
    expect(changedMethod(LIST, 'cash', { label: 'CASH' }).after.label).toBe('CASH');
  });

  it('is the same after what changes nothing', () => {
    expect(changedMethod(LIST, 'cash', { label: 'Cash', isRetired: false }).hasChanged).toBe(false);
    expect(changedMethod(LIST, 'cheque', { isRetired: true }).hasChanged).toBe(false);
  });

  it('stays when it is the only one in use', () => {
    expectRefused(() => changedMethod(LIST, 'cash', { isRetired: true }), 'last_collection_method');
  });

  it('takes no name of another, and must be there', () => {
    expectRefused(() => changedMethod(LIST, 'cash', { label: 'cheque' }), 'collection_method_exists');
    expectRefused(() => changedMethod(LIST, 'pebbles', {}), 'collection_method_not_found');
  });
});

describe('the order of the ways of collecting', () => {
  const VOUCHER: ListedMethod = { code: 'voucher', label: 'Voucher', isRetired: false };
  const OTHER: ListedMethod = { code: 'other', label: 'Other', isRetired: false };
  const order = (code: string, position: number) =>
    movedMethod([CASH, VOUCHER, OTHER, CHEQUE], code, position).map((method) => method.code);

  it.each([
    ['other', 1, ['other', 'cash', 'voucher', 'cheque']],
    ['cash', 2, ['voucher', 'cash', 'other', 'cheque']],
    ['voucher', 2, ['cash', 'voucher', 'other', 'cheque']],
    ['cash', 99, ['voucher', 'other', 'cash', 'cheque']],
    ['other', 0, ['other', 'cash', 'voucher', 'cheque']],
  ])('has “%s” at %i, and the retired last', (code, position, codes) => {
    expect(order(code, position)).toEqual(codes);
  });

  it('has no place for one that is retired, nor for one that isn’t there', () => {
    expectRefused(() => order('cheque', 1), 'collection_method_retired', { method: 'cheque' });
    expectRefused(() => order('pebbles', 1), 'collection_method_not_found');
  });
});
