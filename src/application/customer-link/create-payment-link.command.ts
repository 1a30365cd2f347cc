import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { CustomerLink } from '../../domain/customer-link/customer-link.js';
import { LINK_DAYS, LinkLifeOutOfBounds } from '../../domain/customer-link/customer-link-errors.js';
import type { Money } from '../../domain/shared/money.js';
import type { DecisionContext } from '../payment/payment-decision.js';
import { PaymentGateway } from '../payment/payment-gateway.port.js';
import { Clock } from '../shared/clock.port.js';
import { UnitOfWork, type Transaction } from '../shared/unit-of-work.port.js';
import { newLinkToken } from './link-token.js';

export interface NewPaymentLink extends DecisionContext {
  readonly booking: string;
  /** A fresh id, chosen by the caller: the same decision always carries the same one. */
  readonly link: string;
  /** All that is outstanding unless given. */
  readonly amount?: Money;
  /** How long it may be followed; see LINK_DAYS. */
  readonly days: number;
}

export interface DecidedLink {
  readonly link: string;
  readonly booking: string;
  /** The decision had been made before; nothing new came of it. */
  readonly repeated: boolean;
}

const DAY_MS = 24 * 60 * 60 * 1000;

/**
 * Makes a link by which the customer pays the outstanding amount of a booking, or a part of it, on Stripe's own page.
 * Throws MoreThanOwed, AmountNotAccepted, LinkLifeOutOfBounds, BookingChanged.
 */
export class CreatePaymentLink extends Command<DecidedLink> {
  constructor(readonly wanted: NewPaymentLink) {
    super();
  }
}

@CommandHandler(CreatePaymentLink)
export class CreatePaymentLinkHandler implements ICommandHandler<CreatePaymentLink> {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly gateway: PaymentGateway,
    private readonly clock: Clock,
  ) {}

  execute({ wanted }: CreatePaymentLink): Promise<DecidedLink> {
    const token = newLinkToken();
    return this.unitOfWork.run((transaction) => this.decide(transaction, wanted, token));
  }

  private async decide(
    { bookings, links, decisions }: Transaction,
    wanted: NewPaymentLink,
    token: string,
  ): Promise<DecidedLink> {
    const booking = await bookings.lock(wanted.booking);
    const decided = { link: wanted.link, booking: booking.id, repeated: false };
    // Stored by an earlier run of this work: it is this decision.
    if (await links.find(wanted.link)) return decided;
    const earlier = wanted.idempotency && (await decisions.claim(wanted.idempotency, wanted.link));
    if (earlier) return { ...decided, link: earlier, repeated: true };

    booking.expectVersion(wanted.expectedVersion);
    const amount = booking.payableByLink(wanted.amount);
    this.gateway.requireAcceptable(amount);
    const cause = { by: wanted.by, at: this.clock.now() };
    const link = CustomerLink.create(
      {
        id: wanted.link,
        token,
        purpose: 'pay',
        customer: booking.about.customer,
        booking: booking.id,
        amount,
        expiresAt: endOf(wanted.days, cause.at),
      },
      cause,
    );
    booking.recordLink(link, cause);
    await links.add(link);
    await bookings.save(booking);
    return decided;
  }
}

/** Throws LinkLifeOutOfBounds. */
export function endOf(days: number, from: Date): Date {
  if (!Number.isInteger(days) || days < LINK_DAYS.least || days > LINK_DAYS.most)
    throw new LinkLifeOutOfBounds();
  return new Date(from.getTime() + days * DAY_MS);
}
