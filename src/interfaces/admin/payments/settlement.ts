import { setTimeout as pause } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import type { PaymentView } from '../../../application/booking/booking.views.js';
import { GetPayment } from '../../../application/payment/get-payment.query.js';
import type { DecidedPayment } from '../../../application/payment/payment-decision.js';

const LONGEST_WAIT_MS = 10_000;
const BETWEEN_LOOKS_MS = 200;

/** How a decided payment stands, once that can be said. */
@Injectable()
export class Settlement {
  constructor(private readonly queries: QueryBus) {}

  /**
   * A repeated decision may have come while the first one still waits for Stripe: then its outcome is waited for, so
   * that everybody who pressed the button is told the same.
   */
  async of({ payment, repeated }: DecidedPayment): Promise<PaymentView> {
    const deadline = Date.now() + (repeated ? LONGEST_WAIT_MS : 0);
    for (;;) {
      const view = await this.queries.execute(new GetPayment(payment));
      if (!isBeingSent(view) || Date.now() >= deadline) return view;
      await pause(BETWEEN_LOOKS_MS);
    }
  }
}

function isBeingSent({ state, operation }: PaymentView): boolean {
  return state === 'requested' || (operation !== undefined && !operation.inDoubt);
}
