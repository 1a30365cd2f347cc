import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import type { Request, Response } from 'express';
import { v4 as randomUuid, validate } from 'uuid';
import type { BookingView, PaymentView } from '../../../application/booking/booking.views.js';
import { GetBooking } from '../../../application/booking/get-booking.query.js';
import type { DecidedPayment, DecisionContext } from '../../../application/payment/payment-decision.js';
import { CardRetriedTooOften } from '../../../domain/payment/card-retry-errors.js';
import { DomainError } from '../../../domain/shared/domain-error.js';
import { BusinessSettings } from '../../../application/shared/business-settings.port.js';
import { Money } from '../../../domain/shared/money.js';
import { FormExpired } from '../errors/form-expired.js';
import { textOf, wholeNumberOf, type FormFields } from '../forms/form-fields.js';
import { formProblem, type FormProblem } from '../forms/form-errors.js';
import { takeDraft } from '../session/drafts.js';
import { seeOther } from '../session/see-other.js';
import { actorOf } from '../session/signed-in.guard.js';
import { leaveToast } from '../session/toasts.js';
import { Pages } from '../views/pages.js';
import { Views } from '../views/views.js';
import { moneyForm, type Typed } from './money-form.js';
import { outcomeToast, type Decided } from './outcome-toast.js';
import { Settlement } from './settlement.js';
import { TEST_CARDS } from './test-cards.js';

export interface MoneySubject {
  readonly decided: Decided;
  readonly booking: BookingView;
  readonly hold?: PaymentView;
}

/** What was confirmed: read strictly, because money moves on it. */
export interface Confirmed extends DecisionContext {
  readonly amount?: Money;
  readonly paymentMethod?: string;
  /** It was chosen from the customer's cards. */
  readonly isOnFile?: boolean;
}

const FIELDS = {
  invalid_amount: 'amount',
  amount_not_positive: 'amount',
  amount_not_accepted: 'amount',
  over_chargeable: 'amount',
  over_held: 'amount',
  currency_mismatch: 'amount',
  card_gone: 'card',
  no_card: 'payment_method',
  card_must_not_be_retried: 'payment_method',
  card_retried_too_often: 'payment_method',
  invalid_payment_method: 'payment_method',
};

/** The decision was made on figures that are gone, or spent: a new look is a new decision. */
const DECIDED_ANEW = new Set(['booking_changed', 'idempotency_key_reused']);

/** What charging, holding, capturing and releasing have in common at the desk. */
@Injectable()
export class MoneyForms {
  constructor(
    private readonly queries: QueryBus,
    private readonly settlement: Settlement,
    private readonly pages: Pages,
    private readonly views: Views,
    private readonly settings: BusinessSettings,
  ) {}

  /** The form's own page, which the dialog is made of. */
  show(subject: MoneySubject, request: Request, response: Response): void {
    const draft = takeDraft(request);
    const query: FormFields = request.query;
    const amount = draft.amount ?? (textOf(query, 'amount') || undefined);
    // May come from the browser's memory when going back: the decision in it is then the same one, and is made once.
    response.set('Cache-Control', 'private, no-cache');
    this.render(response, subject, randomUuid(), {
      amount,
      card: draft.card ?? textOf(query, 'card'),
      paymentMethod: draft.payment_method,
      other: textOf(query, 'other') === '1',
    });
  }

  /** Sends what was confirmed; afterwards the booking's page says how it went. */
  async confirm(
    subject: MoneySubject,
    body: FormFields,
    request: Request,
    response: Response,
    send: (confirmed: Confirmed) => Promise<DecidedPayment>,
  ): Promise<void> {
    const decision = textOf(body, 'decision');
    const version = wholeNumberOf(body, 'version');
    if (!validate(decision) || version === undefined) throw new FormExpired();
    try {
      const decided = await send(this.read(subject, body, request, decision, version));
      await this.tell(subject, decided, decision, request);
      await seeOther(request, response, `/bookings/${subject.booking.id}`);
    } catch (error) {
      await this.comeBack(subject, body, decision, error, response);
    }
  }

  private read(
    { decided, booking, hold }: MoneySubject,
    body: FormFields,
    request: Request,
    decision: string,
    expectedVersion: number,
  ): Confirmed {
    const amount = decided === 'release' ? undefined : Money.parse(textOf(body, 'amount'), booking.currency);
    const other = paymentMethodIn(body, 'payment_method');
    const paymentMethod = other ?? paymentMethodIn(body, 'card');
    const asked = [decided, hold?.id ?? booking.id, amount?.toString() ?? '', paymentMethod ?? ''];
    const fingerprint = createHash('sha256').update(JSON.stringify(asked)).digest('hex');
    return {
      by: actorOf(request),
      expectedVersion,
      idempotency: { scope: 'console', key: decision, fingerprint },
      amount,
      paymentMethod,
      isOnFile: other === undefined,
    };
  }

  private async tell(
    subject: MoneySubject,
    decided: DecidedPayment,
    decision: string,
    request: Request,
  ): Promise<void> {
    const payment = await this.settlement.of(decided);
    const booking = await this.queries.execute(new GetBooking(decided.booking));
    const toast = outcomeToast(subject.decided, payment, booking, this.views.format);
    const again = decided.repeated ? ' It was sent more than once, and done once.' : '';
    leaveToast(request, { id: `toast-${decision}`, ...toast, text: `${toast.text ?? ''}${again}` });
  }

  private async comeBack(
    subject: MoneySubject,
    body: FormFields,
    decision: string,
    error: unknown,
    response: Response,
  ): Promise<void> {
    const problem = this.inHouseWords(formProblem(error, FIELDS), error, subject);
    const booking = await this.queries.execute(new GetBooking(subject.booking.id));
    const hold = subject.hold && booking.payments.find(({ id }) => id === subject.hold?.id);
    const anew = DECIDED_ANEW.has(problem.code);
    const typed = {
      amount: textOf(body, 'amount'),
      card: textOf(body, 'card'),
      paymentMethod: textOf(body, 'payment_method'),
    };
    this.render(response, { ...subject, booking, hold }, anew ? randomUuid() : decision, typed, problem);
  }

  /** The bound as the pages write amounts. */
  private inHouseWords(
    problem: FormProblem,
    error: unknown,
    { booking, decided }: MoneySubject,
  ): FormProblem {
    if (!(error instanceof DomainError)) return problem;
    if (error instanceof CardRetriedTooOften) return { ...problem, message: this.whenToRetry(error) };
    const { chargeable, held } = error.details;
    const money = (amount: number) => this.views.format.money(amount, booking.currency);
    switch (problem.code) {
      case 'over_chargeable':
        if (typeof chargeable !== 'number' || chargeable === 0) return problem;
        return {
          ...problem,
          message: `At most ${money(chargeable)} can be ${decided === 'hold' ? 'held' : 'charged'} now.`,
        };
      case 'over_held':
        return typeof held === 'number'
          ? { ...problem, message: `At most ${money(held)} is held.` }
          : problem;
      case 'no_card':
        return {
          ...problem,
          message: 'There is no card on file. Choose one here, or add one on Stripe’s page.',
        };
      case 'idempotency_key_reused':
        return {
          ...problem,
          message:
            'This form was already sent, with something else in it. What was sent first stands; look at the booking before you decide anew.',
        };
      default:
        return problem;
    }
  }

  private whenToRetry({ from, details: { declines } }: CardRetriedTooOften): string {
    const { format } = this.views;
    const when = `${format.dateTime(from)} (${format.zone})`;
    return `This card was declined ${declines === 1 ? 'once' : `${declines} times`}. It may be tried again from ${when}; until then, use another card.`;
  }

  private render(
    response: Response,
    subject: MoneySubject,
    decision: string,
    typed: Typed,
    problem?: FormProblem,
  ): void {
    const form = moneyForm({ ...subject, decision, typed, problem }, this.views.format);
    const testCards =
      this.settings.stripeMode === 'sandbox'
        ? TEST_CARDS.map((card) => ({ ...card, chosen: card.id === typed.paymentMethod }))
        : undefined;
    this.pages.send(response, 'payments/money-form', { form, testCards }, problem?.status);
  }
}

/** https://docs.stripe.com/api/payment_methods/object: ids start with `pm_`, those of older cards with `card_`. */
export function paymentMethodIn(fields: FormFields, name = 'payment_method'): string | undefined {
  const text = textOf(fields, name).trim();
  if (text === '') return undefined;
  if (/^(pm|card)_\w{3,250}$/.test(text)) return text;
  throw new DomainError(
    'invalid',
    'invalid_payment_method',
    'That isn’t a Stripe payment method: its id starts with pm_.',
  );
}
