import type { CustomerLink } from '../customer-link/customer-link.js';
import { MoreThanOwed } from '../customer-link/customer-link-errors.js';
import { AmountNotPositive } from '../payment/payment-errors.js';
import type { Money } from '../shared/money.js';
import type { BookingHappening } from './booking-events.js';

/** How much a customer may be asked to pay by a link: all that is outstanding unless given. Throws MoreThanOwed. */
export function payableByLink(asked: Money | undefined, outstanding: Money): Money {
  const amount = asked ?? outstanding;
  if (asked?.isZero) throw new AmountNotPositive('The amount');
  if (amount.isZero || !outstanding.covers(amount)) throw new MoreThanOwed(amount, outstanding);
  return amount;
}

export function linkCreated(link: CustomerLink): BookingHappening {
  const { id, purpose, amount, payment, expiresAt } = link.toData();
  return { type: 'link_created', link: id, purpose, asked: amount, payment, expiresAt };
}

export function linkSent(link: CustomerLink, email: string): BookingHappening {
  const { id, purpose, amount } = link.toData();
  return { type: 'link_sent', link: id, purpose, asked: amount, email };
}

export function linkStopped(link: CustomerLink): BookingHappening {
  const { id, purpose, amount, stopped } = link.toData();
  return { type: 'link_stopped', link: id, purpose, asked: amount, why: stopped?.why };
}
