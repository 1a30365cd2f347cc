import type { Booking } from '../../domain/booking/booking.js';
import { LinkNotOpen } from '../../domain/customer-link/customer-link-errors.js';
import type { CustomerLink } from '../../domain/customer-link/customer-link.js';
import type { Actor } from '../../domain/shared/actor.js';
import type { NewMail } from '../mail/mail.repository.port.js';
import { linkAddress } from './link-token.js';

/** Brings a link to the customer that its booking names; `occasion` tells one sending of it from another. */
export function linkMail(
  booking: Booking,
  link: CustomerLink,
  { publicUrl, by, occasion }: { readonly publicUrl: string; readonly by: Actor; readonly occasion: string },
): NewMail {
  const { id, purpose, token, amount, expiresAt } = link.toData();
  const { reference, service, startsAt, contact } = booking.about;
  if (amount === undefined || purpose === 'add_card') throw new LinkNotOpen('stopped');
  return {
    template: purpose === 'pay' ? 'payment_link' : 'authenticate_payment',
    data: {
      customerName: contact.name,
      booking: { reference, service, startsAt },
      amount: { amount: amount.amount, currency: amount.currency },
      link: linkAddress(publicUrl, token),
      expiresAt,
    },
    cause: `customer-link:${id}:${occasion}`,
    to: { name: contact.name, email: contact.email },
    booking: booking.id,
    by,
  };
}
