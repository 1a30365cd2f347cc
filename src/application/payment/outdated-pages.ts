import { Injectable } from '@nestjs/common';
import { SYSTEM } from '../../domain/shared/actor.js';
import type { NextStep } from '../customer-link/next-step.js';
import { Clock } from '../shared/clock.port.js';
import { UnitOfWork, type Transaction } from '../shared/unit-of-work.port.js';
import { CheckoutSender, type DecidedCheckout } from './checkout-sender.js';

type Subject = Pick<DecidedCheckout, 'booking' | 'payment'>;

interface GiveUp {
  readonly session: string;
  readonly operation: string;
}

/** Pages of Stripe's on which nobody is to pay any more: their link was stopped, or less is owed than they ask for. */
@Injectable()
export class OutdatedPages {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly sender: CheckoutSender,
    private readonly clock: Clock,
  ) {}

  /**
   * Gives the payment up if its page is such a one: decides and stores that, then ends the page; what was paid on it
   * before that is recorded instead. Where the customer is led then, or undefined while the page is good.
   */
  async end(subject: Subject): Promise<NextStep | undefined> {
    const operation = crypto.randomUUID();
    const decided = await this.unitOfWork.run((transaction) => this.decide(transaction, subject, operation));
    if (!decided) return undefined;
    const answer = await this.sender.close(subject, decided.session, decided.operation, SYSTEM);
    return { outcome: answer.outcome === 'accepted' ? 'look' : 'wait' };
  }

  private async decide(
    { bookings, links }: Transaction,
    { booking: of, payment: id }: Subject,
    operation: string,
  ): Promise<GiveUp | undefined> {
    const booking = await bookings.lock(of);
    const { checkout, state, operation: decided } = booking.payment(id);
    if (state !== 'requires_action' || checkout?.session === undefined) return undefined;
    const { session } = checkout;
    // By an earlier run of this work, or by somebody else: ending a page twice is ending it once.
    if (decided) return { session, operation: decided.id };
    const at = this.clock.now();
    const isStopped = (await links.find(checkout.link))?.standingAt(at) === 'stopped';
    if (!isStopped && booking.isStillOwed(id)) return undefined;
    booking.requestGiveUp(id, operation, { by: SYSTEM, at });
    await bookings.save(booking);
    return { session, operation };
  }
}
