import { setTimeout as pause } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import type { PaymentView } from '../../../../application/booking/booking.views.js';
import { GetPayment } from '../../../../application/payment/get-payment.query.js';
import type { DecidedOperation, DecidedPayment } from '../../../../application/payment/payment-decision.js';
import { PaymentNotInState } from '../../../../domain/payment/payment-errors.js';
import { Clock } from '../../../../application/shared/clock.port.js';
import { ApiProblem } from '../../problems/api-problem.js';
import { paymentJson, type PaymentJson } from './payment.json.js';

export interface PaymentAnswer {
  readonly status: 201 | 202;
  readonly payment: PaymentJson;
}

const LONGEST_WAIT_MS = 2000;
const BETWEEN_LOOKS_MS = 50;
/** Nobody waits for Stripe that long: the request that began this is gone, and recovery will settle it. */
const ABANDONED_MS = 45_000;

/** What a call that moves money answers: the payment as it stands now, or the problem that it ended in. */
@Injectable()
export class PaymentAnswers {
  constructor(
    private readonly queries: QueryBus,
    private readonly clock: Clock,
  ) {}

  async toNewPayment(decided: DecidedPayment): Promise<PaymentAnswer> {
    const payment = await this.settled(decided, ({ state }) => state !== 'requested');
    if (payment.state === 'requested' && decided.repeated && !this.isAbandoned(payment)) throw inProgress();
    switch (payment.state) {
      case 'requested':
      case 'processing':
      case 'in_doubt':
        return { status: 202, payment: paymentJson(payment) };
      case 'succeeded':
      case 'authorized':
      case 'released':
      case 'expired':
        return { status: 201, payment: paymentJson(payment) };
      case 'requires_action':
        throw refusal('authentication_required', AUTHENTICATE, payment);
      case 'declined':
        throw refusal('declined', payment.decline?.message ?? 'The card was declined.', payment);
      case 'failed':
        throw refusal('payment_failed', payment.note ?? 'Stripe refused this payment.', payment);
      case 'canceled':
        throw refusal(
          'payment_canceled',
          'This payment was given up before the customer finished it.',
          payment,
        );
    }
  }

  toCapture(decided: DecidedOperation): Promise<PaymentAnswer> {
    return this.toHoldOperation(decided, 'capture', ['succeeded']);
  }

  toRelease(decided: DecidedOperation): Promise<PaymentAnswer> {
    return this.toHoldOperation(decided, 'release', ['released', 'expired']);
  }

  async toRefund(decided: DecidedOperation): Promise<PaymentAnswer> {
    const { payment, isOpen } = await this.answered(decided);
    const isDone = payment.refunds.some(({ operation }) => operation === decided.operation);
    if (isOpen || isDone) return { status: isOpen ? 202 : 201, payment: paymentJson(payment) };
    throw refusal(
      'refund_refused',
      payment.note ?? 'Stripe refused the refund. Nothing was given back.',
      payment,
    );
  }

  async toCancel(decided: DecidedOperation): Promise<PaymentAnswer> {
    const { payment, isOpen } = await this.answered(decided);
    if (isOpen) return { status: 202, payment: paymentJson(payment) };
    if (payment.state === 'requires_action')
      throw refusal(
        'cancel_refused',
        payment.note ?? 'Stripe refused it. The payment still waits for the customer.',
        payment,
      );
    if (payment.state === 'canceled' || payment.state === 'declined')
      return { status: 201, payment: paymentJson(payment) };
    throw new PaymentNotInState('Giving it up', payment.state, 'requires_action');
  }

  private async toHoldOperation(
    decided: DecidedOperation,
    kind: 'capture' | 'release',
    done: readonly PaymentView['state'][],
  ): Promise<PaymentAnswer> {
    const { payment, isOpen } = await this.answered(decided);
    if (isOpen) return { status: 202, payment: paymentJson(payment) };
    if (done.includes(payment.state)) return { status: 201, payment: paymentJson(payment) };
    if (payment.state === 'authorized') {
      throw refusal(
        `${kind}_refused`,
        payment.note ?? `Stripe refused the ${kind}. The hold stands.`,
        payment,
      );
    }
    throw new PaymentNotInState(`A ${kind}`, payment.state, 'authorized');
  }

  /** The payment, and whether Stripe's answer to this very operation isn't known yet. */
  private async answered(decided: DecidedOperation): Promise<{ payment: PaymentView; isOpen: boolean }> {
    const openIn = ({ operation }: PaymentView) =>
      operation?.id === decided.operation ? operation : undefined;
    const payment = await this.settled(decided, (view) => openIn(view)?.inDoubt ?? true);
    const open = openIn(payment);
    if (open && !open.inDoubt && decided.repeated && !this.isOld(open.requestedAt)) throw inProgress();
    return { payment, isOpen: open !== undefined };
  }

  /** A repeated request may come while the first one still waits for Stripe: then its outcome is waited for, a while. */
  private async settled(
    { payment: id, repeated }: DecidedPayment,
    isSettled: (payment: PaymentView) => boolean,
  ): Promise<PaymentView> {
    const deadline = Date.now() + (repeated ? LONGEST_WAIT_MS : 0);
    for (;;) {
      const payment = await this.queries.execute(new GetPayment(id));
      if (isSettled(payment) || this.isAbandoned(payment) || Date.now() >= deadline) return payment;
      await pause(BETWEEN_LOOKS_MS);
    }
  }

  private isAbandoned({ state, requestedAt }: PaymentView): boolean {
    return state === 'requested' && this.isOld(requestedAt);
  }

  private isOld(requestedAt: Date): boolean {
    return this.clock.now().getTime() - requestedAt.getTime() > ABANDONED_MS;
  }
}

const AUTHENTICATE =
  'The card’s bank wants the customer to authenticate. The payment waits for that; it isn’t charged yet.';

/** 402, with the payment that it is about. */
function refusal(code: string, detail: string, payment: PaymentView): ApiProblem {
  const { decline } = payment;
  const why = decline && {
    decline_code: decline.declineCode ?? decline.code,
    customer_message: decline.customerMessage ?? null,
    next_step: decline.nextStep ?? null,
    advice_code: decline.advice ?? null,
  };
  return new ApiProblem(402, code, detail, { ...why, payment: paymentJson(payment) });
}

function inProgress(): ApiProblem {
  return new ApiProblem(
    409,
    'idempotency_key_in_progress',
    'A request with this Idempotency-Key is still under way. Repeat it in a moment, with the same key and body.',
    {},
    { 'Retry-After': '2' },
  );
}
