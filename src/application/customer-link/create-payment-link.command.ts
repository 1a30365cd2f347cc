import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { CustomerLink } from '../../domain/customer-link/customer-link.js';
import { LINK_DAYS, LinkLifeOutOfBounds } from '../../domain/customer-link/customer-link-errors.js';
import type { Money } from '../../domain/shared/money.js';
import type { DecisionContext } from '../payment/payment-decision.js';
import { PaymentGateway } from '../payment/payment-gateway.port.js';
import { BusinessSettings } from '../shared/business-settings.port.js';
import { Clock } from '../shared/clock.port.js';
import { UnitOfWork, type Transaction } from '../shared/unit-of-work.port.js';
import { linkMail } from './link-mail.js';
import { newLinkToken } from './link-token.js';

export interface NewPaymentLink extends DecisionContext {
  readonly booking: string;
  /** A fresh id, chosen by the caller: the same decision always carries the same one. */
  readonly link: string;
  /** All that is outstanding unless given. */
  readonly amount?: Money;
  /** How long it may be followed, in whole days; as settled for the desk unless given. */
  readonly days?: number;
  /** Whether it is mailed to the customer too. */
  readonly send?: boolean;
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
    private readonly business: BusinessSettings,
    private readonly clock: Clock,
  ) {}

  execute({ wanted }: CreatePaymentLink): Promise<DecidedLink> {
    const token = newLinkToken();
    return this.unitOfWork.run((transaction) => this.decide(transaction, wanted, token));
  }

  private async decide(
    { bookings, links, decisions, mails, settings }: Transaction,
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
        expiresAt: endOf(wanted.days ?? (await settings.current()).linkDays, cause.at),
      },
      cause,
    );
    booking.recordLink(link, cause);
    if (wanted.send === true) {
      const { publicUrl } = this.business;
      await mails.queue(linkMail(booking, link, { publicUrl, by: wanted.by, occasion: 'made' }));
      booking.recordLinkSent(link, cause);
    }
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
