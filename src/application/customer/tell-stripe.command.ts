import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { Contact } from '../../domain/booking/booking.js';
import type { ToldOutcome } from '../../domain/customer/contact-in-stripe.js';
import { CustomerNotAccepted, GatewayUnavailable } from '../payment/gateway-errors.js';
import { PaymentGateway } from '../payment/payment-gateway.port.js';
import { Clock } from '../shared/clock.port.js';
import { UnitOfWork, type Transaction } from '../shared/unit-of-work.port.js';

/**
 * Tells Stripe who one of its customers is by now, if it doesn't know. Repeating it tells nothing older than what Stripe
 * was told before.
 */
export class TellStripe extends Command<void> {
  constructor(
    readonly stripeCustomer: string,
    /** A fresh id of this attempt. */
    readonly attempt: string,
    /** How long a request to Stripe can be under way. */
    readonly requestSeconds: number,
  ) {
    super();
  }
}

@CommandHandler(TellStripe)
export class TellStripeHandler implements ICommandHandler<TellStripe> {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly gateway: PaymentGateway,
    private readonly clock: Clock,
  ) {}

  async execute(step: TellStripe): Promise<void> {
    const contact = await this.unitOfWork.run((transaction) => this.begin(step, transaction));
    if (!contact) return;
    const said = await this.tell(step, contact);
    await this.unitOfWork.run((transaction) => this.conclude(step, said, transaction));
  }

  /** Who they are; undefined when Stripe knows, or is being told. */
  private async begin(
    { stripeCustomer, attempt, requestSeconds }: TellStripe,
    { customers, contactsInStripe, jobs }: Transaction,
  ): Promise<Contact | undefined> {
    const found = await customers.findByStripeCustomer(stripeCustomer);
    if (!found) return undefined;
    const told = await contactsInStripe.lock(stripeCustomer);
    // As it is now that nobody can decide anything about it meanwhile.
    const { name, email, phone } = await customers.get(found.id);
    const contact = { name, email, phone };
    // Begun by an earlier run of this work, whose COMMIT was never answered.
    if (told.isToldBy(attempt)) return contact;
    if (told.isTold) return undefined;
    const now = this.clock.now();
    const free = told.freeAt(requestSeconds);
    if (free && free > now) {
      await jobs.add('tell-stripe', { stripeCustomer }, { at: free });
      return undefined;
    }
    told.begin(attempt, now);
    await contactsInStripe.save(told);
    return contact;
  }

  private async tell({ stripeCustomer, attempt }: TellStripe, contact: Contact): Promise<ToldOutcome> {
    try {
      const isThere = await this.gateway.correctCustomer(stripeCustomer, contact, attempt);
      return { outcome: isThere ? 'told' : 'gone' };
    } catch (error) {
      if (error instanceof GatewayUnavailable) return { outcome: 'unanswered' };
      if (error instanceof CustomerNotAccepted) return { outcome: 'refused', message: error.message };
      throw error;
    }
  }

  private async conclude(
    { stripeCustomer, attempt, requestSeconds }: TellStripe,
    said: ToldOutcome,
    { customers, contactsInStripe, jobs, isRepeated }: Transaction,
  ): Promise<void> {
    if (!(await customers.findByStripeCustomer(stripeCustomer))) return;
    const told = await contactsInStripe.lock(stripeCustomer);
    if (isRepeated && !told.isToldBy(attempt)) return;
    told.conclude(attempt, said);
    await contactsInStripe.save(told);
    if (told.isTold) return;
    await jobs.add('tell-stripe', { stripeCustomer }, { at: told.freeAt(requestSeconds) });
  }
}
