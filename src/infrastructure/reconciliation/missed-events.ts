import { Injectable, Logger } from '@nestjs/common';
import type Stripe from 'stripe';
import { DomainError } from '../../domain/shared/domain-error.js';
import { paymentIntentOf } from '../inbox/event-subject.js';
import { StripeEventStore } from '../inbox/stripe-event-store.js';
import { inParallel } from '../scheduling/in-parallel.js';
import type { StripeLedger } from '../stripe/stripe-ledger.js';
import { Reconciler, type Search } from './reconciler.js';

const LANES = 4;

/** Events that no webhook brought: what they speak of is looked up and put right, and they count as received. */
@Injectable()
export class MissedEvents {
  private readonly logger = new Logger(MissedEvents.name);

  constructor(
    private readonly events: StripeEventStore,
    private readonly reconciler: Reconciler,
  ) {}

  /** Returns how many PaymentIntents of them are nobody's. Events are stored last: before that, a crash loses none. */
  async takeIn(missed: readonly Stripe.Event[], ledger: StripeLedger, search: Search): Promise<number> {
    const failures: unknown[] = [];
    let unmatched = 0;
    await inParallel([...byPayment(missed)], LANES, async ([paymentIntent, types]) => {
      if (failures.length > 0) return;
      try {
        const settled = await this.look(paymentIntent, ledger, { ...search, missed: types });
        if (settled === 'unmatched') unmatched += 1;
      } catch (error) {
        failures.push(error);
      }
    });
    if (failures.length > 0) throw failures[0];
    for (const event of missed) await this.events.add(event, JSON.stringify(event));
    return unmatched;
  }

  private async look(paymentIntent: string, ledger: StripeLedger, search: Search) {
    try {
      const said = await ledger.payment(paymentIntent);
      return said && (await this.reconciler.settle(said, search));
    } catch (error) {
      // One that can't be read holds up no others: it is left to the inbox, which parks it where people see it.
      if (!(error instanceof DomainError)) throw error;
      this.logger.warn(`${paymentIntent} couldn’t be compared: ${error.message}`);
      return undefined;
    }
  }
}

function byPayment(events: readonly Stripe.Event[]): ReadonlyMap<string, string[]> {
  const types = new Map<string, string[]>();
  for (const event of events) {
    const paymentIntent = paymentIntentOf(event);
    if (paymentIntent === undefined) continue;
    const known = types.get(paymentIntent) ?? [];
    // Listed newest first, told oldest first.
    types.set(paymentIntent, [event.type, ...known.filter((type) => type !== event.type)]);
  }
  return types;
}
