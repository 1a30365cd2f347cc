import { LIVES_OF, RENEWED_UP_TO_DAYS, UNSUCCESSFUL } from '../../../domain/rule/occasion.js';
import type { RuleTask } from '../../../domain/rule/rule-task.js';
import { timingOf } from '../../../domain/rule/rule-task.js';
import type { RuleScope } from '../../../domain/rule/rule.js';
import { reachOf, type Timing } from '../../../domain/rule/timing.js';

/** Of what a rule does: all that decides on which bookings, and when. */
export interface Searched {
  readonly task: RuleTask;
  readonly scope: RuleScope;
  /** When the rule was made. */
  readonly madeAt: Date;
  readonly timeZone: string;
  /** Each hold of a booking takes only what those before it leave, as they will once they are captured in turn. */
  readonly inTurn?: boolean;
}

/** What came due after `from`, by `until`. */
export interface Window {
  readonly from: Date;
  readonly until: Date;
}

type Parameter = (value: unknown) => string;

/** A row of `occasionsSql`. */
export interface OccasionRow {
  readonly booking_id: string;
  /** The payment that it is about, or the booking. With `anchor` it orders the rows. */
  readonly item_id: string;
  readonly key: string;
  /** By what it is due: the booking's start or end, a hold's end, the time of the next try or of the completion. */
  readonly anchor: Date;
  /** When the booking was registered, or the payment asked for; of a hold that replaces another, when the first was. */
  readonly since: Date;
  readonly currency: string;
  /** Minor units: what would be charged, held or captured as the booking stands. */
  readonly amount: string;
  /** Of what comes of an action that is yet to be taken. */
  readonly is_estimate?: boolean;
}

/**
 * SQL: the occasions that the domain's `occasionsOf` gives, for which there is money to move, straight from the indexes
 * on what decides when they are due.
 */
export function occasionsSql(searched: Searched, window: Window, parameter: Parameter): string {
  const { task } = searched;
  switch (task.kind) {
    case 'charge_before_start':
    case 'charge_after_end':
      return charges(task, searched, window, parameter);
    case 'charge_on_complete':
      return completions(searched, window, parameter);
    case 'retry_declined':
      return retries(task.afterHours, searched, window, parameter);
    case 'reauthorize_holds':
      return renewals(task.hours, searched, window, parameter);
    case 'capture_holds':
      return captures(task.timing, searched, window, parameter);
  }
}

/** The same for bookings that would be charged once they are marked complete: those that start within the window. */
export function completableSql(searched: Searched, { from, until }: Window, parameter: Parameter): string {
  return `
    SELECT b.id AS booking_id, b.id AS item_id, 'completed:' AS key, b.starts_at AS anchor,
           b.registered_at AS since, b.currency, b.chargeable AS amount
      FROM bookings b
     WHERE b.outstanding > 0 AND b.chargeable > 0 AND b.life = 'scheduled'
       AND b.starts_at >= ${parameter(from)} AND b.starts_at < ${parameter(until)}${scoped(searched, parameter)}`;
}

/** Of one hold. Card networks' holds last for days, so within a month there are far fewer. */
const MOST_RENEWALS_FORETOLD = 30;

/**
 * The same for renewals, with those that come of them: each new hold is taken to last as long as the one that it replaces,
 * since what it will be only Stripe says, once it stands.
 */
export function renewalsToComeSql(searched: Searched, window: Window, parameter: Parameter): string {
  const { task } = searched;
  if (task.kind !== 'reauthorize_holds') throw new Error('Only holds are renewed.');
  const before = `make_interval(hours => ${parameter(task.hours)}::int)`;
  return `
    SELECT f.booking_id, f.item_id, f.key, f.currency, f.amount,
           CASE WHEN nth = 0 THEN f.anchor ELSE due + nth * every + ${before} END AS anchor,
           CASE WHEN nth = 0 THEN f.since ELSE due + (nth - 1) * every END AS since,
           nth > 0 AS is_estimate
      FROM (${renewals(task.hours, searched, window, parameter)}) AS f
      JOIN payments p ON p.id = f.item_id JOIN bookings b ON b.id = f.booking_id
      CROSS JOIN LATERAL (SELECT greatest(f.anchor - ${before}, f.since) AS due,
                                 p.capture_before - p.requested_at - ${before} AS every) AS pace
      CROSS JOIN LATERAL (
        SELECT extract(epoch FROM least(${parameter(window.until)}::timestamptz, b.starts_at + make_interval(days => ${RENEWED_UP_TO_DAYS})) - due)
               / nullif(extract(epoch FROM greatest(every, interval '0')), 0) AS times) AS more
      CROSS JOIN LATERAL generate_series(0, least(greatest(0, floor(coalesce(times, 0))), ${MOST_RENEWALS_FORETOLD})::int) AS nth`;
}

function charges(
  task: Extract<RuleTask, { kind: 'charge_before_start' | 'charge_after_end' }>,
  searched: Searched,
  { from, until }: Window,
  parameter: Parameter,
): string {
  const timing = timingOf(task);
  if (!timing) throw new Error('A charge by time has a time.');
  const { timeZone } = searched;
  const isBefore = task.kind === 'charge_before_start';
  const name = isBefore ? 'start' : 'end';
  const anchor = 'b.starts_at';
  const selected = `
    SELECT b.id AS booking_id, b.id AS item_id, '${name}:' || ${iso(anchor)} AS key, ${anchor} AS anchor,
           b.registered_at AS since, b.currency, b.chargeable AS amount
      FROM bookings b
     WHERE b.outstanding > 0 AND b.chargeable > 0 AND ${alive(task, parameter)}${scoped(searched, parameter)}`;
  const reachedFrom = parameter(reachOf(timing, from, timeZone));
  const inTime = `b.registered_at <= ${moment(timing, anchor, timeZone, parameter)}`;
  const isDue = `greatest(${moment(timing, anchor, timeZone, parameter)}, b.registered_at)`;
  const select = `${selected} AND NOT ${givenBackSince(isDue)}`;
  const due = `${select}
       AND ${anchor} >= ${reachedFrom} AND ${anchor} < ${parameter(reachOf(timing, until, timeZone))}
       AND (${inTime}${isBefore ? ` OR b.registered_at < ${anchor}` : ''})`;
  if (!isBefore) return due;
  return `${due}
    UNION ALL ${select}
       AND b.registered_at > ${parameter(from)} AND b.registered_at <= ${parameter(until)}
       AND ${anchor} < ${reachedFrom} AND b.registered_at < ${anchor}`;
}

function completions(searched: Searched, { from, until }: Window, parameter: Parameter): string {
  return `
    SELECT b.id AS booking_id, b.id AS item_id, 'completed:' || ${iso('e.at')} AS key, e.at AS anchor,
           e.at AS since, b.currency, b.chargeable AS amount
      FROM booking_events e JOIN bookings b ON b.id = e.booking_id
     WHERE e.type = 'booking_completed' AND e.at > ${parameter(from)} AND e.at <= ${parameter(until)}
       AND b.chargeable > 0 AND ${alive(searched.task, parameter)}${scoped(searched, parameter)}
       AND NOT ${givenBackSince('e.at')}
       AND NOT EXISTS (SELECT FROM booking_events later
                        WHERE later.booking_id = e.booking_id AND later.id > e.id AND later.type = 'booking_completed')`;
}

function retries(
  afterHours: readonly number[],
  searched: Searched,
  { from, until }: Window,
  parameter: Parameter,
): string {
  const waits = parameter(afterHours);
  const unsuccessful = parameter(UNSUCCESSFUL);
  const due = `p.requested_at + make_interval(hours => (${waits}::int[])[in_row.n])`;
  // Where a narrow window is looked at, so is the index: a wide one from the longest wait to the shortest has all of them.
  const declinedFor = (hours: number) =>
    `p.requested_at > ${parameter(hoursFrom(from, -hours))} AND p.requested_at <= ${parameter(hoursFrom(until, -hours))}`;
  return `
    SELECT b.id AS booking_id, p.id AS item_id, 'declined:' || p.id AS key, ${due} AS anchor,
           p.requested_at AS since, b.currency, least(p.amount, b.chargeable) AS amount
      FROM payments p JOIN bookings b ON b.id = p.booking_id
      CROSS JOIN LATERAL (
        SELECT count(*)::int AS n FROM payments q
         WHERE q.booking_id = p.booking_id AND q.kind <> 'collection' AND q.state = 'declined'
           AND q.position > coalesce((SELECT max(s.position) FROM payments s
                                       WHERE s.booking_id = p.booking_id AND s.kind <> 'collection'
                                         AND s.state <> ALL (${unsuccessful})), -1)) AS in_row
     WHERE p.state = 'declined' AND p.kind <> 'collection' AND p.link_id IS NULL AND p.replaces IS NULL
       AND (${[...new Set(afterHours)].map(declinedFor).join(' OR ')})
       AND ${due} > ${parameter(from)} AND ${due} <= ${parameter(until)}
       AND b.chargeable > 0 AND ${alive(searched.task, parameter)}${scoped(searched, parameter)}
       AND NOT EXISTS (SELECT FROM payments later
                        WHERE later.booking_id = p.booking_id AND later.position > p.position
                          AND later.kind <> 'collection' AND later.state <> 'failed')`;
}

function renewals(hours: number, searched: Searched, { from, until }: Window, parameter: Parameter): string {
  const moment = `p.capture_before - make_interval(hours => ${parameter(hours)}::int)`;
  const owed = `least(p.amount, b.outstanding - (b.held - p.amount) - b.in_flight)`;
  return `
    SELECT b.id AS booking_id, p.id AS item_id, 'hold:' || p.id AS key, p.capture_before AS anchor,
           p.requested_at AS since, b.currency, ${owed} AS amount
      FROM payments p JOIN bookings b ON b.id = p.booking_id
     WHERE p.kind = 'hold' AND p.state = 'authorized' AND p.operation_id IS NULL
       AND p.capture_before > ${parameter(from)} AND p.capture_before <= ${parameter(hoursFrom(until, hours))}
       AND greatest(${moment}, p.requested_at) > ${parameter(from)}
       AND ${moment} <= b.starts_at + make_interval(days => ${RENEWED_UP_TO_DAYS})
       AND ${owed} > 0 AND ${alive(searched.task, parameter)}${scoped(searched, parameter)}`;
}

function captures(timing: Timing, searched: Searched, { from, until }: Window, parameter: Parameter): string {
  const { timeZone } = searched;
  const before = searched.inTurn ? ` - ${HELD_BEFORE}` : '';
  const owed = `least(p.amount, b.outstanding - b.in_flight${before})`;
  return `
    SELECT b.id AS booking_id, p.id AS item_id, 'hold:' || p.id AS key, b.starts_at AS anchor,
           ${FIRST_PLACED_AT} AS since, b.currency, ${owed} AS amount
      FROM bookings b JOIN payments p ON p.booking_id = b.id
     WHERE b.held > 0 AND p.kind = 'hold' AND p.state = 'authorized' AND p.operation_id IS NULL
       AND b.starts_at >= ${parameter(reachOf(timing, from, timeZone))}
       AND b.starts_at < ${parameter(reachOf(timing, until, timeZone))}
       AND ${FIRST_PLACED_AT} <= ${moment(timing, 'b.starts_at', timeZone, parameter)}
       AND ${owed} > 0 AND ${alive(searched.task, parameter)}${scoped(searched, parameter)}`;
}

/** When the hold `p` was placed, or the first of those that it replaced in turn. */
const FIRST_PLACED_AT = `(
    WITH RECURSIVE placed AS (
      SELECT p.requested_at, p.replaces
       UNION ALL
      SELECT q.requested_at, q.replaces FROM placed JOIN payments q ON q.id = placed.replaces)
    SELECT min(requested_at) FROM placed)`;

/** What the booking's older open holds take. */
const HELD_BEFORE = `coalesce((
    SELECT sum(o.amount) FROM payments o
     WHERE o.booking_id = b.id AND o.kind = 'hold' AND o.state = 'authorized' AND o.operation_id IS NULL
       AND o.position < p.position), 0)`;

/** `wasGivenBackSince` in SQL, of the booking `b`. */
function givenBackSince(moment: string): string {
  return `EXISTS (
         SELECT FROM payments g
           LEFT JOIN refunds r ON r.payment_id = g.id AND r.still_owed AND r.status IN ('pending', 'succeeded')
           LEFT JOIN collection_reversals v ON v.payment_id = g.id
          WHERE g.booking_id = b.id AND (r.created_at > ${moment} OR v.reversed_at > ${moment}))`;
}

/** `momentOf` in SQL. */
function moment(timing: Timing, anchor: string, timeZone: string, parameter: Parameter): string {
  const count = parameter(timing.side === 'before' ? -timing.count : timing.count);
  if (timing.unit === 'hours') return `${anchor} + make_interval(hours => ${count}::int)`;
  const zone = parameter(timeZone);
  return `(((${anchor} AT TIME ZONE ${zone})::date + ${count}::int + ${parameter(timing.at)}::time) AT TIME ZONE ${zone})`;
}

function alive({ kind }: RuleTask, parameter: Parameter): string {
  return `b.life = ANY (${parameter(LIVES_OF[kind])})`;
}

function scoped({ scope, madeAt }: Searched, parameter: Parameter): string {
  const { newBookingsOnly, service } = scope;
  const after = newBookingsOnly ? ` AND b.registered_at >= ${parameter(madeAt)}` : '';
  return service === undefined
    ? after
    : `${after} AND strpos(lower(b.service), ${parameter(service.toLowerCase())}) > 0`;
}

/** As JavaScript writes it. */
function iso(moment: string): string {
  return `to_char(${moment} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;
}

function hoursFrom(moment: Date, hours: number): Date {
  return new Date(moment.getTime() + hours * 60 * 60 * 1000);
}
