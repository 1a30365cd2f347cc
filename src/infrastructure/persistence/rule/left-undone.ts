/** Of so many, the newest, it is counted which still need somebody. */
const LOOKED_AT = 500;
const TOLD_FOR_DAYS = 30;

/** SQL, of the action `a`: the rows of the index `rule_actions_left_undone`. */
export const LEFT_UNDONE_ROWS = `a.state IN ('refused', 'given_up') AND a.dismissed_at IS NULL`;

/** SQL: what it is about is a hold, and that is still open. */
const HOLD_IS_OPEN = `EXISTS (SELECT FROM payments h
    WHERE h.id = split_part(a.occasion, ':', 2)::uuid AND h.state = 'authorized')`;
const IS_ABOUT_A_HOLD = `a.kind IN ('reauthorize_holds', 'capture_holds')`;

/** SQL: of those, what is still to be done, as its booking `b` stands; what a person gave up needs no other. */
export const STILL_TO_BE_DONE = `a.why IS DISTINCT FROM 'given_up_by_a_person'
  AND CASE WHEN ${IS_ABOUT_A_HOLD} THEN ${HOLD_IS_OPEN} ELSE b.chargeable > 0 END`;

/** SQL: of those, what won't be any more; a payment that is only under way may yet come to nothing. */
export const OVER_BY_NOW = `(a.why IS NOT DISTINCT FROM 'given_up_by_a_person'
  OR CASE WHEN ${IS_ABOUT_A_HOLD} THEN NOT ${HOLD_IS_OPEN} ELSE b.outstanding = 0 END)`;

/** SQL, after SELECT … FROM: what needs somebody, as far as it is counted. */
export const COUNTED_LEFT_UNDONE = `(
    SELECT * FROM rule_actions a WHERE ${LEFT_UNDONE_ROWS} ORDER BY found_at DESC, id DESC LIMIT ${LOOKED_AT}) AS a
  JOIN bookings b ON b.id = a.booking_id WHERE ${STILL_TO_BE_DONE}`;

/** SQL, after SELECT … FROM: rules that paused by themselves lately, `r`, with when and why, `e`. */
export const PAUSED_BY_THEMSELVES = `rules r
  JOIN LATERAL (SELECT type, at, actor, data FROM rule_events WHERE rule_id = r.id ORDER BY id DESC LIMIT 1) AS e ON true
 WHERE r.state = 'paused' AND e.type = 'rule_paused' AND e.actor ->> 'kind' = 'rule'
   AND e.at > now() - interval '${TOLD_FOR_DAYS} days'`;
