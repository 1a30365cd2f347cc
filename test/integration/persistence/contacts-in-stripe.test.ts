import { setTimeout as pause } from 'node:timers/promises';
import { v4 as randomUuid, v7 as uuid } from 'uuid';
import {
  CorrectCustomer,
  CorrectCustomerHandler,
} from '../../../src/application/customer/correct-customer.command.js';
import { TellStripe, TellStripeHandler } from '../../../src/application/customer/tell-stripe.command.js';
import type { PaymentGateway } from '../../../src/application/payment/payment-gateway.port.js';
import type { Contact } from '../../../src/domain/booking/booking.js';
import { PostgresUnitOfWork } from '../../../src/infrastructure/persistence/postgres-unit-of-work.js';
import { deskDatabase, type DeskDatabase } from '../../support/desk-database.js';
import { ANA, NOW } from '../../support/domain/causes.js';

const THERE = ['cus_one', 'cus_two'];
const clock = { now: () => NOW };

let desk: DeskDatabase;
beforeAll(async () => {
  desk = await deskDatabase();
});
afterAll(() => desk?.drop());

/** Answers after a while of its own, and never has two corrections of one customer under way. */
class SlowStripe {
  readonly known = new Map<string, Contact>();
  private readonly underWay = new Set<string>();

  async correctCustomer(stripeCustomer: string, contact: Contact): Promise<boolean> {
    if (this.underWay.has(stripeCustomer)) throw new Error(`Two at once for ${stripeCustomer}.`);
    this.underWay.add(stripeCustomer);
    await pause(Math.random() * 20);
    this.known.set(stripeCustomer, contact);
    this.underWay.delete(stripeCustomer);
    return true;
  }
}

it('ends with the last correction in each of the customers in Stripe, whoever tells it meanwhile', async () => {
  const customer = uuid();
  await desk.dataSource.query(
    `INSERT INTO customers (id, name, email) VALUES ($1, 'Mia', 'mia@example.com')`,
    [customer],
  );
  await desk.dataSource.query(
    `INSERT INTO stripe_customers (id, customer_id) SELECT id, $1 FROM unnest($2::text[]) AS id`,
    [customer, THERE],
  );
  const stripe = new SlowStripe();
  // Two instances, each with its own connections' transactions.
  const instances = [1, 2].map(() => {
    const unitOfWork = new PostgresUnitOfWork(desk.dataSource);
    return {
      correct: new CorrectCustomerHandler(unitOfWork, clock),
      tell: new TellStripeHandler(unitOfWork, stripe as unknown as PaymentGateway, clock),
    };
  });
  const tellAll = () =>
    Promise.all(
      instances.flatMap(({ tell }) =>
        THERE.map((each) => tell.execute(new TellStripe(each, randomUuid(), 90))),
      ),
    );
  for (let round = 0; round < 5; round += 1) {
    await Promise.all([
      tellAll(),
      ...instances.map(({ correct }, nth) =>
        correct.execute(new CorrectCustomer({ customer, change: { name: `Mia ${round}.${nth}` }, by: ANA })),
      ),
      tellAll(),
    ]);
  }
  await tellAll();
  await tellAll();
  const [now] = await desk.dataSource.query<{ name: string; email: string }[]>(
    `SELECT name, email FROM customers WHERE id = $1`,
    [customer],
  );
  for (const each of THERE) expect(stripe.known.get(each)).toMatchObject(now ?? {});
  expect(
    await desk.dataSource.query(`SELECT wanted, told, attempt_id FROM contacts_in_stripe ORDER BY 1`),
  ).toEqual(THERE.map(() => ({ wanted: 10, told: 10, attempt_id: null })));
  const jobs = await desk.dataSource.query<unknown[]>(
    `SELECT FROM pgboss.job WHERE name = 'tell-stripe' AND start_after <= now()`,
  );
  expect(jobs.length).toBeGreaterThanOrEqual(20);
});
