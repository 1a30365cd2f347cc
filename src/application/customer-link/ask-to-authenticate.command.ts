import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { CustomerLink } from '../../domain/customer-link/customer-link.js';
import {
  OperationUnderWay,
  PaymentNotFound,
  PaymentNotInState,
} from '../../domain/payment/payment-errors.js';
import { NoLongerOwed } from '../../domain/customer-link/customer-link-errors.js';
import type { Booking } from '../../domain/booking/booking.js';
import type { Cause } from '../../domain/shared/actor.js';
import type { DecisionContext } from '../payment/payment-decision.js';
import { BusinessSettings } from '../shared/business-settings.port.js';
import { Clock } from '../shared/clock.port.js';
import { UnitOfWork, type Transaction } from '../shared/unit-of-work.port.js';
import { endOf, type DecidedLink } from './create-payment-link.command.js';
import { linkMail } from './link-mail.js';
import { newLinkToken } from './link-token.js';

export interface NewAuthenticationLink extends DecisionContext {
  readonly payment: string;
  /** A fresh id, chosen by the caller: the same decision always carries the same one. */
  readonly link: string;
  /** How long it may be followed, in whole days; as settled for the desk unless given. */
  readonly days?: number;
  /** Whether it is mailed to the customer too. */
  readonly send?: boolean;
}

/**
 * Makes a link by which the customer confirms, with their bank, a payment that their bank wouldn't take without them.
 * One that is open already for the payment is used again. Throws PaymentNotFound, PaymentNotInState, NoLongerOwed.
 */
export class AskToAuthenticate extends Command<DecidedLink> {
  constructor(readonly wanted: NewAuthenticationLink) {
    super();
  }
}

@CommandHandler(AskToAuthenticate)
export class AskToAuthenticateHandler implements ICommandHandler<AskToAuthenticate> {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly business: BusinessSettings,
    private readonly clock: Clock,
  ) {}

  execute({ wanted }: AskToAuthenticate): Promise<DecidedLink> {
    const token = newLinkToken();
    return this.unitOfWork.run((transaction) => this.decide(transaction, wanted, token));
  }

  private async decide(
    transaction: Transaction,
    wanted: NewAuthenticationLink,
    token: string,
  ): Promise<DecidedLink> {
    const { bookings, links, decisions, settings } = transaction;
    const booking = await bookings.lockByPayment(wanted.payment);
    if (!booking) throw new PaymentNotFound(wanted.payment);
    const decided = { link: wanted.link, booking: booking.id, repeated: false };
    if (await links.find(wanted.link)) return decided;
    const cause = { by: wanted.by, at: this.clock.now() };
    const known = await links.lockUnstopped({ booking: booking.id, payment: wanted.payment });
    const open = known.find((link) => link.standingAt(cause.at) === 'open');
    // A repetition finds the link that this decision led to, be it new or one from before.
    const subject = open?.id ?? wanted.link;
    const earlier = wanted.idempotency && (await decisions.claim(wanted.idempotency, subject));
    if (earlier) return { ...decided, link: earlier, repeated: true };

    booking.expectVersion(wanted.expectedVersion);
    requireWaiting(booking, wanted.payment);
    requireOwed(booking, wanted.payment);
    if (open) {
      if (wanted.send === true)
        await this.send(transaction, { booking, link: open, occasion: wanted.link }, cause);
      await bookings.save(booking);
      return { ...decided, link: open.id, repeated: true };
    }
    const days = wanted.days ?? (await settings.current()).linkDays;
    const link = newLink(booking, { ...wanted, days }, token, cause);
    booking.recordLink(link, cause);
    if (wanted.send === true) await this.send(transaction, { booking, link, occasion: 'made' }, cause);
    await links.add(link);
    await bookings.save(booking);
    return decided;
  }

  private async send(
    { mails }: Transaction,
    { booking, link, occasion }: { booking: Booking; link: CustomerLink; occasion: string },
    cause: Cause,
  ): Promise<void> {
    const { publicUrl } = this.business;
    await mails.queue(linkMail(booking, link, { publicUrl, by: cause.by, occasion }));
    booking.recordLinkSent(link, cause);
  }
}

/** Throws NoLongerOwed: nobody is asked to confirm what they would pay twice. */
function requireOwed(booking: Booking, id: string): void {
  if (booking.isStillOwed(id)) return;
  throw new NoLongerOwed(booking.payment(id).amount, booking.amounts.outstanding);
}

/** What a customer pays on Stripe's page is finished there. Throws PaymentNotInState, OperationUnderWay. */
export function requireWaiting(booking: Booking, id: string): void {
  const { state, operation, checkout } = booking.payment(id);
  if (state !== 'requires_action' || checkout)
    throw new PaymentNotInState('Authentication', state, 'requires_action');
  if (operation) throw new OperationUnderWay(operation.kind);
}

function newLink(
  booking: Booking,
  { link: id, payment, days }: NewAuthenticationLink & { readonly days: number },
  token: string,
  cause: Cause,
): CustomerLink {
  return CustomerLink.create(
    {
      id,
      token,
      purpose: 'authenticate',
      customer: booking.about.customer,
      booking: booking.id,
      payment,
      amount: booking.payment(payment).amount,
      expiresAt: endOf(days, cause.at),
    },
    cause,
  );
}
