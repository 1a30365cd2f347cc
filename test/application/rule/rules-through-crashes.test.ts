import type { Behaviour } from '../../support/application/fake-stripe.js';
import { aDeskWithRules, type RulesDesk } from '../../support/application/rules-desk.js';
import { usd } from '../../support/domain/money.js';

/** Something that a rule does, up to where it is due. */
interface Deed {
  readonly name: string;
  readonly makeDue: (desk: RulesDesk) => Promise<void>;
  /** In minor units, by Stripe's books once it is done. */
  readonly taken: number;
  readonly held: number;
}

const DEEDS: readonly Deed[] = [
  {
    name: 'a charge',
    makeDue: async (desk) => {
      await desk.activeRule();
      desk.passDays(16);
    },
    taken: 1000,
    held: 0,
  },
  {
    name: 'asking a declined card again',
    makeDue: async (desk) => {
      await desk.activeRule({ task: { kind: 'retry_declined', afterHours: [24] } });
      desk.stripe.will('decline');
      await desk.charge({ amount: usd(600) });
      desk.passDays(1.1);
    },
    taken: 600,
    held: 0,
  },
  {
    name: 'a renewal',
    makeDue: async (desk) => {
      await desk.placeHold({ amount: usd(600) });
      await desk.activeRule({ task: { kind: 'reauthorize_holds', hours: 24 } });
      desk.passDays(6.5);
    },
    taken: 0,
    held: 600,
  },
  {
    name: 'a capture',
    makeDue: async (desk) => {
      const timing = { side: 'before', unit: 'hours', count: 24 * 25 } as const;
      await desk.placeHold({ amount: usd(600) });
      await desk.activeRule({ task: { kind: 'capture_holds', timing } });
      desk.passDays(5.5);
    },
    taken: 600,
    held: 0,
  },
];

/** More than any of them takes, each for looking, deciding, asking and recording. */
const MOST_TRANSACTIONS = 12;
const TRANSACTIONS = Array.from({ length: MOST_TRANSACTIONS }, (_, nth) => nth);

async function aDueDeed({ makeDue }: Deed): Promise<RulesDesk> {
  const desk = await aDeskWithRules();
  await makeDue(desk);
  return desk;
}

/** Jobs are handed out again, recovery does its rounds, and time goes by. */
async function settle(desk: RulesDesk): Promise<void> {
  desk.unitOfWork.comeBack();
  for (let round = 0; round < 4; round += 1) {
    await desk.letRulesAct();
    for (const { id, settledAt } of desk.actions) if (!settledAt) await desk.perform(id);
    for (const { id } of desk.booking().payments) await desk.recover(id);
    desk.passMinutes(1);
  }
}

function expectDoneOnce(desk: RulesDesk, { taken, held }: Deed): void {
  expect(desk.outcomes).toEqual([['done']]);
  expect(desk.stripe.taken).toBe(taken);
  const open = desk.stripe.intents.filter(({ status }) => status === 'held');
  expect(open.reduce((sum, { order }) => sum + order.amount.amount, 0)).toBe(held);
  const { amounts, payments } = desk.booking();
  expect([amounts.captured, amounts.held]).toEqual([usd(taken), usd(held)]);
  expect(desk.stripe.intents).toHaveLength(payments.length);
}

describe.each(DEEDS)('$name by a rule is done once', (deed) => {
  it.each(['crash_before', 'crash_after', 'lose_answer', 'lose_request'] as const satisfies Behaviour[])(
    'also when the request ends in %s',
    async (behaviour) => {
      const desk = await aDueDeed(deed);
      desk.stripe.will(behaviour);
      await desk.letRulesAct().catch(() => undefined);
      await settle(desk);
      expectDoneOnce(desk, deed);
    },
  );

  it.each(TRANSACTIONS)('also when Purser dies after %i transactions', async (transactions) => {
    const desk = await aDueDeed(deed);
    desk.unitOfWork.crashAfter(transactions);
    await desk.letRulesAct().catch(() => undefined);
    await settle(desk);
    expectDoneOnce(desk, deed);
  });

  it.each(TRANSACTIONS)('also when the answer to a commit is lost after %i were heard', async (heard) => {
    const desk = await aDueDeed(deed);
    desk.unitOfWork.loseAnswersToCommits(1, { heard });
    await desk.letRulesAct();
    await settle(desk);
    expectDoneOnce(desk, deed);
  });

  it('also when every job is handed out twice at the same moment', async () => {
    const desk = await aDueDeed(deed);
    await Promise.all([desk.look(), desk.look()]);
    await Promise.all([desk.perform(), desk.perform()]);
    await settle(desk);
    expectDoneOnce(desk, deed);
  });
});
