import { Injectable } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import type { BookingView, PaymentView } from '../../../application/booking/booking.views.js';
import { BookingVersions } from '../../../application/booking/booking-versions.port.js';
import { ListCustomerLinks } from '../../../application/customer-link/list-customer-links.query.js';
import { GetBooking } from '../../../application/booking/get-booking.query.js';
import { ListUnmatchedPayments } from '../../../application/payment/list-unmatched-payments.query.js';
import { ListMails } from '../../../application/mail/list-mails.query.js';
import { BusinessSettings } from '../../../application/shared/business-settings.port.js';
import { Clock } from '../../../application/shared/clock.port.js';
import { GetRuleOutlook } from '../../../application/rule/get-rule-outlook.query.js';
import { outlookLines } from '../rules/outlook.js';
import { linkRows } from '../customer-links/link-rows.js';
import type { Format } from '../views/format.js';
import { lifeActions, lifeBadge } from '../life/life-form.js';
import { mailCallouts } from '../mails/mail-callouts.js';
import { Views } from '../views/views.js';
import { paymentReceipt } from '../receipts/receipt-links.js';
import { refundLines } from './refund-lines.js';
import { rowsOf } from './collection-rows.js';
import { priceLines } from './price-lines.js';
import { flagBadges, ON_PAGE, PAYMENT_STATE, statusBadge } from './badges.js';
import { bookingActions } from './booking-actions.js';
import { callouts } from './callouts.js';
import { PAYMENT_OPTION_LABELS } from './payment-options.js';
import { unmatchedCallouts } from './unmatched-callouts.js';
import { shownCard } from '../customers/card-list.js';
import { disputeViews } from '../disputes/dispute-view.js';
import { by } from './actor-name.js';
import { brandName, cardName } from './card-name.js';
import { tellTimeline } from './timeline/timeline.js';

/** More of the customer's than this are left to their own page. */
const MOST_UNMATCHED = 3;
const MOST_CARDS = 3;

/** Everything that the page of one booking shows. */
@Injectable()
export class BookingPageBuilder {
  constructor(
    private readonly queries: QueryBus,
    private readonly versions: BookingVersions,
    private readonly views: Views,
    private readonly settings: BusinessSettings,
    private readonly clock: Clock,
  ) {}

  /** Throws BookingNotFound. */
  async build(id: string) {
    const booking = await this.queries.execute(new GetBooking(id));
    const { format } = this.views;
    const now = this.clock.now();
    const { stripeDashboardUrl: dashboard } = this.settings;
    const { customer } = booking;
    // Asked for first: what changes while the page is made is told afterwards.
    const waiting = (await this.versions.versionsOf([customer.id])).get(customer.id) ?? 0;
    const [unmatched, mails, { links }, outlook] = await Promise.all([
      this.queries.execute(new ListUnmatchedPayments({ customer: customer.id, limit: MOST_UNMATCHED })),
      this.queries.execute(new ListMails({ booking: booking.id, limit: 1 })),
      this.queries.execute(new ListCustomerLinks(booking.id)),
      this.queries.execute(new GetRuleOutlook(booking.id)),
    ]);
    const linked = linkedPayments(booking);
    return {
      booking,
      live: `/bookings/changes?of=${booking.id}.${booking.version},${customer.id}.${waiting}`,
      badge: statusBadge(booking.paymentStatus),
      flagBadges: flagBadges(booking, format, now),
      callouts: [
        ...callouts(booking, dashboard, format, now),
        ...unmatchedCallouts(booking, unmatched.rows, format),
        ...mailCallouts(mails.rows),
      ],
      amounts: amounts(booking),
      lines: priceLines(booking, format),
      bar: bar(booking, format),
      actions: bookingActions(booking, format),
      lifeBadge: lifeBadge(booking.life),
      lifeActions: lifeActions(booking),
      payments: booking.payments
        .toReversed()
        .flatMap((payment) =>
          rowsOf(payment, paymentRow(payment, dashboard, linked.has(payment.id), format), format),
        ),
      disputes: disputeViews(booking, { dashboard, format, now }),
      links: linkRows(links, this.settings.publicUrl, format),
      timeline: tellTimeline(booking.timeline, format).map((told) => ({
        ...told,
        href: told.paymentIntent && `${dashboard}/payments/${told.paymentIntent}`,
      })),
      card: cardView(customer.card),
      cards: cardList(customer),
      stripeCustomerUrl: customer.stripeCustomer && `${dashboard}/customers/${customer.stripeCustomer}`,
      paymentOption: PAYMENT_OPTION_LABELS[booking.paymentOption],
      rules: outlookLines(outlook, format),
      madeBy: by(booking.registeredBy),
    };
  }
}

/** The primary one and a few more; all of them are on the customer's own page. */
function cardList({ cards }: BookingView['customer']) {
  const several = cards.length > 1;
  return {
    shown: cards.slice(0, MOST_CARDS).map(shownCard),
    several,
    more: cards.length > MOST_CARDS,
    count: cards.length,
  };
}

/** The four that always stand there, and the others when there is something in them. */
function amounts({ total, captured, collected, held, outstanding, ...more }: BookingView) {
  const always = [
    { label: 'Total', amount: total },
    { label: 'Captured', amount: captured },
    { label: 'Held on card', amount: held },
    { label: 'Outstanding', amount: outstanding, due: true },
  ];
  const sometimes = [
    { label: 'Collected', amount: collected },
    { label: 'Refunded', amount: more.refunded },
    { label: 'Waived', amount: more.waived },
    { label: 'Disputed', amount: more.disputed },
    { label: 'Overpaid', amount: more.overpaid },
  ].filter(({ amount }) => amount > 0);
  return { always, sometimes };
}

/** Shares of the whole, in percent, drawn one after the other. */
function bar(booking: BookingView, format: Format) {
  const { total, captured, collected, refunded, waived, held, inFlight, currency } = booking;
  const taken = Math.max(0, captured + collected - refunded);
  const whole = Math.max(total, taken + waived + held + inFlight);
  const parts = [
    { kind: 'taken', amount: taken, word: 'taken' },
    { kind: 'waived', amount: waived, word: 'given back for good' },
    { kind: 'held', amount: held, word: 'held' },
    { kind: 'under-way', amount: inFlight, word: 'under way' },
  ].filter(({ amount }) => amount > 0);
  let x = 0;
  const segments = parts.map(({ kind, amount, word }) => {
    const width = (100 * amount) / whole;
    const segment = {
      kind,
      word,
      text: format.money(amount, currency),
      x: x.toFixed(2),
      width: width.toFixed(2),
    };
    x += width;
    return segment;
  });
  const said = segments.map(({ text, word }) => `${text} ${word}`).join(', ') || 'Nothing taken yet';
  return { segments, label: `${said}, of ${format.money(total, currency)}` };
}

/** In any other state what the bank once refused is over. */
const DOING = {
  capture: 'capturing',
  release: 'releasing',
  refund: 'refunding',
  cancel: 'giving up',
} as const;
const DECLINE_STANDS = new Set<PaymentView['state']>(['declined', 'failed', 'requires_action']);

function paymentRow(payment: PaymentView, dashboard: string, linked: boolean, format: Format) {
  const { operation, state, checkout } = payment;
  const openHold = state === 'authorized' && !operation;
  const waits = state === 'requires_action' && !operation;
  const kind = { charge: 'Charge', hold: 'Hold', collection: 'Collection' }[payment.kind];
  return {
    ...payment,
    label: kind,
    badge: checkout && state === 'requires_action' ? ON_PAGE : PAYMENT_STATE[state],
    pending: operation && {
      doing: DOING[operation.kind],
      // A release gives back all of it.
      amount: operation.kind === 'release' ? undefined : operation.amount,
      inDoubt: operation.inDoubt,
    },
    refundLines: refundLines(payment, format),
    refundHref:
      payment.refundable > 0 ? `/bookings/${payment.booking}/refunds/new?payment=${payment.id}` : undefined,
    receiptHref: paymentReceipt(payment),
    cardName: cardName(payment.card) || '–',
    by: linked ? `Made in Stripe, linked by ${who(payment)}` : who(payment),
    why: DECLINE_STANDS.has(state) ? (payment.decline?.message ?? payment.note) : payment.note,
    href: payment.paymentIntent && `${dashboard}/payments/${payment.paymentIntent}`,
    captureHref: openHold ? `/payments/${payment.id}/capture/new` : undefined,
    renewHref: openHold || state === 'expired' ? `/payments/${payment.id}/reauthorize/new` : undefined,
    releaseHref: openHold ? `/payments/${payment.id}/release/new` : undefined,
    authenticateHref: waits && !checkout ? `/payments/${payment.id}/authentication-links/new` : undefined,
    giveUpHref: waits ? `/payments/${payment.id}/cancel/new` : undefined,
  };
}

function who({ requestedBy }: PaymentView): string {
  return requestedBy.kind === 'staff' ? requestedBy.name : by(requestedBy);
}

/** Those that nobody asked for here: somebody linked them. */
function linkedPayments({ timeline }: BookingView): ReadonlySet<unknown> {
  return new Set(timeline.filter(({ type }) => type === 'payment_linked').map(({ data }) => data.payment));
}

export function cardView(card: BookingView['customer']['card']) {
  if (!card) return undefined;
  const expires =
    card.expMonth && card.expYear
      ? `${String(card.expMonth).padStart(2, '0')}/${String(card.expYear % 100).padStart(2, '0')}`
      : undefined;
  return { brand: brandName(card.brand), last4: card.last4, expires, refused: card.refused };
}
