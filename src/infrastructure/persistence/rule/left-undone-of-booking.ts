import type { TimelineEntry } from '../../../application/booking/booking.views.js';

const MOST = 50;

export interface LeftUndoneRow {
  readonly id: string;
  readonly at: string;
  readonly rule: { readonly id: string; readonly name: string };
  readonly data: Readonly<Record<string, unknown>>;
}

/** SQL: what rules refused or gave up to do about the booking `b`, newest first. */
export const LEFT_UNDONE_OF_BOOKING = `
  (SELECT coalesce(jsonb_agg(jsonb_build_object(
            'id', a.id, 'at', a.settled_at, 'rule', jsonb_build_object('id', r.id, 'name', r.name),
            'data', jsonb_build_object('kind', a.kind, 'end', a.state, 'why', a.why, 'note', a.note))
            ORDER BY a.settled_at DESC), '[]')
     FROM (SELECT * FROM rule_actions
            WHERE booking_id = b.id AND state IN ('refused', 'given_up') ORDER BY found_at DESC LIMIT ${MOST}) a
     JOIN rules r ON r.id = a.rule_id)`;

/** The booking's own events, newest first, with what rules left undone where it belongs between them. */
export function withLeftUndone(
  events: readonly TimelineEntry[],
  rows: readonly LeftUndoneRow[],
): TimelineEntry[] {
  const told = [...events];
  for (const { id, at: text, rule, data } of rows) {
    const at = new Date(text);
    const older = told.findIndex((entry) => entry.at <= at);
    const entry = { id, type: 'rule_left_undone', at, by: { kind: 'rule', ...rule }, data } as const;
    told.splice(older < 0 ? told.length : older, 0, entry);
  }
  return told;
}
