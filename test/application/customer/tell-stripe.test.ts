import { aMergingDesk, type MergingDesk } from '../../support/application/merging-desk.js';

const NAMED = { name: 'Mia Wong-Ruiz', email: 'mia@wong.example' };

function jobsOf(desk: MergingDesk) {
  return desk.unitOfWork.stored.jobs.filter(({ name }) => name === 'tell-stripe');
}

const inStripe = (desk: MergingDesk, stripeCustomer = 'cus_customer-1') =>
  desk.stripe.contacts.known.get(stripeCustomer);

describe('a customer who is corrected', () => {
  test('is corrected in Stripe by a job that is stored with the correction, once however often it is done', async () => {
    const desk = await aMergingDesk();
    desk.unitOfWork.loseAnswersToCommits(1);
    await desk.correct(NAMED);
    expect(jobsOf(desk)).toEqual([{ name: 'tell-stripe', data: { stripeCustomer: 'cus_customer-1' } }]);
    await Promise.all([desk.tellStripe('a'), desk.tellStripe('b')]);
    await desk.tellStripe('c');
    expect(inStripe(desk)).toMatchObject(NAMED);
    expect(desk.stripe.asked('contact')).toHaveLength(1);
    await desk.correct(NAMED);
    await desk.tellStripe('d');
    expect(desk.stripe.asked('contact')).toHaveLength(1);
  });

  test('of whom Stripe isn’t to be told, isn’t asked about', async () => {
    const desk = await aMergingDesk();
    await desk.tellStripe();
    await desk.tellStripe('t2', 'cus_of_nobody');
    expect(desk.stripe.asked('contact')).toEqual([]);
  });

  test('after a merge is so in each of their customers in Stripe', async () => {
    const desk = await aMergingDesk();
    await desk.merge();
    await desk.correct(NAMED);
    const told = jobsOf(desk).map(({ data }) => (data as { stripeCustomer: string }).stripeCustomer);
    expect(told).toEqual(['cus_customer-1', 'cus_customer-2']);
    for (const each of told) await desk.tellStripe(`to ${each}`, each);
    for (const each of told) expect(inStripe(desk, each)).toMatchObject(NAMED);
  });

  test.each([0, 1, 2])('is told once when the answer to commit %i is lost', async (heard) => {
    const desk = await aMergingDesk();
    await desk.correct(NAMED);
    desk.unitOfWork.loseAnswersToCommits(1, { heard });
    await desk.tellStripe();
    expect(inStripe(desk)).toMatchObject(NAMED);
    await desk.tellStripe('t2');
    expect(desk.stripe.asked('contact')).toHaveLength(1);
  });

  test('twice, while Stripe is told of the first, ends as the second says', async () => {
    const desk = await aMergingDesk();
    await desk.correct({ name: 'Mia W.' });
    desk.stripe.whenAsked = async ({ call }) => {
      if (call !== 'contact') return;
      desk.stripe.whenAsked = () => undefined;
      await desk.correct(NAMED);
      // The second correction’s job comes too early: it waits.
      await desk.tellStripe('second');
      expect(desk.stripe.asked('contact')).toEqual(['first']);
    };
    await desk.tellStripe('first');
    expect(inStripe(desk)).toMatchObject({ name: 'Mia W.' });
    await desk.tellStripe('third');
    expect(inStripe(desk)).toMatchObject(NAMED);
  });

  test('is never named as before by a request that arrives late', async () => {
    const desk = await aMergingDesk();
    await desk.correct({ name: 'Mia W.' });
    desk.stripe.contacts.will('arrive_late');
    await desk.tellStripe('first');
    await desk.correct(NAMED);
    await desk.tellStripe('second');
    expect(desk.stripe.asked('contact')).toEqual(['first']);
    const next = jobsOf(desk).at(-1)?.at;
    expect(next && next.getTime() - desk.clock.now().getTime()).toBe(90_000);
    desk.stripe.contacts.arrive();
    desk.clock.pass(90);
    await desk.tellStripe('third');
    expect(inStripe(desk)).toMatchObject(NAMED);
  });

  test('is told by another when the process dies, before or after Stripe heard of it', async () => {
    const desk = await aMergingDesk();
    await desk.correct(NAMED);
    desk.unitOfWork.crashAfter(1);
    await expect(desk.tellStripe('first')).rejects.toThrow('The database is gone.');
    desk.unitOfWork.comeBack();
    await desk.tellStripe('second');
    expect(desk.stripe.asked('contact')).toEqual(['first']);
    desk.clock.pass(90);
    await desk.tellStripe('third');
    expect(desk.stripe.asked('contact')).toEqual(['first', 'third']);
    await desk.tellStripe('fourth');
    expect(desk.stripe.asked('contact')).toHaveLength(2);
  });

  test('is told until Stripe answers, with longer and longer pauses', async () => {
    const desk = await aMergingDesk();
    await desk.correct(NAMED);
    const pauses: number[] = [];
    for (let nth = 0; nth < 9; nth += 1) {
      desk.stripe.contacts.will(nth % 2 === 0 ? 'be_unavailable' : 'lose_answer');
      await desk.tellStripe(`t${nth}`);
      const at = jobsOf(desk).at(-1)?.at ?? desk.clock.now();
      pauses.push((at.getTime() - desk.clock.now().getTime()) / 1000);
      desk.clock.pass(pauses.at(-1) ?? 0);
    }
    expect(pauses).toEqual([90, 90, 120, 240, 480, 960, 1920, 3600, 3600]);
    await desk.tellStripe('answered');
    expect(desk.unitOfWork.stored.contactsInStripe.get('cus_customer-1')).toMatchObject({
      told: 1,
      wanted: 1,
    });
  });

  test('whom Stripe won’t have so isn’t told again until they are corrected once more, and it is said why', async () => {
    const desk = await aMergingDesk();
    await desk.correct(NAMED);
    desk.stripe.contacts.will('refuse');
    await desk.tellStripe();
    const contact = () => desk.unitOfWork.stored.contactsInStripe.get('cus_customer-1');
    expect(contact()).toMatchObject({ refusal: 'Invalid email address.' });
    await desk.tellStripe('t2');
    expect(desk.stripe.asked('contact')).toHaveLength(1);
    await desk.correct({ email: 'mia@example.com' });
    await desk.tellStripe('t3');
    expect(contact()).toMatchObject({ told: 2, refusal: undefined });
  });

  test('whom Stripe has no more is let be', async () => {
    const desk = await aMergingDesk();
    await desk.correct(NAMED);
    desk.stripe.contacts.will('know_nobody');
    await desk.tellStripe();
    await desk.tellStripe('t2');
    expect(desk.stripe.asked('contact')).toHaveLength(1);
  });

  test('while Stripe makes them is told after, and so is the next', async () => {
    const desk = await aMergingDesk();
    await desk.unitOfWork.run(({ customers }) =>
      customers.findOrAdd('customer-9', { name: 'Leo', email: 'leo@example.com' }),
    );
    const customer = await desk.unitOfWork.run(({ customers }) => customers.get('customer-9'));
    desk.stripe.whenAsked = async ({ call }) => {
      if (call !== 'customer') return;
      desk.stripe.whenAsked = () => undefined;
      await desk.correct({ name: 'Leo Brand' }, { customer: 'customer-9' });
    };
    await desk.introduce(customer);
    await desk.tellStripe('t1', 'cus_customer-9');
    expect(inStripe(desk, 'cus_customer-9')).toMatchObject({ name: 'Leo Brand' });
  });
});
