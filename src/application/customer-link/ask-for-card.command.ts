import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { CardLinkOfAnother } from '../../domain/customer-link/customer-link-errors.js';
import { CustomerLink } from '../../domain/customer-link/customer-link.js';
import type { Actor } from '../../domain/shared/actor.js';
import { BusinessSettings } from '../shared/business-settings.port.js';
import { Clock } from '../shared/clock.port.js';
import type { Idempotency } from '../shared/decision-log.port.js';
import { UnitOfWork, type Transaction } from '../shared/unit-of-work.port.js';
import { cardLinkMail } from './card-link-mail.js';
import { endOf } from './create-payment-link.command.js';
import { newLinkToken } from './link-token.js';

export interface NewCardLink {
  readonly customer: string;
  /** The booking that it is asked for, where there is one. */
  readonly booking?: string;
  /** A fresh id, chosen by the caller: the same decision always carries the same one. */
  readonly link: string;
  /** How long it may be followed, in whole days; as settled for the desk unless given. */
  readonly days?: number;
  /** Whether it is mailed to the customer too. */
  readonly send?: boolean;
  readonly by: Actor;
  readonly idempotency?: Idempotency;
}

export interface DecidedCardLink {
  readonly link: string;
  /** The decision had been made before; nothing new came of it. */
  readonly repeated: boolean;
}

/**
 * Makes a link by which the customer adds a card on Stripe's own page; nothing is charged by that. Throws
 * CustomerNotFound, BookingNotFound, CardLinkOfAnother, LinkLifeOutOfBounds.
 */
export class AskForCard extends Command<DecidedCardLink> {
  constructor(readonly wanted: NewCardLink) {
    super();
  }
}

@CommandHandler(AskForCard)
export class AskForCardHandler implements ICommandHandler<AskForCard> {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly business: BusinessSettings,
    private readonly clock: Clock,
  ) {}

  execute({ wanted }: AskForCard): Promise<DecidedCardLink> {
    const token = newLinkToken();
    return this.unitOfWork.run((transaction) => this.decide(transaction, wanted, token));
  }

  private async decide(
    { bookings, customers, wallets, links, decisions, mails, settings }: Transaction,
    wanted: NewCardLink,
    token: string,
  ): Promise<DecidedCardLink> {
    // Stored by an earlier run of this work: it is this decision.
    if (await links.find(wanted.link)) return { link: wanted.link, repeated: false };
    const booking = wanted.booking === undefined ? undefined : await bookings.lock(wanted.booking);
    const wallet = await wallets.lock(wanted.customer);
    const earlier = wanted.idempotency && (await decisions.claim(wanted.idempotency, wanted.link));
    if (earlier) return { link: earlier, repeated: true };

    if (booking && booking.about.customer !== wanted.customer) throw new CardLinkOfAnother(booking.about);
    const customer = await customers.get(wanted.customer);
    const cause = { by: wanted.by, at: this.clock.now() };
    const expiresAt = endOf(wanted.days ?? (await settings.current()).linkDays, cause.at);
    const link = CustomerLink.create(
      {
        id: wanted.link,
        token,
        purpose: 'add_card',
        customer: customer.id,
        booking: booking?.id,
        expiresAt,
      },
      cause,
    );
    const sent = wanted.send === true;
    if (sent) {
      const { publicUrl } = this.business;
      const occasion = 'made';
      await mails.queue(cardLinkMail(link, { customer, booking, publicUrl, by: wanted.by, occasion }));
    }
    await links.add(link);
    wallet.recordAsked({ link: link.id, expiresAt, sent }, cause);
    await wallets.save(wallet);
    booking?.recordLink(link, cause);
    if (sent) booking?.recordLinkSent(link, cause);
    if (booking) await bookings.save(booking);
    return { link: link.id, repeated: false };
  }
}
