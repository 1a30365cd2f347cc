import { v7 as uuid } from 'uuid';
import { ListRuleActions } from '../../../src/application/rule/list-rule-actions.query.js';
import { ConcludeLeftUndoneHandler } from '../../../src/application/rule/conclude-left-undone.command.js';
import { Booking } from '../../../src/domain/booking/booking.js';
import type { PaymentData } from '../../../src/domain/payment/payment-data.js';
import { RuleAction } from '../../../src/domain/rule/rule-action.js';
import type { RuleTask } from '../../../src/domain/rule/rule-task.js';
import { Rule } from '../../../src/domain/rule/rule.js';
import { PostgresUnitOfWork } from '../../../src/infrastructure/persistence/postgres-unit-of-work.js';
import { ListRuleActionsHandler } from '../../../src/infrastructure/persistence/rule/list-rule-actions.handler.js';
import { CountAttentionHandler } from '../../../src/infrastructure/recovery/count-attention.handler.js';
import { deskDatabase, type DeskDatabase } from '../../support/desk-database.js';
import { VISA } from '../../support/domain/an-intent.js';
import { ANA, hoursAfter, NOW } from '../../support/domain/causes.js';
import { usd } from '../../support/domain/money.js';

let desk: DeskDatabase;
let unitOfWork: PostgresUnitOfWork;
let customer: string;

beforeAll(async () => {
  desk = await deskDatabase();
  unitOfWork = new PostgresUnitOfWork(desk.dataSource);
  customer = uuid();
  await desk.dataSource.query(
    `INSERT INTO customers (id, name, email) VALUES ($1, 'Mia', 'mia@example.com')`,
    [customer],
  );
});
afterAll(() => desk?.drop());

const CHARGE: RuleTask = { kind: 'charge_before_start', days: 3, at: '09:00' };
const RENEW: RuleTask = { kind: 'reauthorize_holds', hours: 24 };

function aPayment(wanted: Partial<PaymentData>): PaymentData {
  return {
    id: uuid(),
    kind: 'charge',
    state: 'succeeded',
    amount: usd(1000),
    captured: usd(wanted.state === undefined ? 1000 : 0),
    refunds: [],
    disputes: [],
    paymentMethod: VISA.id,
    requestedAt: NOW,
    requestedBy: ANA,
    ...wanted,
  };
}

/** An action that was refused for `code`, about a booking of $10 with this payment, by a rule of its own. */
async function refused(task: RuleTask, payment?: PaymentData, code = 'no_card'): Promise<string> {
  const rule = Rule.make(
    { id: uuid(), name: `Rule ${uuid()}`, task, scope: { newBookingsOnly: false } },
    { by: ANA, at: NOW },
  );
  const booking = Booking.restore({
    id: uuid(),
    reference: `T-${uuid()}`,
    customer,
    contact: { name: 'Mia', email: 'mia@example.com' },
    service: 'Kayak tour',
    startsAt: hoursAfter(NOW, 48),
    paymentOption: 'later',
    registeredAt: NOW,
    registeredBy: ANA,
    total: usd(1000),
    life: 'scheduled',
    version: 1,
    payments: payment ? [payment] : [],
  });
  const key = task.kind === 'reauthorize_holds' ? `hold:${payment?.id}` : 'start:2026';
  const action = RuleAction.plan(uuid(), rule, booking.id, { key, due: NOW }, NOW);
  await unitOfWork.run(async ({ rules, bookings }) => {
    await rules.add(rule);
    await bookings.add(booking);
    await rules.addActions([action]);
    action.refuse({ code, message: 'No.' }, NOW);
    await rules.saveAction(action);
  });
  return action.id;
}

it('needs somebody while there is something to charge, or a hold to renew, and is dismissed by itself afterwards', async () => {
  const hold = { kind: 'hold', captured: usd(0) } as const;
  const owed = await refused(CHARGE);
  const held = await refused(RENEW, aPayment({ ...hold, state: 'authorized' }));
  const underWay = await refused(CHARGE, aPayment({ state: 'processing' }));
  const over = [
    await refused(CHARGE, aPayment({})),
    await refused(RENEW, aPayment({ ...hold, state: 'released' })),
    await refused(CHARGE, undefined, 'given_up_by_a_person'),
  ];
  await unitOfWork.run(async ({ rules }) => {
    const paused = Rule.make(
      { id: uuid(), name: 'Paused itself', task: CHARGE, scope: { newBookingsOnly: false } },
      { by: ANA, at: NOW },
    );
    paused.activate({ includesDue: false }, { by: ANA, at: new Date() });
    paused.pause({ by: paused.actor, at: new Date() }, '20 cards in a row were declined.');
    await rules.add(paused);
  });

  const { rows } = await new ListRuleActionsHandler(desk.dataSource).execute(
    new ListRuleActions({ needsAttention: true }),
  );
  expect(rows.map(({ id }) => id).toSorted()).toEqual([owed, held].toSorted());
  const { ofRules } = await new CountAttentionHandler(desk.dataSource).execute();
  expect(ofRules).toBe(3);

  await new ConcludeLeftUndoneHandler(unitOfWork, { now: () => NOW }).execute();
  const dismissed = await desk.dataSource.query<{ id: string }[]>(
    `SELECT id FROM rule_actions WHERE dismissed_by ->> 'kind' = 'system'`,
  );
  expect(dismissed.map(({ id }) => id).toSorted()).toEqual(over.toSorted());
  const open = await desk.dataSource.query<{ id: string }[]>(
    `SELECT id FROM rule_actions WHERE dismissed_at IS NULL`,
  );
  expect(open.map(({ id }) => id).toSorted()).toEqual([owed, held, underWay].toSorted());
});
