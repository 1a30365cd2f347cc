import { v7 as uuid } from 'uuid';
import { Booking } from '../../../src/domain/booking/booking.js';
import { RuleAction } from '../../../src/domain/rule/rule-action.js';
import { Rule } from '../../../src/domain/rule/rule.js';
import { PostgresUnitOfWork } from '../../../src/infrastructure/persistence/postgres-unit-of-work.js';
import { LISBON_SETTINGS } from '../../support/application/business.js';
import { deskDatabase, type DeskDatabase } from '../../support/desk-database.js';
import { ANA, hoursAfter, NOW } from '../../support/domain/causes.js';
import { usd } from '../../support/domain/money.js';
import { until } from '../../support/until.js';

let desk: DeskDatabase;
let unitOfWork: PostgresUnitOfWork;

beforeAll(async () => {
  desk = await deskDatabase();
  unitOfWork = new PostgresUnitOfWork(desk.dataSource);
});
afterAll(() => desk?.drop());

/** On, with one booking that is due. */
async function aRuleWithADueBooking() {
  const rule = Rule.make(
    {
      id: uuid(),
      name: `Rule ${uuid()}`,
      task: { kind: 'charge_before_start', days: 3, at: '09:00' },
      scope: { newBookingsOnly: false },
    },
    { by: ANA, at: hoursAfter(NOW, -48) },
  );
  rule.activate({ includesDue: true }, { by: ANA, at: NOW });
  const customer = uuid();
  const contact = { name: 'Mia', email: `${customer}@example.com` };
  await desk.dataSource.query(`INSERT INTO customers (id, name, email) VALUES ($1, $2, $3)`, [
    customer,
    contact.name,
    contact.email,
  ]);
  const booking = Booking.restore({
    id: uuid(),
    reference: `T-${customer}`,
    customer,
    contact,
    service: 'Kayak tour',
    startsAt: hoursAfter(NOW, 48),
    paymentOption: 'later',
    registeredAt: hoursAfter(NOW, -48),
    registeredBy: ANA,
    total: usd(1000),
    life: 'scheduled',
    version: 1,
    payments: [],
  });
  await unitOfWork.run(async ({ rules, bookings }) => {
    await rules.add(rule);
    await rules.save(rule);
    await bookings.add(booking);
  });
  return { rule: rule.id, booking: booking.id };
}

async function someoneWaitsForALock(): Promise<boolean> {
  const [row] = await desk.dataSource.query<{ waiting: number }[]>(
    `SELECT count(*)::int AS waiting FROM pg_stat_activity
      WHERE datname = current_database() AND wait_event_type = 'Lock'`,
  );
  return row?.waiting === 1;
}

it('a look that holds its rule finds a booking that is being charged, which waits for the rule, and neither is in the other’s way', async () => {
  const { rule, booking } = await aRuleWithADueBooking();
  const runs = { look: 0, charge: 0 };
  let charging: Promise<void> | undefined;
  const charge = () =>
    unitOfWork.run(async ({ bookings, rules }) => {
      runs.charge += 1;
      await bookings.lock(booking);
      await rules.lockAgainstChange(rule);
    });
  await unitOfWork.run(async ({ rules }) => {
    runs.look += 1;
    const found = await rules.lockNextToLookAt(NOW);
    if (found?.rule.id !== rule) throw new Error('Another rule’s turn has come.');
    const search = { from: hoursAfter(NOW, -240), until: NOW, timeZone: LISBON_SETTINGS.timeZone, limit: 10 };
    const [due] = await rules.dueOccasions(found.rule, search);
    if (!due) throw new Error('Nothing is due.');
    charging ??= charge();
    await until(someoneWaitsForALock);
    const added = await rules.addActions([RuleAction.plan(uuid(), found.rule, booking, due, NOW)]);
    expect(added).toHaveLength(1);
    await rules.lookedAt(rule, hoursAfter(NOW, 1), NOW);
  });
  await charging;
  // Whoever was ended for a deadlock would have been run again.
  expect(runs).toEqual({ look: 1, charge: 1 });
});
