import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { UnmatchedPayment } from '../../domain/payment/unmatched-payment.js';
import { STRIPE } from '../../domain/shared/actor.js';
import { Clock } from '../shared/clock.port.js';
import { UnitOfWork, type Transaction } from '../shared/unit-of-work.port.js';
import type { GatewayPayment } from './payment-gateway.port.js';
import { findReported } from './reported-payment.js';

export type SyncOutcome =
  | { readonly outcome: 'applied' | 'nothing_new'; readonly booking: string }
  /** No payment of ours stands behind it, but one of our customers does: kept for staff to link to a booking. */
  | { readonly outcome: 'set_aside'; readonly unmatched: string }
  /** Somebody else's, or no money ever moved by it. */
  | { readonly outcome: 'unmatched' };

/**
 * Takes what Stripe says of one PaymentIntent (from a webhook, a look-up, a sweep) and brings the booking to it, or
 * sets it aside when no booking asked for it. Saying the same twice, or old things late, changes nothing.
 */
export class SyncStripeCapture extends Command<SyncOutcome> {
  constructor(readonly said: GatewayPayment) {
    super();
  }
}

@CommandHandler(SyncStripeCapture)
export class SyncStripeCaptureHandler implements ICommandHandler<SyncStripeCapture> {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  async execute({ said }: SyncStripeCapture): Promise<SyncOutcome> {
    // Linked while this looked for it: by then a booking has it.
    return (await this.sync(said)) ?? (await this.sync(said)) ?? { outcome: 'unmatched' };
  }

  private sync(said: GatewayPayment): Promise<SyncOutcome | undefined> {
    return this.unitOfWork.run(
      async (transaction) => (await this.apply(transaction, said)) ?? this.setAside(transaction, said),
    );
  }

  private async apply(
    { bookings, unmatched }: Transaction,
    said: GatewayPayment,
  ): Promise<SyncOutcome | undefined> {
    const found = await findReported(bookings, said);
    if (!found) return undefined;
    const { booking, payment } = found;
    const isFirstHeardOf = payment.paymentIntent === undefined;
    const cause = { by: STRIPE, at: this.clock.now() };
    booking.recordReport(payment.id, said.report, cause);
    await bookings.save(booking);
    // Set aside before somebody wrote our id into its metadata.
    const aside = isFirstHeardOf && (await unmatched.lockByPaymentIntent(said.report.paymentIntent));
    if (aside && aside.isWorthLinking && !aside.linked) {
      aside.linkTo(booking.about, cause);
      await unmatched.save(aside);
    }
    return { outcome: booking.hasChanged ? 'applied' : 'nothing_new', booking: booking.id };
  }

  private async setAside(
    transaction: Transaction,
    { report, origin }: GatewayPayment,
  ): Promise<SyncOutcome | undefined> {
    const { unmatched } = transaction;
    const known =
      (await unmatched.lockByPaymentIntent(report.paymentIntent)) ??
      (await this.find(transaction, { report, origin }));
    if (!known) return { outcome: 'unmatched' };
    if (known.linked) return undefined;
    known.refresh(report, origin ? { description: origin.description, namedBooking: origin.booking } : {});
    await unmatched.save(known);
    return { outcome: 'set_aside', unmatched: known.id };
  }

  /** One that is new here: of a customer of ours, and worth anybody's time. */
  private async find(
    { unmatched, customers }: Transaction,
    { report, origin }: GatewayPayment,
  ): Promise<UnmatchedPayment | undefined> {
    if (origin?.stripeCustomer === undefined) return undefined;
    const customer = await customers.findByStripeCustomer(origin.stripeCustomer);
    if (!customer) return undefined;
    const about = { id: crypto.randomUUID(), customer: customer.id, stripeCustomer: origin.stripeCustomer };
    const found = UnmatchedPayment.found(about, { ...origin, report });
    return found.isWorthLinking ? unmatched.findOrAdd(found) : undefined;
  }
}
