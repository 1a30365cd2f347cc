import { Injectable } from '@nestjs/common';
import { GatewayUnavailable } from '../payment/gateway-errors.js';
import { PaymentGateway } from '../payment/payment-gateway.port.js';
import { UnitOfWork } from '../shared/unit-of-work.port.js';
import type { Customer, CustomerCard } from './customer.js';

/** Makes a customer known to Stripe and puts their card on file there. Repeating it changes nothing. */
@Injectable()
export class IntroduceCustomer {
  constructor(
    private readonly gateway: PaymentGateway,
    private readonly unitOfWork: UnitOfWork,
  ) {}

  /** Whether there is a card to charge now. Throws GatewayUnavailable when there is a new card and Stripe can't be asked. */
  async execute(customer: Customer, paymentMethod: string | undefined): Promise<boolean> {
    if (paymentMethod === undefined) return this.withoutNewCard(customer);
    const stripeCustomer = customer.stripeCustomer ?? (await this.gateway.ensureCustomer(customer));
    const card = await this.cardFor(customer, stripeCustomer, paymentMethod);
    await this.unitOfWork.run(async ({ customers }) => {
      await customers.setStripeCustomer(customer.id, stripeCustomer);
      await customers.setCard(customer.id, card);
    });
    return true;
  }

  /** Stripe need not be there now: whoever charges the customer first makes them known. */
  private async withoutNewCard(customer: Customer): Promise<boolean> {
    if (customer.stripeCustomer === undefined) {
      try {
        const stripeCustomer = await this.gateway.ensureCustomer(customer);
        await this.unitOfWork.run(({ customers }) =>
          customers.setStripeCustomer(customer.id, stripeCustomer),
        );
      } catch (error) {
        if (!(error instanceof GatewayUnavailable)) throw error;
      }
    }
    return customer.card !== undefined;
  }

  private async cardFor(
    customer: Customer,
    stripeCustomer: string,
    paymentMethod: string,
  ): Promise<CustomerCard> {
    const attached = await this.gateway.attachCard(customer, stripeCustomer, paymentMethod);
    if (attached.outcome === 'attached') return attached.card;
    return { id: paymentMethod, brand: 'unknown', last4: '····', refused: attached.message };
  }
}
