import type { EntityManager } from 'typeorm';
import type { ContactInStripeRepository } from '../../../application/customer/contact-in-stripe.repository.port.js';
import { ContactInStripe } from '../../../domain/customer/contact-in-stripe.js';

interface ContactRow {
  readonly wanted: number;
  readonly told: number;
  readonly attempt_id: string | null;
  readonly attempt_of: number | null;
  readonly attempt_since: Date | null;
  readonly unanswered: number;
  readonly refusal: string | null;
}

export class PostgresContactInStripeRepository implements ContactInStripeRepository {
  constructor(private readonly manager: EntityManager) {}

  async lock(stripeCustomer: string): Promise<ContactInStripe> {
    await this.manager.query(
      `INSERT INTO contacts_in_stripe (stripe_customer) VALUES ($1) ON CONFLICT (stripe_customer) DO NOTHING`,
      [stripeCustomer],
    );
    const [row] = await this.manager.query<ContactRow[]>(
      `SELECT wanted, told, attempt_id, attempt_of, attempt_since, unanswered, refusal
         FROM contacts_in_stripe WHERE stripe_customer = $1 FOR UPDATE`,
      [stripeCustomer],
    );
    return row
      ? ContactInStripe.restore(contactFrom(stripeCustomer, row))
      : ContactInStripe.of(stripeCustomer);
  }

  async save(contact: ContactInStripe): Promise<void> {
    const { stripeCustomer, wanted, told, attempt, unanswered, refusal } = contact.toData();
    await this.manager.query(
      `UPDATE contacts_in_stripe
          SET wanted = $2, told = $3, attempt_id = $4, attempt_of = $5, attempt_since = $6, unanswered = $7, refusal = $8
        WHERE stripe_customer = $1`,
      [stripeCustomer, wanted, told, attempt?.id, attempt?.of, attempt?.since, unanswered, refusal],
    );
  }
}

function contactFrom(stripeCustomer: string, row: ContactRow) {
  const { wanted, told, unanswered, attempt_id: id, attempt_of: of, attempt_since: since, refusal } = row;
  return {
    stripeCustomer,
    wanted,
    told,
    unanswered,
    ...(id !== null && of !== null && since !== null ? { attempt: { id, of, since } } : {}),
    ...(refusal === null ? {} : { refusal }),
  };
}
