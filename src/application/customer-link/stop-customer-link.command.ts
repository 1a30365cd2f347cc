import { Command, CommandBus, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { OperationUnderWay, PaymentNotInState } from '../../domain/payment/payment-errors.js';
import type { Actor } from '../../domain/shared/actor.js';
import { CancelPayment } from '../payment/cancel-payment.command.js';
import { Clock } from '../shared/clock.port.js';
import { UnitOfWork, type Transaction } from '../shared/unit-of-work.port.js';

/**
 * Lets a link lead nowhere any more. A page of Stripe's that the customer has open by it is ended too; should they have
 * paid on it by then, the payment stands. Throws LinkNotFound. Stopping one that is stopped changes nothing.
 */
export class StopCustomerLink extends Command<void> {
  constructor(
    readonly link: string,
    /** A fresh id: of giving up the page that is open. */
    readonly operation: string,
    readonly by: Actor,
  ) {
    super();
  }
}

@CommandHandler(StopCustomerLink)
export class StopCustomerLinkHandler implements ICommandHandler<StopCustomerLink> {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly commands: CommandBus,
    private readonly clock: Clock,
  ) {}

  async execute({ link, operation, by }: StopCustomerLink): Promise<void> {
    const open = await this.unitOfWork.run((transaction) => this.stop(transaction, link, by));
    if (open === undefined) return;
    try {
      await this.commands.execute(new CancelPayment({ payment: open, operation, by }));
    } catch (error) {
      // It was paid or given up since.
      if (!(error instanceof PaymentNotInState || error instanceof OperationUnderWay)) throw error;
    }
  }

  /** The payment whose page is open. */
  private async stop({ bookings, links }: Transaction, id: string, by: Actor): Promise<string | undefined> {
    const of = (await links.find(id))?.toData().booking;
    const booking = of === undefined ? undefined : await bookings.lock(of);
    const link = await links.lock(id);
    const cause = { by, at: this.clock.now() };
    if (link.stop(cause)) {
      await links.save(link);
      booking?.recordLinkStopped(link, cause);
      if (booking) await bookings.save(booking);
    }
    return booking?.payments.find(
      ({ checkout, state }) => checkout?.link === id && state === 'requires_action',
    )?.id;
  }
}
