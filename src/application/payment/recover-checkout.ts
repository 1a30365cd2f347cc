import { Injectable } from '@nestjs/common';
import type { Booking } from '../../domain/booking/booking.js';
import type { Payment } from '../../domain/payment/payment.js';
import { SYSTEM } from '../../domain/shared/actor.js';
import { Clock } from '../shared/clock.port.js';
import { UnitOfWork, type Transaction } from '../shared/unit-of-work.port.js';
import { CheckoutGateway } from './checkout-gateway.port.js';
import { CheckoutSender, type DecidedCheckout } from './checkout-sender.js';
import { OutdatedPages } from './outdated-pages.js';
import { whereToLook } from './payment-sender.js';
import { interruptionBy, OPEN, SETTLED, SURELY_KEPT_SECONDS, type Key, type Recovery } from './recovery.js';

/** A payment that the customer makes on Stripe's page, of which more has to be learned. */
export interface OpenCheckout {
  readonly order: DecidedCheckout;
  readonly requestedAt: Date;
  /** Once Stripe is known to have made the page. */
  readonly session?: string;
  /** Giving it up was decided. */
  readonly operation?: string;
}

/**
 * Settles payments by Stripe's page as RecoverPayment settles others: a page that may have been made is asked for again
 * under its key while that is kept, and looked up afterwards; one that was made is looked at.
 */
@Injectable()
export class RecoverCheckout {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly sender: CheckoutSender,
    private readonly outdated: OutdatedPages,
    private readonly checkouts: CheckoutGateway,
    private readonly clock: Clock,
  ) {}

  async load(transaction: Transaction, booking: Booking, payment: Payment): Promise<OpenCheckout> {
    return {
      order: await this.sender.orderFor(transaction, booking, payment),
      requestedAt: payment.toData().requestedAt,
      session: payment.checkout?.session,
      operation: payment.operation?.id,
    };
  }

  /** `age`: of the request, in seconds. */
  async settle(open: OpenCheckout, key: Key, age: number): Promise<Recovery> {
    const recovery = await this.learn(open, key, age);
    // The link may have been stopped, or less be owed, while nobody knew of the page.
    if (recovery === SETTLED) await this.outdated.end(open.order);
    return recovery;
  }

  private async learn(open: OpenCheckout, key: Key, age: number): Promise<Recovery> {
    if (this.sender.isUnderWay(open.operation ?? open.order.payment)) return OPEN;
    if (open.session !== undefined) return this.look(open, open.session);
    // Clocks differ and are set right: an old key may be gone before ours says so, and would then make a second page.
    if (key === 'kept' && age > SURELY_KEPT_SECONDS && (await this.isFound(open))) return SETTLED;
    let verdict = key === 'gone' ? 'Stripe never made the page: nobody can pay on it.' : undefined;
    if (key === 'kept') {
      const answer = await this.sender.reopen(open.order, SYSTEM);
      const interrupted = interruptionBy(answer);
      if (interrupted) return interrupted;
      if (answer.outcome === 'refused') verdict = answer.message;
      else if (answer.outcome === 'broken_off')
        verdict = 'Stripe failed to make the page: nobody can pay on it.';
      else if (answer.outcome !== 'unknown') return SETTLED;
    }
    return this.lookUp(open, verdict);
  }

  private async look(open: OpenCheckout, session: string): Promise<Recovery> {
    const said = await this.checkouts.retrieveCheckout(session);
    if (!said) return OPEN;
    await this.sender.take(open.order, said, SYSTEM);
    if (said.checkout.status !== 'open' || open.operation === undefined) return SETTLED;
    // Ending it twice is ending it once, so a key that is gone does no harm.
    const answer = await this.sender.close(open.order, session, open.operation, SYSTEM);
    return interruptionBy(answer) ?? (answer.outcome === 'accepted' ? SETTLED : OPEN);
  }

  /** Only Stripe's own list tells: by it the page exists, or once no request can be under way any more, it doesn't. */
  private async lookUp(open: OpenCheckout, verdict: string | undefined): Promise<Recovery> {
    if (await this.isFound(open)) return SETTLED;
    if (verdict === undefined) return OPEN;
    const { order } = open;
    await this.unitOfWork.run(async ({ bookings }) => {
      const booking = await bookings.lock(order.booking);
      booking.recordFailure(order.payment, verdict, { by: SYSTEM, at: this.clock.now() });
      await bookings.save(booking);
    });
    return SETTLED;
  }

  private async isFound({ order, requestedAt }: OpenCheckout): Promise<boolean> {
    for (const stripeCustomer of whereToLook(order)) {
      const found = await this.checkouts.findCheckout(order.payment, stripeCustomer, requestedAt);
      if (!found) continue;
      await this.sender.take(order, found, SYSTEM);
      return true;
    }
    return false;
  }
}
