import type { CustomerLinkView, LinkState } from '../../../application/customer-link/customer-link.views.js';
import { linkAddress } from '../../../application/customer-link/link-token.js';
import type { LinkPurpose } from '../../../domain/customer-link/customer-link.js';
import { by } from '../bookings/actor-name.js';
import type { Badge } from '../bookings/badges.js';
import type { Format } from '../views/format.js';

const STATE: Readonly<Record<LinkState, Badge>> = {
  open: { tone: 'info', icon: 'ring', label: 'Open' },
  paying: { tone: 'info', icon: 'clock', label: 'Customer is paying' },
  paid: { tone: 'good', icon: 'check', label: 'Paid' },
  settled: { tone: 'mute', icon: 'check', label: 'Nothing left to do' },
  stopped: { tone: 'mute', icon: 'cross', label: 'Stopped' },
  expired: { tone: 'mute', icon: 'calendar', label: 'Expired' },
};

export const ASKS_TO: Readonly<Record<LinkPurpose, string>> = {
  pay: 'Pay',
  authenticate: 'Authenticate',
  add_card: 'Add a card',
};

/** The links of a booking as its page lists them, newest first. */
export function linkRows(links: readonly CustomerLinkView[], publicUrl: string, format: Format) {
  return links.map((link) => {
    const { id, purpose, state, currency, amount, paid, expiresAt, createdAt, createdBy } = link;
    const money = (minor: number) => (currency === undefined ? '' : format.money(minor, currency));
    const usable = state === 'open' || state === 'paying';
    return {
      id,
      what: `${ASKS_TO[purpose]}${amount === undefined ? '' : ` ${money(amount)}`}`,
      badge: purpose === 'authenticate' && state === 'paid' ? { ...STATE.paid, label: 'Done' } : STATE[state],
      partly: paid > 0 && amount !== undefined && paid < amount ? `${money(paid)} paid so far` : undefined,
      createdAt,
      by: by(createdBy),
      until: usable ? expiresAt : undefined,
      url: usable ? linkAddress(publicUrl, link.token) : undefined,
      stopHref: usable ? `/links/${id}/stop/new` : undefined,
      sendHref: state === 'open' && purpose !== 'add_card' ? `/links/${id}/mails/new` : undefined,
    };
  });
}
