import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { Booking } from '../../domain/booking/booking.js';
import { LinkNotFound, LinkSpent } from '../../domain/customer-link/customer-link-errors.js';
import type { CustomerLink } from '../../domain/customer-link/customer-link.js';
import type { Payment } from '../../domain/payment/payment.js';
import { isInFlight } from '../../domain/payment/payment-transitions.js';
import type { Actor } from '../../domain/shared/actor.js';
import { Money } from '../../domain/shared/money.js';
import { CheckoutGateway, type CheckoutAnswer } from '../payment/checkout-gateway.port.js';
import { CheckoutSender, type DecidedCheckout } from '../payment/checkout-sender.js';
import { GatewayUnavailable } from '../payment/gateway-errors.js';
import { OutdatedPages } from '../payment/outdated-pages.js';
import { PaymentGateway } from '../payment/payment-gateway.port.js';
import { Clock } from '../shared/clock.port.js';
import { UnitOfWork, type Transaction } from '../shared/unit-of-work.port.js';
import type { NextStep } from './next-step.js';

/** Stripe closes the page after this; until then its amount is under way. It takes 30 minutes at least and 24 hours at most. */
export const PAGE_MINUTES = 60;

/**
 * The customer wants to pay by their link: leads to Stripe's page for it, to the one that is open if there is one. Each
 * link has one page at a time, and what is on it counts as under way, so that nothing is paid or charged twice. A page for
 * more than is owed by now is ended first. Throws
 * LinkNotFound, LinkNotOpen, and LinkSpent when there is nothing to pay by it.
 */
export class PayByLink extends Command<NextStep> {
  constructor(
    readonly token: string,
    /** A fresh id: that of the payment, should this press begin one. */
    readonly payment: string,
  ) {
    super();
  }
}

interface Decided {
  readonly order: DecidedCheckout;
  readonly by: Actor;
  /** Begun by an earlier press. */
  readonly isOpen: boolean;
  readonly session?: string;
  readonly url?: string;
}

@CommandHandler(PayByLink)
export class PayByLinkHandler implements ICommandHandler<PayByLink> {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly sender: CheckoutSender,
    private readonly outdated: OutdatedPages,
    private readonly checkouts: CheckoutGateway,
    private readonly gateway: PaymentGateway,
    private readonly clock: Clock,
  ) {}

  async execute({ token, payment }: PayByLink): Promise<NextStep> {
    const decided = await this.unitOfWork.run((transaction) => this.decide(transaction, token, payment));
    const { order, by } = decided;
    if (decided.isOpen && decided.session !== undefined)
      return (await this.outdated.end(order)) ?? this.goOn(decided, decided.session);
    const answer = decided.isOpen ? await this.sender.reopen(order, by) : await this.sender.open(order, by);
    // The link may have been stopped, or less be owed, since it was decided to ask for the page.
    const ended = answer.outcome === 'accepted' ? await this.outdated.end(order) : undefined;
    return ended ?? stepAfter(answer);
  }

  private async decide(transaction: Transaction, token: string, id: string): Promise<Decided> {
    const { bookings, customers, links } = transaction;
    const found = await links.findByToken(token);
    const { booking: of } = found?.toData() ?? {};
    if (!found || of === undefined || found.purpose !== 'pay') throw new LinkNotFound();
    const booking = await bookings.lock(of);
    const link = await links.lock(found.id);
    const begun = booking.payments.filter(({ checkout }) => checkout?.link === link.id);
    const open = begun.find(({ state }) => isInFlight(state));
    const by: Actor = { kind: 'customer', id: booking.about.customer, name: booking.about.contact.name };
    if (link.standingAt(this.clock.now()) === 'stopped') link.requireOpen(this.clock.now());
    if (open) {
      const { session, url } = open.checkout ?? {};
      // Stored by an earlier run of this work: it is this press, and has yet to be sent.
      const order = await this.sender.orderFor(transaction, booking, open);
      return { order, by, isOpen: open.id !== id, session, url };
    }
    link.requireOpen(this.clock.now());
    const { stripeCustomer } = await customers.get(booking.about.customer);
    const payment = this.begin(booking, link, begun, { id, by, stripeCustomer });
    await bookings.save(booking);
    return { order: await this.sender.orderFor(transaction, booking, payment), by, isOpen: false };
  }

  private begin(
    booking: Booking,
    link: CustomerLink,
    begun: readonly Payment[],
    press: { readonly id: string; readonly by: Actor; readonly stripeCustomer?: string },
  ): Payment {
    const { id, by, stripeCustomer } = press;
    const amount = payableBy(booking, link, begun);
    // Too small a rest: nothing that the customer could do by this link.
    if (!this.gateway.accepts(amount)) throw new LinkSpent(true);
    const at = this.clock.now();
    const expiresAt = new Date(at.getTime() + PAGE_MINUTES * 60_000);
    const checkout = { link: link.id, expiresAt };
    return booking.requestCharge(
      { id, amount, checkout, stripeCustomerOf: () => stripeCustomer },
      { by, at },
    );
  }

  /** The page may be over by now, and nobody has heard of it yet. */
  private async goOn({ order, by, url }: Decided, session: string): Promise<NextStep> {
    try {
      const said = await this.checkouts.retrieveCheckout(session);
      if (!said) return { outcome: 'wait' };
      await this.sender.take(order, said, by);
      return said.checkout.status === 'open' && said.checkout.url !== undefined
        ? { outcome: 'go', address: said.checkout.url }
        : { outcome: 'look' };
    } catch (error) {
      if (!(error instanceof GatewayUnavailable)) throw error;
      return url === undefined ? { outcome: 'wait' } : { outcome: 'go', address: url };
    }
  }
}

/** What is left of what the link asks for, and no more than may be charged now. Throws LinkSpent when that is nothing. */
function payableBy(booking: Booking, link: CustomerLink, begun: readonly Payment[]): Money {
  const { amount = Money.zero(booking.currency) } = link.toData();
  const paid = Money.sum(
    begun.map(({ captured }) => captured),
    booking.currency,
  );
  const { chargeable } = booking.amounts;
  const payable = amount.minusOrZero(paid).atMost(chargeable);
  if (payable.isZero) throw new LinkSpent(chargeable.isZero && !paid.covers(amount));
  return payable;
}

function stepAfter(answer: CheckoutAnswer): NextStep {
  if (answer.outcome === 'accepted') {
    const { status, url } = answer.checkout;
    return status === 'open' && url !== undefined ? { outcome: 'go', address: url } : { outcome: 'look' };
  }
  return { outcome: 'wait' };
}
