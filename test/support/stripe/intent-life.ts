import type Stripe from 'stripe';
import type { GatewayPayment } from '../../../src/application/payment/payment-gateway.port.js';
import { toGatewayPayment } from '../../../src/infrastructure/stripe/payment-report.js';
import { AMEX, VISA } from '../domain/an-intent.js';

/** What can happen to a PaymentIntent. What isn't possible as things stand just doesn't happen. */
export type Happening =
  | { readonly does: 'decline' | 'ask_for_authentication'; readonly card: 'visa' | 'amex' }
  | { readonly does: 'pay'; readonly card: 'visa' | 'amex' }
  | { readonly does: 'capture'; readonly share: number }
  | { readonly does: 'cancel' | 'expire' }
  | { readonly does: 'refund'; readonly share: number; readonly pending: boolean }
  | { readonly does: 'settle_refund' | 'fail_refund'; readonly which: number }
  | { readonly does: 'dispute' | 'inquire' | 'win' | 'lose' };

const CARDS = { visa: VISA, amex: AMEX };
const MADE = 1_795_000_000;

interface Refund {
  readonly id: string;
  readonly amount: number;
  status: string;
  readonly balance_transaction: string | null;
  /** Of what was held and never taken. */
  readonly isRest?: boolean;
}

/** One PaymentIntent in Stripe, as its objects and events tell of it. */
export class IntentLife {
  /** Told so far, oldest first; the payloads as JSON. */
  readonly events: string[] = [];
  private status = 'requires_payment_method';
  private received = 0;
  private attempts = 0;
  private card: 'visa' | 'amex' = 'visa';
  private declined = false;
  private wantsAuthentication = false;
  private cancellation: string | null = null;
  private readonly refunds: Refund[] = [];
  /** What disputes did to the balance. */
  private readonly balanceMoves: number[] = [];
  private dispute: { status: string } | undefined;

  constructor(
    private readonly kind: 'charge' | 'hold',
    private readonly amount: number,
    private readonly id = 'pi_life',
    private readonly apiVersion = '2026-10-28.endive',
    /** As accounts of API versions before 2025-03-31.basil do. */
    private readonly releasesAsRefunds = false,
  ) {
    this.tell('payment_intent.created', this.intent());
  }

  happen(happening: Happening): void {
    switch (happening.does) {
      case 'decline':
      case 'ask_for_authentication':
        return this.refuse(happening.card, happening.does === 'ask_for_authentication');
      case 'pay':
        return this.pay(happening.card);
      case 'capture':
        return this.capture(happening.share);
      case 'cancel':
      case 'expire':
        return this.cancel(happening.does === 'expire');
      case 'refund':
        return this.refund(happening.share, happening.pending);
      case 'settle_refund':
      case 'fail_refund':
        return this.endRefund(happening.which, happening.does === 'settle_refund' ? 'succeeded' : 'failed');
      case 'dispute':
      case 'inquire':
        return this.openDispute(happening.does === 'inquire');
      case 'win':
      case 'lose':
        return this.closeDispute(happening.does === 'win' ? 'won' : 'lost');
    }
  }

  /** As it stands now, with all that an expansion brings. */
  now(): GatewayPayment {
    const intent = { ...this.intent(), latest_charge: this.attempts === 0 ? null : this.charge() };
    const disputes = this.dispute ? [this.disputeObject(this.dispute)] : [];
    const reversals = new Set(this.refunds.filter(({ isRest }) => isRest).map(({ id }) => id));
    return toGatewayPayment(
      intent as unknown as Stripe.PaymentIntent,
      disputes as Stripe.Dispute[],
      reversals,
    );
  }

  private get isOpen(): boolean {
    return ['requires_payment_method', 'requires_action'].includes(this.status);
  }

  private refuse(card: 'visa' | 'amex', wantsAuthentication: boolean): void {
    // A payment that was declined stays so on the booking until money moves, so this would tell nothing.
    const wasDeclined = this.declined && !this.wantsAuthentication;
    if (!this.isOpen || (wasDeclined && wantsAuthentication)) return;
    this.attempt(card);
    this.declined = true;
    this.wantsAuthentication = wantsAuthentication;
    this.tell('charge.failed', this.charge());
    this.tell('payment_intent.payment_failed', this.intent());
  }

  private pay(card: 'visa' | 'amex'): void {
    if (!this.isOpen) return;
    this.attempt(card);
    this.declined = false;
    this.status = this.kind === 'hold' ? 'requires_capture' : 'succeeded';
    this.received = this.kind === 'hold' ? 0 : this.amount;
    this.tell('charge.succeeded', this.charge());
    this.tell(
      this.kind === 'hold' ? 'payment_intent.amount_capturable_updated' : 'payment_intent.succeeded',
      this.intent(),
    );
    this.tell('charge.updated', this.charge());
  }

  private attempt(card: 'visa' | 'amex'): void {
    this.attempts += 1;
    this.card = card;
  }

  private capture(share: number): void {
    if (this.status !== 'requires_capture') return;
    this.status = 'succeeded';
    this.received = Math.max(1, Math.floor(this.amount * share));
    if (this.received < this.amount) this.giveBackRest(this.amount - this.received);
    this.tell('charge.captured', this.charge());
    this.tell('payment_intent.succeeded', this.intent());
  }

  private cancel(expires: boolean): void {
    if (expires ? this.status !== 'requires_capture' : !this.isOpen && this.status !== 'requires_capture')
      return;
    const wasHeld = this.status === 'requires_capture';
    this.status = 'canceled';
    this.cancellation = expires ? 'automatic' : 'requested_by_customer';
    if (wasHeld) this.giveBackRest(this.amount);
    if (wasHeld && this.releasesAsRefunds) this.tell('charge.refunded', this.charge());
    this.tell('payment_intent.canceled', this.intent());
  }

  /** What was held and never taken. Only where another part of it was captured does it move the balance. */
  private giveBackRest(amount: number): void {
    if (!this.releasesAsRefunds) return;
    const transaction = this.received > 0 ? `txn_rest_${this.id}` : null;
    const rest = {
      id: `re_rest_${this.id}`,
      amount,
      status: 'succeeded',
      balance_transaction: transaction,
      isRest: true,
    };
    this.refunds.push(rest);
    this.tell('refund.created', this.refundObject(rest));
  }

  private refund(share: number, pending: boolean): void {
    const left = this.received - this.givenBack;
    if (this.status !== 'succeeded' || left <= 0) return;
    const refund: Refund = {
      id: `re_${this.refunds.length}_${this.id}`,
      amount: Math.max(1, Math.floor(left * share)),
      status: pending ? 'pending' : 'succeeded',
      balance_transaction: 'txn_1',
    };
    this.refunds.push(refund);
    this.tell('refund.created', this.refundObject(refund));
    this.tell('charge.refunded', this.charge());
  }

  private endRefund(which: number, status: 'succeeded' | 'failed'): void {
    const refund = this.refunds.filter(({ isRest }) => !isRest)[which];
    if (!refund || refund.status === 'failed' || refund.status === status) return;
    refund.status = status;
    this.tell(status === 'failed' ? 'refund.failed' : 'refund.updated', this.refundObject(refund));
    this.tell('charge.refund.updated', this.refundObject(refund));
    if (status === 'failed') this.tell('charge.updated', this.charge());
  }

  private openDispute(isInquiry: boolean): void {
    if (this.status !== 'succeeded' || this.dispute) return;
    this.dispute = { status: isInquiry ? 'warning_needs_response' : 'needs_response' };
    this.tell('charge.dispute.created', this.disputeObject(this.dispute));
    if (isInquiry) return;
    this.balanceMoves.push(-this.received);
    this.tell('charge.dispute.funds_withdrawn', this.disputeObject(this.dispute));
  }

  private closeDispute(outcome: 'won' | 'lost'): void {
    if (!this.dispute?.status.endsWith('needs_response')) return;
    this.dispute.status = this.dispute.status.startsWith('warning') ? 'warning_closed' : outcome;
    this.tell('charge.dispute.closed', this.disputeObject(this.dispute));
    if (this.dispute.status !== 'won') return;
    this.balanceMoves.push(this.received);
    this.tell('charge.dispute.funds_reinstated', this.disputeObject(this.dispute));
  }

  private get givenBack(): number {
    const counted = this.refunds.filter(({ status, isRest }) => status !== 'failed' && !isRest);
    return counted.reduce((sum, { amount }) => sum + amount, 0);
  }

  private get chargeId(): string {
    return `ch_${this.attempts}_${this.id}`;
  }

  private get method() {
    return CARDS[this.card];
  }

  private intent() {
    const paid = this.attempts > 0;
    return {
      id: this.id,
      object: 'payment_intent',
      amount: this.amount,
      amount_received: this.received,
      currency: 'usd',
      capture_method: this.kind === 'hold' ? 'manual' : 'automatic',
      created: MADE,
      customer: 'cus_1',
      description: null,
      status: this.status,
      latest_charge: paid ? this.chargeId : null,
      payment_method: this.declined || !paid ? null : this.method.id,
      cancellation_reason: this.cancellation,
      last_payment_error: this.declined ? this.error() : null,
      metadata: { purser_payment: 'p1', purser_booking: 'booking-1' },
    };
  }

  private error() {
    const { id, brand, last4, expMonth, expYear } = this.method;
    return {
      code: this.wantsAuthentication ? 'authentication_required' : 'card_declined',
      decline_code: this.wantsAuthentication ? 'authentication_required' : 'insufficient_funds',
      message: 'No.',
      payment_method: { id, card: { brand, last4, exp_month: expMonth, exp_year: expYear } },
    };
  }

  private charge() {
    const { id, brand, last4, expMonth, expYear } = this.method;
    const rest = this.refunds.filter(({ isRest }) => isRest);
    return {
      id: this.chargeId,
      object: 'charge',
      payment_intent: this.id,
      amount: this.amount,
      amount_captured: this.received,
      amount_refunded: this.givenBack + rest.reduce((sum, { amount }) => sum + amount, 0),
      currency: 'usd',
      status: this.declined ? 'failed' : 'succeeded',
      disputed: this.dispute !== undefined,
      payment_method: id,
      payment_method_details: {
        card: {
          brand,
          last4,
          exp_month: expMonth,
          exp_year: expYear,
          capture_before: this.kind === 'hold' ? MADE + 7 * 86_400 : undefined,
        },
      },
      metadata: { purser_payment: 'p1', purser_booking: 'booking-1' },
      refunds: { data: this.refunds.map((each) => this.refundObject(each)) },
    };
  }

  private refundObject({ isRest: _isRest, ...refund }: Refund) {
    return {
      ...refund,
      object: 'refund',
      payment_intent: this.id,
      charge: this.chargeId,
      currency: 'usd',
      reason: null,
      created: MADE,
      metadata: {},
    };
  }

  private disputeObject(dispute: { status: string }) {
    return {
      ...dispute,
      id: `du_${this.id}`,
      object: 'dispute',
      payment_intent: this.id,
      charge: this.chargeId,
      amount: this.received,
      currency: 'usd',
      reason: 'fraudulent',
      created: MADE,
      evidence_details: { due_by: MADE + 9 * 86_400, submission_count: 0 },
      balance_transactions: this.balanceMoves.map((amount, index) => ({
        id: `txn_${index}_${this.id}`,
        amount,
        fee: amount < 0 ? 1500 : 0,
        currency: 'usd',
        created: MADE,
      })),
    };
  }

  /** An event has charges without their refunds and nothing expanded. https://docs.stripe.com/expand#with-webhooks */
  private tell(type: string, object: object): void {
    const { refunds: _expanded, ...bare } = object as { refunds?: unknown };
    this.events.push(
      JSON.stringify({
        id: `evt_${this.events.length}_${this.id}`,
        object: 'event',
        api_version: this.apiVersion,
        created: MADE,
        type,
        data: { object: bare },
      }),
    );
  }
}
