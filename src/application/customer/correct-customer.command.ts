import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { corrected, type ContactChange } from '../../domain/customer/contact-correction.js';
import type { Actor } from '../../domain/shared/actor.js';
import { Clock } from '../shared/clock.port.js';
import { UnitOfWork } from '../shared/unit-of-work.port.js';
import { tellStripeOf } from './told-in-stripe.js';

export interface CustomerCorrection {
  readonly customer: string;
  readonly change: ContactChange;
  /** The version of the customer that was decided on. */
  readonly expectedVersion?: number;
  readonly by: Actor;
}

/**
 * Puts right by what a customer is known. Bookings keep what was given for them; new ones with the old e-mail address
 * are somebody else's from then on. Stripe is told after. Throws CustomerNotFound, CardsChanged, EmailTaken.
 */
export class CorrectCustomer extends Command<void> {
  constructor(readonly correction: CustomerCorrection) {
    super();
  }
}

@CommandHandler(CorrectCustomer)
export class CorrectCustomerHandler implements ICommandHandler<CorrectCustomer> {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  execute({ correction }: CorrectCustomer): Promise<void> {
    const { customer: asked, change, expectedVersion, by } = correction;
    return this.unitOfWork.run(async (transaction) => {
      const { customers, wallets, isRepeated } = transaction;
      const wallet = await wallets.lock(asked);
      const customer = await customers.get(wallet.customer);
      const { id, name, email, phone } = customer;
      if (!isRepeated) wallet.expectVersion(expectedVersion);
      const correction = corrected({ name, email, phone }, change);
      // Nothing to put right, or stored by an earlier run of this work, and then on that version.
      if (!correction) return;
      wallet.expectVersion(expectedVersion);
      await customers.correct(id, correction.contact);
      wallet.recordHappening(
        { type: 'details_corrected', changes: correction.changes },
        { by, at: this.clock.now() },
      );
      await wallets.save(wallet);
      await tellStripeOf(customer, transaction);
    });
  }
}
