import { request } from 'node:http';
import { parseAmount } from '../../src/infrastructure/stripe-sandbox/dashboard/amounts.js';
import { PagesVisitor } from './pages-visitor.js';
import { sandboxUnderTest, type SandboxUnderTest } from './sandbox-under-test.js';

describe('the sandbox’s dashboard', () => {
  let under: SandboxUnderTest;
  let visitor: PagesVisitor;

  beforeAll(async () => {
    under = await sandboxUnderTest();
    visitor = new PagesVisitor(under.sandbox.url);
  });
  afterAll(() => under.stop());

  async function payment(
    options: { amount?: number; currency?: string; hold?: boolean; card?: string } = {},
  ) {
    const { amount = 20_000, currency = 'usd', hold = false, card = 'pm_card_visa' } = options;
    return under.stripe.paymentIntents.create({
      amount,
      currency,
      confirm: true,
      payment_method: card,
      capture_method: hold ? 'manual' : 'automatic',
      description: 'T-1042',
      metadata: { purser_booking: 'booking-1042' },
    });
  }
  const pageOf = (id: string) => `/dashboard/payments/${id}`;

  describe('shows', () => {
    it('payments newest first, with their status in words, and those of one status', async () => {
      const hold = await payment({ amount: 4_321, hold: true });
      const taken = await payment({ amount: 6_543 });

      const all = await visitor.open('/dashboard');
      expect(all.status).toBe(200);
      expect(all.text).toContain('no real money moves');
      expect(all.html.indexOf(taken.id)).toBeGreaterThan(-1);
      expect(all.html.indexOf(taken.id)).toBeLessThan(all.html.indexOf(hold.id));

      const uncaptured = await visitor.open('/dashboard/?status=uncaptured');
      expect(uncaptured.text).toContain('$43.21 USD Uncaptured');
      expect(uncaptured.html).not.toContain(taken.id);
    });

    it('older payments page by page', async () => {
      const customer = await under.stripe.customers.create({ name: 'Many' });
      for (let made = 0; made < 21; made++) {
        await under.stripe.paymentIntents.create({ amount: 1_000, currency: 'eur', customer: customer.id });
      }
      const first = await visitor.open('/dashboard/?status=incomplete');
      const older = links(first.html).find((link) => link.includes('starting_after='));
      expect(linkedPayments(first.html)).toHaveLength(20);

      const second = await visitor.open(`/dashboard/${older}`);
      expect(linkedPayments(second.html).length).toBeGreaterThan(0);
      expect(linkedPayments(first.html)).not.toEqual(
        expect.arrayContaining([linkedPayments(second.html)[0]!]),
      );
    });

    it('a customer by a part of the e-mail address, with cards and payments', async () => {
      const customer = await under.stripe.customers.create({
        name: 'Noor <Al-Sabah>',
        email: 'noor@harbour.example',
      });
      await under.stripe.customers.create({ name: 'Somebody Else', email: 'else@example.com' });
      const card = await under.stripe.paymentMethods.attach('pm_card_amex', { customer: customer.id });
      await under.stripe.paymentIntents.create({
        amount: 7_700,
        currency: 'usd',
        customer: customer.id,
        payment_method: card.id,
        confirm: true,
      });

      const found = await visitor.open('/dashboard/customers?q=HARBOUR');
      expect(found.html).toContain(customer.id);
      expect(found.text).not.toContain('Somebody Else');

      const page = await visitor.open(`/dashboard/customers/${customer.id}`);
      expect(page.html).toContain('Noor &lt;Al-Sabah&gt;');
      expect(page.text).toContain('American Express');
      expect(page.text).toContain(card.id);
      expect(page.text).toContain('$77.00 USD');
      expect(page.text).not.toContain('waits to be captured');

      const hold = await under.stripe.paymentIntents.create({
        amount: 8_800,
        currency: 'usd',
        customer: customer.id,
        payment_method: card.id,
        confirm: true,
        capture_method: 'manual',
      });
      const again = await visitor.open(`/dashboard/customers/${customer.id}`);
      expect(again.text).toContain('$88.00 USD is reserved and waits to be captured.');
      expect(linkedPayments(again.html)).toContain(hold.id);
    });

    it('a form that charges a customer’s card, or holds money on it, once', async () => {
      const { customer } = await under.customerWith('pm_card_visa');
      const path = `/dashboard/customers/${customer}`;
      const page = await visitor.open(path);
      const once = /name="once" value="([^"]+)"/.exec(page.html)?.[1] ?? '';
      const fields = {
        once,
        amount: '12.50',
        currency: 'eur',
        hold: 'yes',
        description: 'Deposit, by telephone',
      };
      const sent = [
        await visitor.send(`${path}/payments`, fields),
        await visitor.send(`${path}/payments`, fields),
      ];
      const { data } = await under.stripe.paymentIntents.list({ customer });
      expect(data).toMatchObject([
        { amount: 1250, currency: 'eur', status: 'requires_capture', description: 'Deposit, by telephone' },
      ]);
      expect(sent.map(({ status, location }) => [status, location])).toEqual([
        [303, pageOf(data[0]?.id ?? '')],
        [303, pageOf(data[0]?.id ?? '')],
      ]);
      const charged = await visitor.send(`${path}/payments`, { amount: '8', currency: 'usd', hold: '' });
      expect((await visitor.open(charged.location)).text).toContain('$8.00 USD');
    });

    it('forms that add a card, make it the default and remove it, and why one can’t be kept', async () => {
      const { customer, card } = await under.customerWith('pm_card_visa');
      const path = `/dashboard/customers/${customer}`;
      const added = await visitor.send(`${path}/cards`, { payment_method: 'pm_card_amex' });
      expect([added.status, added.location]).toEqual([303, path]);
      const { data } = await under.stripe.customers.listPaymentMethods(customer);
      const amex = data.find(({ id }) => id !== card)?.id ?? '';
      await visitor.send(`${path}/cards/${amex}/default`, {});
      expect(await under.stripe.customers.retrieve(customer)).toMatchObject({
        invoice_settings: { default_payment_method: amex },
      });
      await visitor.send(`${path}/cards/${card}/remove`, {});
      const page = await visitor.open(path);
      expect(page.text).toMatch(/American Express[^]*8431 Default/);
      expect(page.text).not.toContain('ending in 4242');
      for (const [payment_method, why] of [
        ['pm_card_chargeDeclined', 'Your card was declined.'],
        ['', 'Choose one of the test cards.'],
        ['pm_somebody_elses', 'Choose one of the test cards.'],
      ] as const) {
        const refused = await visitor.send(`${path}/cards`, { payment_method });
        expect([refused.status, refused.text]).toEqual([422, expect.stringContaining(why)]);
      }
      const gone = await visitor.send(`${path}/cards/${card}/default`, {});
      expect([gone.status, gone.text]).toEqual([422, expect.stringContaining('must be attached')]);
      expect((await visitor.open(`${path}/cards`)).location).toBe(path);
    });

    it('why a payment can’t be made: no amount, or a card that is declined', async () => {
      const { customer } = await under.customerWith('pm_card_chargeCustomerFail');
      const path = `/dashboard/customers/${customer}/payments`;
      const none = await visitor.send(path, { amount: '', description: 'For <b>nothing</b>' });
      expect([none.status, none.text]).toEqual([422, expect.stringContaining('Enter an amount.')]);
      expect(none.html).toContain('value="For &lt;b&gt;nothing&lt;/b&gt;"');
      const declined = await visitor.send(path, { amount: '8' });
      expect((await visitor.open(declined.location)).text).toContain('Your card was declined.');
      const cardless = await under.stripe.customers.create({ name: 'No Card' });
      expect((await visitor.open(`/dashboard/customers/${cardless.id}`)).text).not.toContain(
        'Create payment',
      );
    });

    it('one payment with its metadata and its history', async () => {
      const { id } = await payment({ hold: true });
      const { status, text } = await visitor.open(pageOf(id));
      expect(status).toBe(200);
      expect(text).toContain('purser_booking booking-1042');
      expect(text).toContain('Payment created');
      expect(text).toContain('$200.00 USD authorized, to be captured');
    });

    it('events, and one as its webhook carries it', async () => {
      const { id } = await payment();
      const [event] = (await under.stripe.events.list({ type: 'payment_intent.succeeded', limit: 1 })).data;
      expect((await visitor.open('/dashboard/events')).html).toContain(`/dashboard/events/${event!.id}`);
      expect((await visitor.open(`/dashboard/events/${event!.id}`)).html).toContain(id);
    });

    it('that something is missing', async () => {
      for (const path of ['payments/pi_nothing', 'customers/cus_nothing', 'events/evt_nothing', 'nothing']) {
        expect((await visitor.open(`/dashboard/${path}`)).status).toBe(404);
      }
    });
  });

  describe('acts', () => {
    it('captures a part and says that the rest is released', async () => {
      const { id } = await payment({ hold: true });
      expect((await visitor.open(pageOf(id))).html).toContain('value="200.00"');

      const sent = await visitor.send(`${pageOf(id)}/capture`, { amount: '$125.50' });
      expect(sent).toMatchObject({ status: 303, location: `${pageOf(id)}?done=captured` });
      expect(await under.stripe.paymentIntents.retrieve(id)).toMatchObject({
        status: 'succeeded',
        amount_received: 12_550,
      });
      const { text } = await visitor.open(sent.location);
      expect(text).toContain('$125.50 USD was captured. $74.50 USD was released.');
      // What was released was never taken, and so is not a refund.
      expect(text).toContain('$125.50 USD captured');
      expect(text).toMatch(/Released \$74\.50 USD/);
      expect(text).not.toMatch(/refunded/i);
    });

    it.each(['', '0', '200.01', '1.234', 'all', '-5', '12,34'])(
      'refuses to capture “%s” and keeps it in the field',
      async (amount) => {
        const { id } = await payment({ hold: true });
        const { status, html } = await visitor.send(`${pageOf(id)}/capture`, { amount });
        expect(status).toBe(422);
        expect(html).toContain(`name="amount" value="${amount}"`);
        expect(html).toContain('aria-invalid="true"');
        expect((await under.stripe.paymentIntents.retrieve(id)).status).toBe('requires_capture');
      },
    );

    it('takes amounts in the currency’s own decimals', async () => {
      const yen = await payment({ amount: 48_000, currency: 'jpy', hold: true });
      await visitor.send(`${pageOf(yen.id)}/capture`, { amount: '40,000' });
      expect((await under.stripe.paymentIntents.retrieve(yen.id)).amount_received).toBe(40_000);

      const dinar = await payment({ amount: 125_500, currency: 'kwd', hold: true });
      await visitor.send(`${pageOf(dinar.id)}/capture`, { amount: '100.25' });
      expect((await under.stripe.paymentIntents.retrieve(dinar.id)).amount_received).toBe(100_250);
    });

    it('shows Stripe’s own refusal where the form was', async () => {
      const { id } = await payment({ hold: true });
      await under.stripe.paymentIntents.cancel(id);
      const { status } = await visitor.send(`${pageOf(id)}/capture`, { amount: '10' });
      expect(status).toBe(422);
    });

    it('cancels a hold', async () => {
      const { id } = await payment({ hold: true });
      const { location } = await visitor.send(`${pageOf(id)}/cancel`, {});
      expect((await under.stripe.paymentIntents.retrieve(id)).status).toBe('canceled');
      expect((await visitor.open(location)).text).toContain('The payment was canceled.');
    });

    it('refunds a part with a reason, once however often the form is sent', async () => {
      const { id } = await payment();
      const form = { amount: '50', reason: 'duplicate', once: 'the-form' };
      const { location } = await visitor.send(`${pageOf(id)}/refund`, form);
      await visitor.send(`${pageOf(id)}/refund`, form);

      const { data } = await under.stripe.refunds.list({ payment_intent: id });
      expect(data).toMatchObject([{ amount: 5_000, reason: 'duplicate' }]);
      const { text, html } = await visitor.open(location);
      expect(text).toContain('$50.00 USD was refunded.');
      expect(text).toContain('Partial refund');
      expect(html).toContain('value="150.00"');
    });

    it('counts a payment as refunded once all that was captured is given back', async () => {
      const { id } = await payment({ hold: true });
      await visitor.send(`${pageOf(id)}/capture`, { amount: '125.50' });
      await visitor.send(`${pageOf(id)}/refund`, { amount: '125.50' });
      expect((await visitor.open(pageOf(id))).text).toContain('$200.00 USD Refunded');
      expect((await visitor.open('/dashboard/?status=refunded')).html).toContain(id);
    });

    it('refuses to refund more than is left and keeps what was typed', async () => {
      const { id } = await payment();
      const { status, html, text } = await visitor.send(`${pageOf(id)}/refund`, {
        amount: '200.50',
        reason: 'fraudulent',
      });
      expect(status).toBe(422);
      expect(html).toContain('value="200.50"');
      expect(html).toContain('<option value="fraudulent" selected>');
      expect(text).toContain('Enter at most $200.00 USD.');
    });

    it.each([
      ['succeed', 'authenticated', 'succeeded'],
      ['fail', 'refused', 'requires_payment_method'],
    ])('answers the bank in the customer’s place: %s', async (outcome, done, status) => {
      const { id } = await payment({ card: 'pm_card_authenticationRequired' });
      expect((await visitor.open(pageOf(id))).text).toContain('Needs authentication');
      const { location } = await visitor.send(`${pageOf(id)}/authenticate`, { outcome });
      expect(location).toBe(`${pageOf(id)}?done=${done}`);
      expect((await under.stripe.paymentIntents.retrieve(id)).status).toBe(status);
    });
  });

  describe('keeps others out', () => {
    it.each<Record<string, string>>([
      { origin: 'https://evil.example' },
      { origin: 'null' },
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site' },
    ])('refuses a form with %j', async (headers) => {
      const { id } = await payment({ hold: true });
      const sent = await visitor.send(`${pageOf(id)}/cancel`, {}, headers);
      expect(sent.status).toBe(403);
      expect((await under.stripe.paymentIntents.retrieve(id)).status).toBe('requires_capture');
    });

    it('refuses a request under a foreign name', async () => {
      expect(await statusUnderName('rebound.example:12111')).toBe(403);
      expect(await statusUnderName('localhost:12111')).toBe(200);
    });

    it('lets no page load or frame anything foreign', async () => {
      const { headers, html } = await visitor.open('/dashboard');
      expect(headers.get('content-security-policy')).toMatch(/default-src 'none'.*frame-ancestors 'none'/);
      expect(html).not.toMatch(/<script|<style| style=| on\w+=/);
      const css = await visitor.open('/dashboard/assets/sandbox.css');
      expect(css.headers.get('content-type')).toContain('text/css');
    });
  });

  function statusUnderName(host: string): Promise<number | undefined> {
    return new Promise((resolve, reject) => {
      const asked = request(`${under.sandbox.url}/dashboard`, { headers: { host } }, (response) => {
        response.resume();
        resolve(response.statusCode);
      });
      asked.on('error', reject).end();
    });
  }
});

describe('an amount that a person types', () => {
  it.each([
    ['1,234.50', 'usd', 123_450],
    ['€25', 'eur', 2_500],
    ['25 USD', 'usd', 2_500],
    ['.', 'usd', undefined],
    ['5.', 'usd', 500],
    ['1.5', 'jpy', undefined],
    ['1.234', 'kwd', 1_234],
    ['1e3', 'usd', undefined],
    ['1,23', 'usd', undefined],
  ])('“%s” in %s is %s', (typed, currency, amount) => {
    expect(parseAmount(typed, currency, 1_000_000)).toEqual(
      amount === undefined ? { problem: expect.any(String) } : { amount },
    );
  });
});

function links(html: string): string[] {
  return [...html.matchAll(/href="([^"]*)"/g)].map(([, link]) =>
    link!.replaceAll('&amp;', '&').replaceAll('&#x3D;', '='),
  );
}

function linkedPayments(html: string): string[] {
  return [...html.matchAll(/\/payments\/(pi_\w+)"/g)].map(([, id]) => id!);
}
