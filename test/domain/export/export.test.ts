import { Export, EXPORT_LEASE_MS, MOST_EXPORT_ATTEMPTS } from '../../../src/domain/export/export.js';
import {
  EXPORT_STATES,
  EXPORT_TRANSITIONS,
  isUnderWay,
  type ExportState,
} from '../../../src/domain/export/export-states.js';
import { ANA, byAna, byBen, NOW } from '../../support/domain/causes.js';
import { expectRefused } from '../../support/domain/refusals.js';

const ORDER = { id: 'e1', kind: 'bookings', filter: {}, period: {}, timeZone: 'UTC' } as const;
const WRITTEN = { asOf: NOW, totals: [] };
const after = (ms: number) => new Date(NOW.getTime() + ms);

function requested(): Export {
  return Export.request(ORDER, byAna);
}

function begun(attempt = 'a1'): Export {
  const export_ = requested();
  expect(export_.begin(attempt, NOW)).toBe(true);
  return export_;
}

/** One in each state, with `a1` as the last that wrote it. */
function inState(state: ExportState): Export {
  if (state === 'queued') return requested();
  const running = begun();
  if (state === 'running') return running;
  if (state === 'ready') running.finish('a1', WRITTEN, NOW);
  if (state === 'canceled') running.cancel(byBen);
  if (state === 'failed' || state === 'expired')
    return Export.restore({ ...running.toData(), attempt: undefined, state });
  return running;
}

describe('an export', () => {
  it.each(EXPORT_STATES)('that is %s makes only the moves of the table', (state) => {
    const moves: ((each: Export) => unknown)[] = [
      (each) => each.begin('a2', after(EXPORT_LEASE_MS)),
      (each) => each.finish('a1', WRITTEN, NOW),
      (each) => each.giveBack('a1'),
      (each) => each.stumble('a1', 'why', NOW),
      (each) => each.cancel(byBen),
    ];
    for (const move of moves) {
      const each = inState(state);
      try {
        move(each);
      } catch (error) {
        expect(error).toMatchObject({ code: 'export_over' });
      }
      expect([state, ...EXPORT_TRANSITIONS[state]]).toContain(each.state);
    }
  });

  it('is written by one at a time, and by another only when the first isn’t heard of any more', () => {
    const each = begun('a1');
    expect(each.begin('a2', after(EXPORT_LEASE_MS - 1))).toBe(false);
    expect(each.isWrittenBy('a1')).toBe(true);
    expect(each.begin('a2', after(EXPORT_LEASE_MS))).toBe(true);
    each.finish('a1', WRITTEN, after(EXPORT_LEASE_MS));
    each.giveBack('a1');
    each.stumble('a1', 'too late', after(EXPORT_LEASE_MS));
    expect(each.toData()).toMatchObject({ state: 'running', attempt: { id: 'a2' }, attempts: 2 });
    each.finish('a2', WRITTEN, after(EXPORT_LEASE_MS + 5));
    expect(each.toData()).toMatchObject({ state: 'ready', written: WRITTEN, attempt: undefined });
  });

  it('waits again when it went wrong, and fails when it did so too often', () => {
    const each = requested();
    for (let attempt = 1; attempt < MOST_EXPORT_ATTEMPTS; attempt += 1) {
      each.begin(`a${attempt}`, NOW);
      each.stumble(`a${attempt}`, 'The disk is full.', NOW);
      expect(each.toData()).toMatchObject({ state: 'queued', reason: 'The disk is full.' });
    }
    each.begin('last', NOW);
    each.stumble('last', 'The disk is full.', NOW);
    expect(each.toData()).toMatchObject({ state: 'failed', finishedAt: NOW });
  });

  it.each(EXPORT_STATES)('that is %s is stopped once, with who did it, while it is under way', (state) => {
    const each = inState(state);
    if (isUnderWay(state)) {
      each.cancel(byAna);
      expect(each.toData()).toMatchObject({ state: 'canceled', canceledBy: ANA, attempt: undefined });
    } else if (state === 'canceled') {
      const before = each.toData();
      each.cancel(byAna);
      expect(each.toData()).toBe(before);
    } else {
      expectRefused(() => each.cancel(byAna), 'export_over');
    }
  });

  it.each([
    [{ from: '2026-11-31' }, 'period.from'],
    [{ to: 'tomorrow' }, 'period.to'],
    [{ from: '2026-11-02', to: '2026-11-01' }, 'period.to'],
  ])('isn’t asked for over %j', (period, field) => {
    const refusal = expectRefused(() => Export.request({ ...ORDER, period }, byAna), 'invalid_period');
    expect(refusal).toMatchObject({ details: { field } });
  });
});
