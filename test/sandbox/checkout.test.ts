import type Stripe from 'stripe';
import { PagesVisitor } from './pages-visitor.js';
import { sandboxUnderTest, type SandboxUnderTest } from './sandbox-under-test.js';

const SUCCESS = 'http://127.0.0.1:3000/paid?session={CHECKOUT_SESSION_ID}';

describe('the sandbox’s checkout', () => {
  let under: SandboxUnderTest;
  let visitor: PagesVisitor;

  beforeAll(async () => {
    under = await sandboxUnderTest();
    visitor = new PagesVisitor(under.sandbox.url);
  });
  afterAll(() => under.stop());

  async function saving(options: Partial<Stripe.Checkout.SessionCreateParams> = {}) {
    const customer = await under.stripe.customers.create({ email: 'hana@example.com' });
    return under.stripe.checkout.sessions.create({
      mode: 'setup',
      currency: 'usd',
      customer: customer.id,
      success_url: SUCCESS,
      cancel_url: 'http://127.0.0.1:3000/back',
      ...options,
    });
  }

  function paying() {
    return saving({
      mode: 'payment',
      currency: undefined,
      line_items: [
        {
          quantity: 2,
          price_data: { currency: 'usd', unit_amount: 9_275, product_data: { name: 'Sunset sailing' } },
        },
      ],
    });
  }

  const complete = (id: string, card: string) => visitor.send(`/c/${id}/complete`, { payment_method: card });
  const authenticate = (id: string, outcome: string) => visitor.send(`/c/${id}/authenticate`, { outcome });
  const statusOf = async (id: string) => (await under.stripe.checkout.sessions.retrieve(id)).status;

  it('is where a session’s url leads', async () => {
    const { url } = await saving();
    expect((await fetch(url!)).status).toBe(200);
  });

  it('saves a card and goes back to the business', async () => {
    const session = await saving();
    const page = await visitor.open(`/c/${session.id}`);
    expect(page.text).toContain('Save a card');
    expect(page.html).toContain('href="http://127.0.0.1:3000/back"');
    expect(page.html).not.toMatch(/<input(?! type="radio")/);

    const done = await complete(session.id, 'pm_card_visa');
    expect(done).toMatchObject({ status: 303, location: `http://127.0.0.1:3000/paid?session=${session.id}` });
    const cards = await under.stripe.paymentMethods.list({
      customer: session.customer as string,
      type: 'card',
    });
    expect(cards.data.map(({ card }) => card?.last4)).toEqual(['4242']);
    expect((await visitor.open(`/c/${session.id}`)).text).toContain('The card is saved');
  });

  it('takes a payment and says how much before', async () => {
    const session = await paying();
    const page = await visitor.open(`/c/${session.id}`);
    expect(page.text).toContain('Sunset sailing × 2');
    expect(page.text).toContain('Pay $185.50 USD');
    // A browser holds a form to this also where the answer redirects.
    expect(page.headers.get('content-security-policy')).toContain(
      "form-action 'self' http://127.0.0.1:3000;",
    );

    expect((await complete(session.id, 'pm_card_mastercard')).status).toBe(303);
    const { payment_intent } = await under.stripe.checkout.sessions.retrieve(session.id, {
      expand: ['payment_intent'],
    });
    expect(payment_intent).toMatchObject({ status: 'succeeded', amount_received: 18_550 });
  });

  it('lets another card be chosen after a decline', async () => {
    const session = await paying();
    const declined = await complete(session.id, 'pm_card_chargeDeclinedInsufficientFunds');
    expect(declined.status).toBe(402);
    expect(declined.text).toContain('insufficient funds');
    expect(declined.html).toContain('value="pm_card_chargeDeclinedInsufficientFunds" required checked');
    expect(await statusOf(session.id)).toBe('open');
    expect((await complete(session.id, 'pm_card_visa')).status).toBe(303);
    expect(await statusOf(session.id)).toBe('complete');
  });

  it.each(['payment', 'setup'] as const)('lets the bank ask before a %s', async (mode) => {
    const session = await (mode === 'payment' ? paying() : saving());
    const asked = await complete(session.id, 'pm_card_authenticationRequired');
    expect(asked).toMatchObject({ status: 303, location: `/c/${session.id}` });
    expect((await visitor.open(asked.location)).text).toContain('Your bank asks: is it you?');

    const failed = await authenticate(session.id, 'fail');
    expect(failed.status).toBe(402);
    expect(await statusOf(session.id)).toBe('open');

    await complete(session.id, 'pm_card_authenticationRequired');
    const done = await authenticate(session.id, 'succeed');
    expect(done.location).toBe(`http://127.0.0.1:3000/paid?session=${session.id}`);
    expect(await statusOf(session.id)).toBe('complete');
  });

  it('shows that it has expired, and takes nothing any more', async () => {
    const session = await saving();
    await under.stripe.checkout.sessions.expire(session.id);
    expect((await visitor.open(`/c/${session.id}`)).text).toContain('This page has expired');
    await complete(session.id, 'pm_card_visa');
    expect(await statusOf(session.id)).toBe('expired');
  });

  it('can be left and come back to where the business has no page for that', async () => {
    const session = await saving({ cancel_url: undefined });
    expect((await visitor.open(`/c/${session.id}`)).html).toContain(`href="/c/${session.id}/left"`);
    expect((await visitor.open(`/c/${session.id}/left`)).text).toContain('You canceled');
    expect(await statusOf(session.id)).toBe('open');
  });

  it('offers its own test cards and no others', async () => {
    const session = await saving();
    expect((await complete(session.id, 'pm_card_somebodys')).status).toBe(402);
    expect(await statusOf(session.id)).toBe('open');
  });

  it('refuses a form that another site sent', async () => {
    const session = await saving();
    const sent = await visitor.send(
      `/c/${session.id}/complete`,
      { payment_method: 'pm_card_visa' },
      { origin: 'https://evil.example' },
    );
    expect(sent.status).toBe(403);
    expect(await statusOf(session.id)).toBe('open');
  });

  it('says that there is no such session', async () => {
    expect((await visitor.open('/c/cs_test_nothing')).status).toBe(404);
  });
});
