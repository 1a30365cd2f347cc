import fc from 'fast-check';
import { DomainError } from '../../../src/domain/shared/domain-error.js';
import { aDesk, type Desk } from '../../support/application/a-desk.js';
import { usd } from '../../support/domain/money.js';
import { STRIPE } from '../../../src/domain/shared/actor.js';
import { takeIn } from '../../../src/application/payment/checkout-sender.js';
import type { PageBehaviour } from '../../support/application/fake-pages.js';

type Step =
  | { readonly does: 'press'; readonly link: 0 | 1 }
  | { readonly does: 'pay' | 'decline' | 'expire' | 'tell'; readonly page: number }
  | { readonly does: 'give_up' | 'recover' | 'stop' | 'charge' | 'raise' }
  | { readonly does: 'misbehave'; readonly how: PageBehaviour };

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      does: fc.constant('press' as const),
      link: fc.constantFrom(0 as const, 1 as const),
    }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      does: fc.constantFrom('pay' as const, 'decline' as const, 'expire' as const, 'tell' as const),
      page: fc.nat(5),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      does: fc.constantFrom(
        'give_up' as const,
        'recover' as const,
        'stop' as const,
        'charge' as const,
        'raise' as const,
      ),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      does: fc.constant('misbehave' as const),
      how: fc.constantFrom<PageBehaviour>(
        'lose_request',
        'lose_answer',
        'crash_before',
        'crash_after',
        'refuse',
      ),
    }),
  },
);

/** Two links, a customer with both, staff, and a Stripe that tells things when it likes. */
class Story {
  private count = 0;

  constructor(private readonly desk: Desk) {}

  async take(step: Step): Promise<void> {
    const { links } = this.desk;
    const { sessions } = links.pages;
    this.count += 1;
    switch (step.does) {
      case 'press':
        await links.press(`p${this.count}`, `link-${step.link}`);
        return;
      case 'pay':
      case 'decline': {
        const page = sessions[step.page];
        if (page) links.pages.pay(page.id, step.does === 'pay' ? 'good' : 'bad');
        return;
      }
      case 'expire': {
        const page = sessions[step.page];
        if (page) links.pages.expire(page.id);
        return;
      }
      case 'tell': {
        const page = sessions[step.page];
        if (page) await this.tell(page.id);
        return;
      }
      case 'give_up': {
        const waiting = this.desk.booking().payments.find(({ state }) => state === 'requires_action');
        if (waiting) await links.giveUp({ payment: waiting.id, operation: `op-${this.count}` });
        return;
      }
      case 'recover':
        for (const { id } of this.desk.booking().payments) await this.desk.recover(id);
        return;
      case 'stop':
        await links.stop('link-1', `op-${this.count}`);
        return;
      case 'charge':
        await this.desk.charge({ payment: `p${this.count}`, amount: usd(300) });
        return;
      case 'raise':
        await this.desk.changeTotal(this.desk.booking().total.plus(usd(200)));
        return;
      case 'misbehave':
        links.pages.will(step.how);
    }
  }

  /** What an event about a page leads to: a look at it. */
  async tell(session: string): Promise<void> {
    const page = this.desk.links.pages.sessions.find(({ id }) => id === session);
    if (!page) return;
    const said = this.desk.links.pages.say(page);
    await this.desk.unitOfWork.run(async ({ bookings }) => {
      const booking = await bookings.lock('booking-1');
      takeIn(booking, page.order.payment, said, { by: STRIPE, at: this.desk.clock.now() });
      await bookings.save(booking);
    });
  }
}

/** Refusals are answers, and a process that ended has ended. */
async function unlessRefused(act: () => Promise<void>): Promise<void> {
  try {
    await act();
  } catch (error) {
    const ended = error instanceof Error && error.message === 'The process ended.';
    if (!(error instanceof DomainError) && !ended) throw error;
  }
}

test('whatever the order of pages, events, giving up and charges, nobody pays more than is owed, and the books agree', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 25 }), async (steps) => {
      const desk = await aDesk();
      await desk.links.create({ link: 'link-0' });
      await desk.links.create({ link: 'link-1', amount: usd(600) });
      const story = new Story(desk);
      for (const each of steps) {
        await unlessRefused(() => story.take(each));
        const { total } = desk.booking();
        expect(desk.links.pages.taken + desk.stripe.taken).toBeLessThanOrEqual(total.amount);
      }
      // Stripe behaves again, every page ends, and all of it is told.
      desk.links.pages.behave();
      for (const { id } of desk.booking().payments)
        await unlessRefused(() => desk.recover(id).then(() => undefined));
      for (const { id } of desk.links.pages.sessions) {
        desk.links.pages.expire(id);
        await story.tell(id);
      }
      const { amounts } = desk.booking();
      expect(amounts.captured.amount).toBe(desk.links.pages.taken + desk.stripe.taken);
      expect(amounts.inFlight).toEqual(usd(0));
      expect(amounts.overpaid).toEqual(usd(0));
    }),
    { numRuns: 150 },
  );
});
