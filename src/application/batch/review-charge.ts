import { reasonInReview } from '../../domain/batch/left-out.js';
import { summaryOf } from '../../domain/customer/card.js';
import { MayHavePaid } from '../../domain/payment/may-have-paid.js';
import { DomainError } from '../../domain/shared/domain-error.js';
import type { Cause } from '../../domain/shared/actor.js';
import type { Money } from '../../domain/shared/money.js';
import { NoCard } from '../payment/gateway-errors.js';
import { paymentRequestOf } from '../payment/request-payment.js';
import type { ExaminedItem, ItemToExamine } from './batch.repository.port.js';

/**
 * What charging all that is chargeable would come to: the very decision that ChargeBooking stores, made on a booking
 * that isn't stored. `requireAcceptable` throws for amounts that Stripe's rules for the currency rule out.
 */
export function reviewCharge(
  { position, payment, booking, customer, attemptsElsewhere, hasUnmatched }: ItemToExamine,
  requireAcceptable: (amount: Money) => void,
  cause: Cause,
): ExaminedItem {
  const { amounts, version, currency } = booking;
  const examined = { position, version, currency };
  const { chargeable: amount } = amounts;
  const card = customer.card && summaryOf(customer.card);
  try {
    const request = paymentRequestOf({ payment }, customer);
    booking.requestCharge({ ...request, attemptsElsewhere }, cause);
    if (!card) throw new NoCard();
    requireAcceptable(amount);
    if (hasUnmatched) throw new MayHavePaid();
    return { ...examined, verdict: { step: 'waiting', amount, card } };
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    const reason = reasonInReview(error.code, amounts);
    const wouldBe = amount.isZero ? undefined : amount;
    return {
      ...examined,
      verdict: { step: 'not_chargeable', reason, note: error.message, amount: wouldBe, card },
    };
  }
}
