import type { BookingView } from '../../../application/booking/booking.views.js';
import type { Callout } from '../bookings/callout.js';
import { disputeReason } from './dispute-reasons.js';
import { deadlineOf, disputeHref, type DisputeContext } from './dispute-view.js';

/** What is questioned, until when it can be answered, and where. */
export function disputeCallouts(booking: BookingView, context: DisputeContext): Callout[] {
  return booking.payments
    .flatMap(({ disputes }) => disputes)
    .filter(({ status }) => status === 'open')
    .map(({ id, amount, currency, inquiry, underReview, reason, evidenceDueBy }) => {
      const money = context.format.money(amount, currency);
      const deadline = deadlineOf(evidenceDueBy, context);
      return {
        tone: underReview ? 'info' : 'bad',
        icon: underReview ? 'clock' : 'bang',
        title: inquiry ? `The customer’s bank asks about ${money}` : `${money} is disputed`,
        text: underReview
          ? 'Your evidence is with the bank. Until it has decided, nothing else changes here.'
          : `${disputeReason(reason)}. ${deadline ? `${deadline.text}.` : 'Answer with evidence in Stripe.'} Until it is decided, nothing else changes here.`,
        href: disputeHref(context.dashboard, id),
        hrefLabel: underReview ? 'See the dispute in Stripe' : 'Answer in Stripe',
      };
    });
}
