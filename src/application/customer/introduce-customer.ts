import { Injectable } from '@nestjs/common';
import type { Card, RefusedCard } from '../../domain/customer/card.js';
import type { Actor } from '../../domain/shared/actor.js';
import { CustomerNotAccepted, GatewayUnavailable } from '../payment/gateway-errors.js';
import { PaymentGateway } from '../payment/payment-gateway.port.js';
import { Clock } from '../shared/clock.port.js';
import { UnitOfWork } from '../shared/unit-of-work.port.js';
import { stripeCustomerFor, type Customer } from './customer.js';
import { rememberInStripe } from './told-in-stripe.js';

/** Makes a customer known to Stripe and puts their card on file there. Repeating it changes nothing. */
@Injectable()
export class IntroduceCustomer {
  constructor(
    private readonly gateway: PaymentGateway,
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  /** Whether there is a card to charge now. Throws GatewayUnavailable when there is a new card and Stripe can't be asked. */
  async execute(customer: Customer, paymentMethod: string | undefined, by: Actor): Promise<boolean> {
    if (paymentMethod === undefined) return this.withoutNewCard(customer);
    const { stripeCustomer, card } = await this.putOnFile(customer, paymentMethod);
    await this.unitOfWork.run(async (transaction) => {
      const { customers, wallets } = transaction;
      const isNew = stripeCustomer !== undefined && !customer.stripeCustomers.includes(stripeCustomer);
      if (isNew) await rememberInStripe(customer, stripeCustomer, transaction);
      else if (stripeCustomer !== undefined) await customers.setStripeCustomer(customer.id, stripeCustomer);
      const wallet = await wallets.lock(customer.id);
      const cause = { by, at: this.clock.now() };
      if ('refused' in card) wallet.recordRefused(card, cause);
      else wallet.recordAttached(card, cause);
      await wallets.save(wallet);
    });
    return true;
  }

  /** Stripe need not be there now: whoever charges the customer first makes them known. */
  private async withoutNewCard(customer: Customer): Promise<boolean> {
    if (customer.stripeCustomer === undefined) {
      try {
        const stripeCustomer = await this.gateway.ensureCustomer(customer);
        await this.unitOfWork.run((transaction) => rememberInStripe(customer, stripeCustomer, transaction));
      } catch (error) {
        if (!(error instanceof GatewayUnavailable || error instanceof CustomerNotAccepted)) throw error;
      }
    }
    return customer.card !== undefined;
  }

  private async putOnFile(
    customer: Customer,
    paymentMethod: string,
  ): Promise<{ stripeCustomer?: string; card: Card | RefusedCard }> {
    try {
      const stripeCustomer =
        stripeCustomerFor(customer, paymentMethod) ?? (await this.gateway.ensureCustomer(customer));
      const attached = await this.gateway.attachCard(stripeCustomer, paymentMethod);
      const card = attached.outcome === 'attached' ? attached.card : refused(paymentMethod, attached.message);
      return { stripeCustomer, card };
    } catch (error) {
      if (error instanceof CustomerNotAccepted) return { card: refused(paymentMethod, error.message) };
      throw error;
    }
  }
}

function refused(paymentMethod: string, message: string): RefusedCard {
  return { id: paymentMethod, brand: 'unknown', last4: '····', refused: message };
}
