import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { AlreadyLinked } from '../../domain/payment/payment-errors.js';
import { Clock } from '../shared/clock.port.js';
import { UnitOfWork, type Transaction } from '../shared/unit-of-work.port.js';
import type { DecidedPayment, DecisionContext } from './payment-decision.js';
import { PaymentGateway } from './payment-gateway.port.js';
import { SyncStripeCapture, SyncStripeCaptureHandler } from './sync-stripe-capture.command.js';

export interface NewLink extends DecisionContext {
  readonly unmatched: string;
  readonly booking: string;
}

/**
 * Says which booking an unmatched payment was for; from then on the booking follows it. Throws
 * UnmatchedPaymentNotFound, AlreadyLinked, NothingToLink, BookingNotFound, BookingChanged, PaymentInOtherCurrency, and
 * GatewayUnavailable: what is linked is how the payment stands in Stripe now.
 */
export class LinkUnmatchedPayment extends Command<DecidedPayment> {
  constructor(readonly wanted: NewLink) {
    super();
  }
}

@CommandHandler(LinkUnmatchedPayment)
export class LinkUnmatchedPaymentHandler implements ICommandHandler<LinkUnmatchedPayment> {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly gateway: PaymentGateway,
    private readonly sync: SyncStripeCaptureHandler,
    private readonly clock: Clock,
  ) {}

  async execute({ wanted }: LinkUnmatchedPayment): Promise<DecidedPayment> {
    await this.refresh(wanted.unmatched);
    return this.unitOfWork.run((transaction) => this.link(transaction, wanted));
  }

  private async refresh(id: string): Promise<void> {
    const { linked, payment } = await this.unitOfWork.run(async ({ unmatched }) =>
      (await unmatched.lock(id)).toData(),
    );
    if (linked || payment.paymentIntent === undefined) return;
    await this.sync.execute(new SyncStripeCapture(await this.gateway.retrieve(payment.paymentIntent)));
  }

  private async link(
    { unmatched, bookings, decisions, isRepeated }: Transaction,
    wanted: NewLink,
  ): Promise<DecidedPayment> {
    const found = await unmatched.lock(wanted.unmatched);
    const decided = { booking: wanted.booking, payment: found.id };
    if (isRepeated && found.linked?.booking === wanted.booking) return { ...decided, repeated: false };
    const earlier = wanted.idempotency && (await decisions.claim(wanted.idempotency, found.id));
    if (earlier) return { ...decided, repeated: true };

    found.requireLinkable();
    const { paymentIntent = '' } = found.toData().payment;
    const elsewhere = await bookings.lockByPaymentIntent(paymentIntent);
    if (elsewhere) throw new AlreadyLinked(elsewhere.about);
    const booking = await bookings.lock(wanted.booking);
    booking.expectVersion(wanted.expectedVersion);
    const cause = { by: wanted.by, at: this.clock.now() };
    booking.linkPayment(found.linkTo(booking.about, cause), cause);
    await bookings.save(booking);
    await unmatched.save(found);
    return { ...decided, repeated: false };
  }
}
