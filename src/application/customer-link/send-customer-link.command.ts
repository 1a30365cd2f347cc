import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { Actor } from '../../domain/shared/actor.js';
import { BusinessSettings } from '../shared/business-settings.port.js';
import { Clock } from '../shared/clock.port.js';
import { UnitOfWork } from '../shared/unit-of-work.port.js';
import { cardLinkMail } from './card-link-mail.js';
import { linkMail } from './link-mail.js';

/** Mails a link that is open to the customer, once more. Throws LinkNotFound, LinkNotOpen. */
export class SendCustomerLink extends Command<void> {
  constructor(
    readonly link: string,
    /** A fresh id, chosen by the caller: the same one never sends twice. */
    readonly occasion: string,
    readonly by: Actor,
  ) {
    super();
  }
}

@CommandHandler(SendCustomerLink)
export class SendCustomerLinkHandler implements ICommandHandler<SendCustomerLink> {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly settings: BusinessSettings,
    private readonly clock: Clock,
  ) {}

  execute({ link: id, occasion, by }: SendCustomerLink): Promise<void> {
    return this.unitOfWork.run(async ({ bookings, customers, links, mails }) => {
      const of = (await links.find(id))?.toData().booking;
      const booking = of === undefined ? undefined : await bookings.lock(of);
      const link = await links.lock(id);
      const at = this.clock.now();
      link.requireOpen(at);
      const { publicUrl } = this.settings;
      if (link.purpose === 'add_card') {
        const customer = await customers.get(link.toData().customer);
        await mails.queue(cardLinkMail(link, { customer, booking, publicUrl, by, occasion }));
      } else if (booking) await mails.queue(linkMail(booking, link, { publicUrl, by, occasion }));
      if (!booking) return;
      booking.recordLinkSent(link, { by, at });
      await bookings.save(booking);
    });
  }
}
