import fc from 'fast-check';
import { v7 as uuid } from 'uuid';
import { Booking } from '../../../src/domain/booking/booking.js';
import type { PaymentData } from '../../../src/domain/payment/payment-data.js';
import { occasionsOf, takes } from '../../../src/domain/rule/occasion.js';
import { RuleAction } from '../../../src/domain/rule/rule-action.js';
import { amountFor } from '../../../src/domain/rule/rule-decision.js';
import type { RuleTask } from '../../../src/domain/rule/rule-task.js';
import { Rule, type RuleScope } from '../../../src/domain/rule/rule.js';
import { Money } from '../../../src/domain/shared/money.js';
import { PostgresUnitOfWork } from '../../../src/infrastructure/persistence/postgres-unit-of-work.js';
import { deskDatabase, type DeskDatabase } from '../../support/desk-database.js';
import { INSUFFICIENT_FUNDS, VISA } from '../../support/domain/an-intent.js';
import { ANA } from '../../support/domain/causes.js';
import { reproducibly } from '../../support/domain/properties.js';

/** The clocks go back there on the first of November, in the middle of what is looked at. */
const ZONE = 'America/New_York';
const NOW = new Date('2026-11-02T15:00:00Z');
const HOUR_MS = 3_600_000;
const at = (hours: number) => new Date(NOW.getTime() + hours * HOUR_MS);
const MADE = at(-24 * 20);

let desk: DeskDatabase;
let unitOfWork: PostgresUnitOfWork;
const bookings: { readonly booking: Booking; readonly completedAt?: Date }[] = [];

beforeAll(async () => {
  desk = await deskDatabase();
  unitOfWork = new PostgresUnitOfWork(desk.dataSource);
  const customer = uuid();
  await desk.dataSource.query(
    `INSERT INTO customers (id, name, email) VALUES ($1, 'Mia', 'mia@example.com')`,
    [customer],
  );
  for (const [index, life] of fc.sample(aBookingsLife, { ...reproducibly(160) }).entries()) {
    const booking = Booking.restore({
      id: uuid(),
      reference: `T-${index}`,
      customer,
      contact: { name: 'Mia', email: 'mia@example.com' },
      service: index % 3 === 0 ? 'Sunset SAILING' : 'Kayak tour',
      startsAt: at(life.startsIn),
      paymentOption: 'later',
      registeredAt: at(-life.registeredAgo),
      registeredBy: ANA,
      total: Money.of(10_000, 'USD'),
      life: life.end === 'cancelled' ? 'cancelled' : 'scheduled',
      version: 1,
      payments: life.payments.flatMap((each) => paymentsOf(each)),
    });
    const completedAt = life.end === 'completed' ? at(-life.completedAgo) : undefined;
    if (completedAt) booking.recordLife('completed', { by: ANA, at: completedAt });
    await unitOfWork.run((transaction) => transaction.bookings.add(booking));
    bookings.push({ booking, completedAt });
  }
});
afterAll(() => desk?.drop());

const TASKS: readonly RuleTask[] = [
  { kind: 'charge_before_start', days: 0, at: '10:00' },
  { kind: 'charge_before_start', days: 3, at: '01:30' },
  { kind: 'charge_before_start', days: 14, at: '23:30' },
  { kind: 'charge_after_end', days: 0, at: '09:00' },
  { kind: 'charge_after_end', days: 5, at: '12:00' },
  { kind: 'charge_on_complete' },
  { kind: 'retry_declined', afterHours: [24, 72, 240] },
  { kind: 'reauthorize_holds', hours: 24 },
  { kind: 'reauthorize_holds', hours: 72 },
  { kind: 'capture_holds', timing: { side: 'before', unit: 'days', count: 2, at: '08:00' } },
  { kind: 'capture_holds', timing: { side: 'after', unit: 'hours', count: 30 } },
];
const SCOPES: readonly RuleScope[] = [
  { newBookingsOnly: false },
  { newBookingsOnly: true },
  { newBookingsOnly: false, service: 'sailing' },
];
const WINDOWS = [
  [-24 * 60, 0],
  [-24 * 7, 0],
  [-24, -1],
  [0, 24 * 30],
] as const;

describe.each(TASKS)('what is due by $kind', (task) => {
  it('is found in the database exactly as the domain says it of each booking', async () => {
    let found = 0;
    for (const scope of SCOPES)
      for (const [from, until] of WINDOWS) {
        const rule = aRule(task, scope);
        const due = await dueIn(rule, at(from), at(until));
        expect(due).toEqual(expected(rule, at(from), at(until)));
        found += due.length;
      }
    expect(found).toBeGreaterThan(0);
  });
});

it('what a rule acted on isn’t found again, but for what it skipped', async () => {
  const rule = aRule({ kind: 'charge_before_start', days: 3, at: '09:00' }, { newBookingsOnly: false });
  await unitOfWork.run(async ({ rules }) => {
    await rules.add(rule);
    const due = await rules.dueOccasions(rule, search(at(-24 * 30), NOW));
    const [first, second, ...rest] = due.map(({ booking, ...occasion }) =>
      RuleAction.plan(uuid(), rule, booking, occasion, NOW),
    );
    if (!first || !second) throw new Error('Too few are due.');
    expect(await rules.addActions([first, second, ...rest])).toHaveLength(due.length);
    // The same again, as another instance would.
    expect(
      await rules.addActions([RuleAction.plan(uuid(), rule, first.booking, occasionOf(first), NOW)]),
    ).toEqual([]);
    expect(await rules.dueOccasions(rule, search(at(-24 * 30), NOW))).toEqual([]);
    second.decide({ do: 'skip', why: 'rule_paused' }, NOW);
    await rules.saveAction(second);
    const again = await rules.dueOccasions(rule, search(at(-24 * 30), NOW));
    expect(again.map(({ booking }) => booking)).toEqual([second.booking]);
  });
});

it('actions that nobody looks at are found once their time is long over, by one who looks for them', async () => {
  const rule = aRule({ kind: 'charge_before_start', days: 3, at: '09:00' }, { newBookingsOnly: false });
  const [found, later] = await unitOfWork.run(async ({ rules }) => {
    await rules.add(rule);
    const [first, second] = await rules.dueOccasions(rule, search(at(-24 * 30), NOW));
    if (!first || !second) throw new Error('Too few are due.');
    const old = RuleAction.plan(uuid(), rule, first.booking, first, at(-48));
    const young = RuleAction.plan(uuid(), rule, second.booking, second, at(-1));
    await rules.addActions([old, young]);
    return [old.id, young.id];
  });
  const ids = (actions: readonly RuleAction[]) => actions.map(({ id }) => id);
  await unitOfWork.run(async ({ rules }) => {
    const forgotten = await rules.lockForgottenActions(at(-12), 1000);
    expect(ids(forgotten)).toContain(found);
    expect(ids(forgotten)).not.toContain(later);
    // Another instance passes over it meanwhile.
    const others = await unitOfWork.run((other) => other.rules.lockForgottenActions(at(-12), 1000));
    expect(ids(others)).not.toContain(found);
    for (const action of forgotten) {
      action.recall(NOW);
      await rules.saveAction(action);
    }
  });
  expect(await unitOfWork.run(({ rules }) => rules.lockForgottenActions(at(-12), 1000))).toEqual([]);
});

function occasionOf(action: RuleAction) {
  const { occasion: key, due } = action.toData();
  return { key, due };
}

function search(from: Date, until: Date) {
  return { from, until, timeZone: ZONE, limit: 1000 };
}

async function dueIn(rule: Rule, from: Date, until: Date): Promise<string[]> {
  const due = await unitOfWork.run(({ rules }) => rules.dueOccasions(rule, search(from, until)));
  return due.map((each) => `${each.booking} ${each.key} ${each.due.toISOString()}`).sort();
}

function expected(rule: Rule, from: Date, until: Date): string[] {
  return bookings
    .filter(({ booking }) => takes(rule.scope, MADE, booking))
    .flatMap(({ booking, completedAt }) =>
      occasionsOf(rule.task, booking, ZONE, completedAt)
        .filter(({ due }) => due > from && due <= until)
        .filter((occasion) => 'amount' in amountFor(rule, occasion, booking))
        .map(({ key, due }) => `${booking.id} ${key} ${due.toISOString()}`),
    )
    .sort();
}

function aRule(task: RuleTask, scope: RuleScope): Rule {
  return Rule.make({ id: uuid(), name: `Rule ${uuid()}`, task, scope }, { by: ANA, at: MADE });
}

type Paid = {
  kind: 'charge' | 'hold' | 'renewed' | 'declined' | 'collection' | 'reversed' | 'refunded' | 'lost';
  ago: number;
  ends: number;
};

const payment = fc.record({
  kind: fc.constantFrom(
    ...(['charge', 'hold', 'hold', 'renewed', 'declined', 'declined', 'collection'] as const),
    ...(['reversed', 'refunded', 'lost'] as const),
  ),
  ago: fc.integer({ min: 1, max: 24 * 12 }),
  ends: fc.integer({ min: 1, max: 24 * 7 }),
}) as fc.Arbitrary<Paid>;

const aBookingsLife = fc.record({
  startsIn: fc.integer({ min: -24 * 20, max: 24 * 35 }),
  registeredAgo: fc.integer({ min: 1, max: 24 * 40 }),
  end: fc.constantFrom('scheduled', 'scheduled', 'completed', 'cancelled'),
  completedAgo: fc.integer({ min: 1, max: 24 * 10 }),
  payments: fc.array(payment, { maxLength: 3 }),
});

/** A hold that was renewed is two payments; the new one was asked for half-way through the old one's time. */
function paymentsOf(paid: Paid): PaymentData[] {
  if (paid.kind !== 'renewed') return [paymentOf(paid)];
  const old: PaymentData = { ...paymentOf({ ...paid, kind: 'hold' }), state: 'released' };
  const replaces = { payment: old.id, release: uuid(), isDecided: true } as const;
  return [old, { ...paymentOf({ ...paid, kind: 'hold', ago: Math.floor(paid.ago / 2) }), replaces }];
}

function paymentOf({ kind, ago, ends }: Paid): PaymentData {
  const amount = Money.of(kind === 'hold' ? 4000 : 3000, 'USD');
  const base = {
    id: uuid(),
    kind: kind === 'hold' ? 'hold' : ['collection', 'reversed'].includes(kind) ? 'collection' : 'charge',
    amount,
    captured: Money.zero('USD'),
    refunds: [],
    disputes: [],
    paymentMethod: VISA.id,
    requestedAt: at(-ago),
    requestedBy: ANA,
  } as const;
  switch (kind) {
    case 'charge':
      return { ...base, state: 'succeeded', captured: amount };
    case 'collection':
      return {
        ...base,
        state: 'succeeded',
        captured: amount,
        paymentMethod: undefined,
        collection: { method: 'cash', receivedOn: '2026-10-20' },
      };
    case 'refunded': {
      const refund = {
        id: `re_${base.id}`,
        amount: Money.of(2000, 'USD'),
        createdAt: at(-Math.floor(ago / 2)),
      };
      const refunds = [{ ...refund, status: 'succeeded', stillOwed: true } as const];
      return { ...base, state: 'succeeded', captured: amount, refunds };
    }
    case 'reversed': {
      const reversal = { id: uuid(), reason: 'Entered twice', by: ANA, at: at(-Math.floor(ago / 2)) };
      return {
        ...base,
        state: 'succeeded',
        captured: amount,
        paymentMethod: undefined,
        collection: { method: 'cash', receivedOn: '2026-10-20', reversal },
      };
    }
    case 'renewed':
    case 'hold':
      return { ...base, state: 'authorized', captureBefore: at(ends) };
    case 'declined':
      return { ...base, state: 'declined', decline: INSUFFICIENT_FUNDS };
    case 'lost':
      return { ...base, state: 'failed', note: 'It never reached Stripe.' };
  }
}
