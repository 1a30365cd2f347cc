import fc from 'fast-check';
import type Stripe from 'stripe';
import {
  ApplyStripeEvents,
  ApplyStripeEventsHandler,
} from '../../../src/application/inbox/apply-stripe-events.command.js';
import { KnownPayments } from '../../../src/application/inbox/known-payments.port.js';
import type { PaymentData } from '../../../src/domain/payment/payment.js';
import { contentOf } from '../../../src/infrastructure/stripe/event-content.js';
import { aDesk, type Desk } from '../../support/application/a-desk.js';
import { usd } from '../../support/domain/money.js';
import { reproducibly } from '../../support/domain/properties.js';
import { IntentLife, type Happening } from '../../support/stripe/intent-life.js';

const INTENT = 'pi_life';

/** Stored payments by PaymentIntent, as the desk has them in memory. */
class KnownToDesk extends KnownPayments {
  constructor(private readonly desk: Desk) {
    super();
  }

  override byIntents(intents: readonly string[]): Promise<ReadonlyMap<string, PaymentData>> {
    const payments = this.desk.booking().payments.map((payment) => payment.toData());
    const known = payments.flatMap((data) =>
      data.paymentIntent ? [[data.paymentIntent, data] as const] : [],
    );
    return Promise.resolve(new Map(known.filter(([intent]) => intents.includes(intent))));
  }
}

/** A desk that asked Stripe for a payment and hasn't heard the answer. */
async function aDeskInDoubt(kind: 'charge' | 'hold'): Promise<Desk> {
  const desk = await aDesk();
  desk.stripe.will('lose_request');
  await (kind === 'charge' ? desk.charge() : desk.placeHold({ amount: usd(1000) }));
  return desk;
}

/** Reads the events as one batch; what they leave open is looked up. How many looks that took. */
async function hear(desk: Desk, events: readonly string[], life: IntentLife): Promise<number> {
  const handler = new ApplyStripeEventsHandler(new KnownToDesk(desk), desk.unitOfWork, desk.clock);
  const news = events.map((payload, index) => ({
    id: `${index}`,
    paymentIntent: INTENT,
    content: contentOf(JSON.parse(payload) as Stripe.Event),
  }));
  const { settled, open } = await handler.execute(new ApplyStripeEvents(news));
  expect(settled.length + open.length).toBe(events.length);
  for (const { error } of open) if (error) throw error;
  if (open.length > 0) await desk.sync(life.now());
  return open.length > 0 ? 1 : 0;
}

/** All of the payment that money depends on, in an order that says nothing. */
function whatIsKnown(desk: Desk) {
  const { refunds, note: _note, ...payment } = desk.payment().toData();
  const sorted = refunds.toSorted((a, b) => (a.id < b.id ? -1 : 1));
  return { payment: { ...payment, refunds: sorted }, amounts: desk.booking().amounts };
}

async function theTruth(kind: 'charge' | 'hold', life: IntentLife) {
  const desk = await aDeskInDoubt(kind);
  await desk.sync(life.now());
  return whatIsKnown(desk);
}

const card = fc.constantFrom('visa' as const, 'amex' as const);
const share = fc.constantFrom(0.25, 0.5, 1);
const happening: fc.Arbitrary<Happening> = fc.oneof(
  { weight: 2, arbitrary: fc.record({ does: fc.constantFrom('decline', 'ask_for_authentication'), card }) },
  { weight: 4, arbitrary: fc.record({ does: fc.constant('pay' as const), card }) },
  { weight: 3, arbitrary: fc.record({ does: fc.constant('capture' as const), share }) },
  { weight: 1, arbitrary: fc.record({ does: fc.constantFrom('cancel', 'expire') }) },
  { weight: 4, arbitrary: fc.record({ does: fc.constant('refund' as const), share, pending: fc.boolean() }) },
  {
    weight: 3,
    arbitrary: fc.record({
      does: fc.constantFrom('settle_refund', 'fail_refund'),
      which: fc.nat({ max: 2 }),
    }),
  },
  { weight: 3, arbitrary: fc.record({ does: fc.constantFrom('dispute', 'inquire', 'win', 'lose') }) },
);
const kinds = fc.constantFrom('charge' as const, 'hold' as const);
const lives = fc.array(happening, { minLength: 1, maxLength: 12 });

/** Whether what of a hold isn't captured is listed as a Refund: accounts of an older API version do. */
const releasesAsRefunds = fc.boolean();

function live(kind: 'charge' | 'hold', happenings: readonly Happening[], asRefunds = false): IntentLife {
  const life = new IntentLife(kind, 1000, INTENT, undefined, asRefunds);
  for (const each of happenings) life.happen(each);
  return life;
}

describe('the events of a payment', () => {
  test('lead to the same booking in any order and any number, whatever is lost, once a look ends them', async () => {
    await fc.assert(
      fc.asyncProperty(
        kinds,
        lives,
        fc.array(fc.nat(), { maxLength: 30 }),
        fc.nat({ max: 5 }),
        releasesAsRefunds,
        async (kind, happenings, picks, batch, asRefunds) => {
          const life = live(kind, happenings, asRefunds);
          const desk = await aDeskInDoubt(kind);
          const delivered = picks.map((pick) => life.events[pick % life.events.length] ?? '');
          for (let next = 0; next < delivered.length; next += batch + 1)
            await hear(desk, delivered.slice(next, next + batch + 1), life);
          await desk.sync(life.now());
          expect(whatIsKnown(desk)).toEqual(await theTruth(kind, life));
        },
      ),
      reproducibly(120),
    );
  });

  test('lead to Stripe’s own books by themselves when all of them come, however late and often', async () => {
    await fc.assert(
      fc.asyncProperty(
        kinds,
        lives,
        fc.array(fc.nat(), { maxLength: 40 }),
        fc.boolean(),
        releasesAsRefunds,
        async (kind, happenings, order, answerIsHeard, asRefunds) => {
          const life = live(kind, [], asRefunds);
          const desk = await aDeskInDoubt(kind);
          const draw = order.values();
          const waiting: string[] = [];
          let told = 0;
          const collect = () => {
            waiting.push(...life.events.slice(told));
            told = life.events.length;
          };
          for (const [index, each] of happenings.entries()) {
            life.happen(each);
            if (index === 0 && answerIsHeard) await desk.sync(life.now());
            collect();
            const pick = draw.next().value ?? 0;
            // A repetition now and then; otherwise it is heard for the first time.
            if (pick % 3 === 0) await hear(desk, waiting.slice(pick % (waiting.length + 1)), life);
            else await hear(desk, waiting.splice(pick % (waiting.length + 1), pick % 4), life);
          }
          collect();
          while (waiting.length > 0) {
            const pick = draw.next().value ?? 0;
            await hear(desk, waiting.splice(pick % waiting.length, 1 + (pick % 3)), life);
          }
          expect(whatIsKnown(desk)).toEqual(await theTruth(kind, life));
        },
      ),
      reproducibly(150),
    );
  });
});

describe('an event', () => {
  async function aDeskThatHeard(life: IntentLife, kind: 'charge' | 'hold'): Promise<Desk> {
    const desk = await aDeskInDoubt(kind);
    await desk.sync(life.now());
    return desk;
  }

  test('of our own charge, whose answer was recorded before, needs no look and leaves the booking alone', async () => {
    const life = live('charge', [{ does: 'pay', card: 'visa' }]);
    const desk = await aDeskThatHeard(life, 'charge');
    const { version } = desk.booking();
    expect(life.events).toHaveLength(4);
    expect(await hear(desk, life.events, life)).toBe(0);
    expect(desk.booking().version).toBe(version);
  });

  test('of our own hold, capture and refunds needs no look either, but for what the charge doesn’t tell', async () => {
    const life = new IntentLife('hold', 1000, INTENT);
    life.happen({ does: 'pay', card: 'visa' });
    const desk = await aDeskThatHeard(life, 'hold');
    expect(await hear(desk, life.events, life)).toBe(0);
    const before = life.events.length;
    life.happen({ does: 'capture', share: 1 });
    life.happen({ does: 'refund', share: 0.5, pending: false });
    const told = life.events.slice(before).filter((event) => !event.includes('"object":"charge"'));
    expect(await hear(desk, told.toReversed(), life)).toBe(1); // the refund of a hold that isn't known as captured
    expect(desk.booking().amounts).toMatchObject({ captured: usd(1000), refunded: usd(500) });
  });

  test('of a refund of as much as was held and not captured needs a look: that may never have been taken', async () => {
    const life = live('hold', [{ does: 'pay', card: 'visa' }], true);
    const desk = await aDeskThatHeard(life, 'hold');
    life.happen({ does: 'capture', share: 0.5 });
    await desk.sync(life.now());
    const rest = life.events.filter((event) => event.includes('"object":"refund"'));
    expect(await hear(desk, rest, life)).toBe(1);
    expect(desk.booking().amounts).toMatchObject({ captured: usd(500), refunded: usd(0), waived: usd(0) });
    life.happen({ does: 'refund', share: 1, pending: false });
    const told = life.events.filter((event) => event.includes('"object":"refund"'));
    expect(await hear(desk, told, life)).toBe(1);
    expect(desk.booking().amounts).toMatchObject({ captured: usd(500), refunded: usd(500) });
  });

  test.each<[string, 'charge' | 'hold', Happening[], Happening, object]>([
    [
      'a capture',
      'hold',
      [{ does: 'pay', card: 'visa' }],
      { does: 'capture', share: 0.5 },
      { captured: usd(500) },
    ],
    ['a cancellation', 'hold', [{ does: 'pay', card: 'visa' }], { does: 'cancel' }, { held: usd(0) }],
    ['an expiry', 'hold', [{ does: 'pay', card: 'visa' }], { does: 'expire' }, { held: usd(0) }],
    [
      'a refund',
      'charge',
      [{ does: 'pay', card: 'visa' }],
      { does: 'refund', share: 0.25, pending: true },
      { refunded: usd(250) },
    ],
    [
      'a dispute',
      'charge',
      [{ does: 'pay', card: 'visa' }],
      { does: 'dispute' },
      { disputed: usd(1000), refunded: usd(0) },
    ],
    [
      'an inquiry',
      'charge',
      [{ does: 'pay', card: 'visa' }],
      { does: 'inquire' },
      { captured: usd(1000), refunded: usd(0) },
    ],
    [
      'a lost dispute',
      'charge',
      [{ does: 'pay', card: 'visa' }, { does: 'dispute' }],
      { does: 'lose' },
      { disputed: usd(0), refunded: usd(1000), waived: usd(1000) },
    ],
    [
      'a won dispute',
      'charge',
      [{ does: 'pay', card: 'visa' }, { does: 'dispute' }],
      { does: 'win' },
      { disputed: usd(0), refunded: usd(0) },
    ],
    [
      'a refund that failed',
      'charge',
      [
        { does: 'pay', card: 'visa' },
        { does: 'refund', share: 0.5, pending: false },
      ],
      { does: 'fail_refund', which: 0 },
      { refunded: usd(0), waived: usd(0) },
    ],
  ])('of %s is recorded as it is, without a look', async (_what, kind, before, news, expected) => {
    const life = live(kind, before);
    const desk = await aDeskThatHeard(life, kind);
    const known = life.events.length;
    life.happen(news);
    const told = life.events.slice(known).filter((event) => !event.includes('"object":"charge"'));
    // The rest of a hold is told as a refund, and means nothing by itself.
    const conclusive = told.filter((event) => !event.includes('re_rest'));
    expect(await hear(desk, conclusive, life)).toBe(0);
    expect(desk.booking().amounts).toMatchObject(expected);
    expect(whatIsKnown(desk)).toEqual(await theTruth(kind, life));
  });

  test('of another version of the API is looked up', async () => {
    const life = new IntentLife('hold', 1000, INTENT, '2019-02-19');
    life.happen({ does: 'pay', card: 'visa' });
    const desk = await aDeskThatHeard(life, 'hold');
    life.happen({ does: 'capture', share: 0.5 });
    expect(await hear(desk, life.events.slice(-1), life)).toBe(1);
    expect(desk.booking().amounts.captured).toEqual(usd(500));
  });

  test('of a payment that another card paid is looked up, for its details', async () => {
    const life = live('charge', [{ does: 'decline', card: 'visa' }]);
    const desk = await aDeskThatHeard(life, 'charge');
    life.happen({ does: 'pay', card: 'amex' });
    expect(await hear(desk, life.events.slice(-2, -1), life)).toBe(1);
    expect(desk.payment().card).toMatchObject({ brand: 'amex' });
  });

  test('of a hold that was raised is looked up, before and after it is known', async () => {
    const life = live('hold', [{ does: 'pay', card: 'visa' }]);
    const desk = await aDeskThatHeard(life, 'hold');
    const raised = life.events.map((event) => event.replace('"amount":1000', '"amount":1500'));
    expect(await hear(desk, raised.slice(1), life)).toBe(1);
  });

  test('that can’t be true holds up no other of the same payment', async () => {
    const life = live('hold', [{ does: 'pay', card: 'visa' }]);
    const desk = await aDeskThatHeard(life, 'hold');
    life.happen({ does: 'capture', share: 0.5 });
    const told = life.events.at(-1) ?? '';
    const wrong = told
      .replaceAll('"id":"pi_life"', '"id":"pi_another"')
      .replace('"amount":1000', '"amount":77');
    const handler = new ApplyStripeEventsHandler(new KnownToDesk(desk), desk.unitOfWork, desk.clock);
    const news = (id: string, payload: string) => ({
      id,
      paymentIntent: INTENT,
      content: contentOf(JSON.parse(payload) as Stripe.Event),
    });
    const { settled, open } = await handler.execute(
      new ApplyStripeEvents([news('wrong', wrong), news('right', told)]),
    );
    expect(settled).toEqual(['right']);
    expect(open).toMatchObject([{ id: 'wrong', isKnown: true }]);
    expect(desk.booking().amounts.captured).toEqual(usd(500));
  });
});
