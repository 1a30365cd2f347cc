import { CustomerNotAccepted, GatewayUnavailable } from '../../../src/application/payment/gateway-errors.js';
import type { Contact } from '../../../src/domain/booking/booking.js';

/** How Stripe behaves for one correction. `lose_answer`: it is done. `arrive_late`: it is done once `arrive` says so. */
type Behaviour = 'lose_answer' | 'arrive_late' | 'be_unavailable' | 'refuse' | 'know_nobody';

/** Who Stripe says its customers are. */
export class FakeContacts {
  readonly known = new Map<string, Contact>();
  private readonly behaviours: Behaviour[] = [];
  private readonly late: (() => void)[] = [];

  /** For the next corrections, one each. */
  will(...behaviours: Behaviour[]): void {
    this.behaviours.push(...behaviours);
  }

  arrive(): void {
    for (const correct of this.late.splice(0)) correct();
  }

  correct(stripeCustomer: string, contact: Contact): boolean {
    const put = () => void this.known.set(stripeCustomer, contact);
    switch (this.behaviours.shift()) {
      case 'know_nobody':
        return false;
      case 'refuse':
        throw new CustomerNotAccepted('Invalid email address.');
      case 'be_unavailable':
        throw new GatewayUnavailable('Stripe can’t be reached.');
      case 'arrive_late':
        this.late.push(put);
        throw new GatewayUnavailable('Stripe can’t be reached.');
      case 'lose_answer':
        put();
        throw new GatewayUnavailable('Stripe can’t be reached.');
      case undefined:
        put();
        return true;
    }
  }
}
