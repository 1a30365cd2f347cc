import {
  CorrectCustomer,
  CorrectCustomerHandler,
} from '../../../src/application/customer/correct-customer.command.js';
import type { Customer } from '../../../src/application/customer/customer.js';
import { IntroduceCustomer } from '../../../src/application/customer/introduce-customer.js';
import { TellStripe, TellStripeHandler } from '../../../src/application/customer/tell-stripe.command.js';
import {
  MergeCustomers,
  MergeCustomersHandler,
  type NewMerge,
} from '../../../src/application/customer/merge-customers.command.js';
import type { CustomerCorrection } from '../../../src/application/customer/correct-customer.command.js';
import type { NewBooking } from '../../../src/application/booking/register-booking.command.js';
import type { Card } from '../../../src/domain/customer/card.js';
import { Wallet } from '../../../src/domain/customer/wallet.js';
import { AMEX, VISA } from '../domain/an-intent.js';
import { ANA } from '../domain/causes.js';
import { CardsDesk } from './cards-desk.js';

/** A desk at which two customers turn out to be one person: each has a booking of $10, and a card. */
export class MergingDesk extends CardsDesk {
  merge(wanted: Partial<NewMerge> = {}) {
    const handler = new MergeCustomersHandler(this.unitOfWork, this.clock);
    return handler.execute(
      new MergeCustomers({
        merge: 'merge-1',
        survivor: 'customer-1',
        merged: 'customer-2',
        reason: 'Same phone, she says so',
        by: ANA,
        ...wanted,
      }),
    );
  }

  correct(change: CustomerCorrection['change'], wanted: Partial<CustomerCorrection> = {}) {
    const handler = new CorrectCustomerHandler(this.unitOfWork, this.clock);
    return handler.execute(new CorrectCustomer({ customer: 'customer-1', change, by: ANA, ...wanted }));
  }

  /** Makes them known to Stripe. */
  introduce(customer: Customer) {
    return new IntroduceCustomer(this.stripe, this.unitOfWork, this.clock).execute(customer, undefined, ANA);
  }

  tellStripe(attempt = 't1', stripeCustomer = 'cus_customer-1') {
    const handler = new TellStripeHandler(this.unitOfWork, this.stripe, this.clock);
    return handler.execute(new TellStripe(stripeCustomer, attempt, 90));
  }

  walletOf(customer: string): Wallet {
    const data = this.unitOfWork.stored.wallets.get(customer);
    if (!data) throw new Error(`Nothing is known of any card of ${customer}.`);
    return Wallet.restore(data);
  }

  customer(id: string) {
    const found = this.unitOfWork.stored.customers.get(id);
    if (!found) throw new Error(`There is no ${id}.`);
    return found;
  }

  /** The Stripe customer of each payment that Stripe was asked for, oldest first. */
  get askedOf(): string[] {
    return this.stripe.intents.map(({ order }) => order.stripeCustomer);
  }
}

/** The booking of the other one. */
export const MIAS_OTHER: Partial<NewBooking> = {
  ids: { booking: 'booking-2', customer: 'customer-2', payment: 'p0' },
  reference: 'T-1002',
  contact: { name: 'Mia W.', email: 'MIA.wong@work.example', phone: '+44 20 7946 0000' },
  paymentMethod: AMEX.id,
};

/** As Stripe has them: a card each. */
export async function aMergingDesk(): Promise<MergingDesk> {
  const desk = new MergingDesk();
  await desk.register();
  await desk.register(MIAS_OTHER);
  const there = (id: string): Card => desk.walletOf(id).cards[0] ?? fail(id);
  desk.cards.addThere(there('customer-1'));
  desk.cards.makePrimaryThere(VISA.id, 'cus_customer-1');
  desk.cards.addThere(there('customer-2'));
  desk.cards.makePrimaryThere(AMEX.id, 'cus_customer-2');
  return desk;
}

function fail(id: string): never {
  throw new Error(`${id} has no card.`);
}
