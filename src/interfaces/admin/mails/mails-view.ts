import { validate as isUuid } from 'uuid';
import type { MailCriteria, MailPage } from '../../../application/mail/list-mails.query.js';
import type { MailRow, MailView } from '../../../application/mail/mail.views.js';
import { isMishap, MAIL_STATES } from '../../../domain/mail/mail-states.js';
import { by } from '../bookings/actor-name.js';
import { textOf, type FormFields } from '../forms/form-fields.js';
import { MAIL_BADGES, MAIL_EVENTS, MAIL_HINTS, MAIL_TEMPLATES, sendLabel } from './mail-words.js';

/** While a mail is on its way its page looks again so often. */
const REFRESH_MS = 1500;

/** What the address asks for; anything it can't mean is left out. */
export function criteriaFrom(query: FormFields): MailCriteria {
  const state = textOf(query, 'status');
  const booking = textOf(query, 'booking');
  return {
    state: MAIL_STATES.find((known) => known === state),
    booking: isUuid(booking) ? booking : undefined,
    cursor: textOf(query, 'cursor') || undefined,
  };
}

export function addressOf({ state, booking }: MailCriteria, cursor?: string): string {
  const query = new URLSearchParams();
  if (state !== undefined) query.set('status', state);
  if (booking !== undefined) query.set('booking', booking);
  if (cursor !== undefined) query.set('cursor', cursor);
  return query.size === 0 ? '/mails' : `/mails?${query.toString()}`;
}

export function mailsView(
  page: MailPage,
  criteria: MailCriteria,
  { isSetUp, reference }: { readonly isSetUp: boolean; readonly reference?: string },
) {
  const { state, booking, cursor } = criteria;
  return {
    rows: page.rows.map(rowView),
    isSetUp,
    booking: booking !== undefined && reference !== undefined ? { id: booking, reference } : undefined,
    all: addressOf({ state }),
    chips: [undefined, ...MAIL_STATES.filter((each) => each !== 'sending')].map((each) => ({
      label: each === undefined ? 'All' : MAIL_BADGES[each].label,
      href: addressOf({ state: each, booking }),
      current: each === state,
    })),
    empty: page.rows.length === 0 && {
      more: cursor !== undefined,
      filtered: state !== undefined || booking !== undefined,
      label: state && MAIL_BADGES[state].label,
    },
    paging: {
      any: cursor !== undefined || page.nextCursor !== undefined,
      first: cursor === undefined ? undefined : addressOf(criteria),
      next: page.nextCursor && addressOf(criteria, page.nextCursor),
    },
  };
}

/** Those that somebody has to look at, each with what can be done about it. */
export function mailsToLookAt({ rows, nextCursor }: MailPage, isSetUp: boolean, newDecision: () => string) {
  const failed = rows.filter(({ state, isLinkOver }) => state === 'failed' && !isLinkOver);
  return {
    sendAll: isSetUp && failed.length > 1 ? newDecision() : undefined,
    rows: rows.map((mail) => ({
      ...rowView(mail),
      canSend: isSetUp && !mail.isLinkOver,
      isSetUp,
      decision: newDecision(),
    })),
    next: nextCursor && `/attention?mails=${nextCursor}`,
  };
}

export function mailView(mail: MailView, isSetUp: boolean, problem?: string) {
  return {
    mail: { ...rowView(mail), text: mail.text },
    hint: mail.isLinkOver ? undefined : MAIL_HINTS[mail.state],
    isSetUp,
    problem,
    canSend: isSetUp && mail.state !== 'sending' && !mail.isLinkOver,
    sendLabel: sendLabel(mail.state),
    canDismiss: isMishap(mail.state) && !mail.dismissedAt,
    events: mail.events.map(({ id, type, at, by: who, note }) => ({
      id,
      at,
      by: by(who),
      note,
      ...MAIL_EVENTS[type],
    })),
    refresh: mail.state === 'queued' || mail.state === 'sending' ? REFRESH_MS : undefined,
  };
}

function rowView(mail: MailRow) {
  return {
    ...mail,
    href: `/mails/${mail.id}`,
    kind: MAIL_TEMPLATES[mail.template],
    badge: MAIL_BADGES[mail.state],
  };
}
