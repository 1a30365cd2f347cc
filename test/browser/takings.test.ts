import { readFileSync } from 'node:fs';
import type { Page } from 'playwright';
import { ApiClient } from '../support/api-client.js';
import { recordsIn } from '../support/csv-file.js';
import { accessibilityProblems, cutOff, StaffBrowser } from '../support/staff-browser.js';
import { StripeControls } from '../support/stripe-controls.js';
import { until } from '../support/until.js';

let staff: StaffBrowser;
let api: ApiClient;
let controls: StripeControls;
let reference: string;

beforeAll(async () => {
  staff = await StaffBrowser.start({ PURSER_RECONCILE_SECONDS: '1' });
  api = await ApiClient.of(staff.purser);
  controls = new StripeControls(staff.purser);
});
afterEach(() => staff.closePages());
afterAll(() => staff.stop());

describe('the takings', () => {
  it('say so while nothing was taken, and keep days that can’t be in the form', async () => {
    const page = await staff.signedIn();
    await page.goto(`${staff.purser.url}/takings`);
    await page.getByRole('heading', { name: 'Nothing was taken in this period' }).waitFor();
    await page.getByLabel('First day').fill('2026-03-02');
    await page.getByLabel('Last day').fill('2026-03-01');
    await page.getByRole('button', { name: 'Show' }).click();
    await page.getByText('Choose the first day or a later one.').waitFor();
    expect(await page.getByLabel('First day').inputValue()).toBe('2026-03-02');
    await page.getByLabel('Last day').fill('2026-03-03');
    await page.getByRole('button', { name: 'Show' }).click();
    expect(page.url()).toContain('/takings?from=2026-03-02&to=2026-03-03');
  });

  it('are Stripe’s books to the cent: charged, refunded, collected, on the page and in the file', async () => {
    const page = await staff.signedIn();
    const booking = await api.register({
      customer: { name: 'Nora Lindqvist', email: 'n@example.com', payment_method: 'pm_card_visa' },
    });
    reference = booking.reference;
    await page.goto(`${staff.purser.url}/bookings/${booking.id}`);
    await charge(page, '100');
    await refund(page, '25');
    await collect(page, '30');
    const other = await staff.purser.running.stripe.paymentIntents.create({
      amount: 5000,
      currency: 'usd',
      payment_method: 'pm_card_visa',
      confirm: true,
      description: 'Which no booking asked for, '.repeat(20),
    });
    expect(other.status).toBe('succeeded');

    await page.getByText('More').first().click();
    await page.getByRole('navigation').getByRole('link', { name: 'Takings' }).first().click();
    const dollars = page.getByRole('region', { name: 'USD' });
    await shows(page, async () =>
      (await dollars.getByRole('row', { name: /Card, through Stripe/ }).innerText()).includes('−$3.20'),
    );
    const card = dollars.getByRole('row', { name: /Card, through Stripe/ });
    expect(await figuresOf(card.innerText())).toEqual(['$100.00', '−$25.00', '−$3.20', '$71.80']);
    expect(await figuresOf(dollars.getByRole('row', { name: /Cash/ }).innerText())).toEqual([
      '$30.00',
      '$30.00',
    ]);
    await shows(page, async () => (await page.getByRole('row', { name: /not of a booking/ }).count()) === 1);
    expect(await figuresOf(page.getByRole('row', { name: /not of a booking/ }).innerText())).toEqual([
      '$50.00',
      '−$1.75',
      '$48.25',
    ]);

    // What the books in Stripe say.
    const { balance } = await controls.books();
    expect(balance.usd).toEqual({
      charged: 15_000,
      refunded: 2500,
      disputed: 0,
      fees: 320 + 175,
      paid_out: 0,
      left: 7180 + 4825,
    });
    const unpaid = page.getByRole('region', { name: 'In Stripe, not yet paid out' });
    await unpaid.getByRole('link', { name: '$120.05' }).waitFor();

    // Every figure opens what is behind it.
    await card.getByRole('link', { name: '−$25.00' }).click();
    await page.getByRole('row', { name: new RegExp(booking.reference) }).waitFor();
    expect(await page.getByRole('row', { name: new RegExp(booking.reference) }).innerText()).toMatch(
      /Refunded[^]*txn_[^]*−\$25\.00/,
    );
    await page.getByRole('link', { name: 'Takings' }).last().click();

    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: /^CSV/ }).click(),
    ]);
    const records = recordsIn(readFileSync(await download.path(), 'utf8'));
    expect(
      records.map(({ method, taken, refunded, fees, net, settled_net }) => [
        method,
        taken,
        refunded,
        fees,
        net,
        settled_net,
      ]),
    ).toEqual([
      ['stripe:card', '100.00', '25.00', '3.20', '71.80', ''],
      ['cash', '30.00', '0.00', '0.00', '30.00', ''],
      ['stripe:foreign', '', '', '', '', '48.25'],
    ]);

    expect(staff.complaints).toEqual([]);
  });

  it('go out with a payout, which comes to the sum of its transactions, of bookings and of others', async () => {
    const page = await staff.signedIn();
    await page.goto(`${staff.purser.url}/takings`);
    const unpaid = page.getByRole('region', { name: 'In Stripe, not yet paid out' });
    // The balance goes to the bank, in Stripe's dashboard.
    const dashboard = await staff.stranger();
    await dashboard.goto(`${staff.purser.sandbox.dashboardUrl}/payouts`);
    await dashboard.getByRole('button', { name: 'Pay out the balance' }).click();
    await dashboard.getByRole('link', { name: '$120.05 USD' }).first().waitFor();
    const latest = page.getByRole('region', { name: 'Latest payouts' });
    await shows(page, async () => (await latest.getByText('reconciled').count()) === 1);
    await shows(page, async () => (await unpaid.innerText()).includes('Nothing.'));
    await latest.getByRole('link', { name: '$120.05' }).click();
    await page.getByText('$125.00 less $4.95 fees is $120.05: the payout’s amount, to the cent.').waitFor();
    expect(await page.getByRole('row', { name: new RegExp(reference) }).count()).toBe(2);
    expect(await page.getByRole('row', { name: /Not of a booking/ }).count()).toBe(1);
    expect((await controls.books()).balance.usd).toMatchObject({ paid_out: 12_005, left: 0 });
    expect(staff.complaints).toEqual([]);
  });

  it('go without fees where the key may not read them, say so, and charges go on', async () => {
    await controls.misbehave({ operation: 'list_balance_transactions', kind: 'forbidden', times: 1 });
    const page = await staff.signedIn();
    await page.goto(`${staff.purser.url}/takings`);
    await shows(page, async () => (await page.getByText('the key has no right to read').count()) === 1);
    const booking = await api.register({ payment_option: 'charge_now' });
    expect(booking.payment_status).toBe('charged_in_full');
    await page.reload();
    await page.getByRole('link', { name: /\d movements?$/ }).waitFor();
    await controls.misbehave({ operation: 'list_balance_transactions', kind: 'forbidden', times: 1 });
    await page.getByRole('link', { name: 'Set up Stripe' }).last().click();
    await page.getByText(/The takings go without Stripe’s fees and payouts/).waitFor();
  });

  it('can be read by everyone, wide and narrow, light and dark', async () => {
    const payouts = (await api.get('/payouts')).body as unknown as { data: { id: string }[] };
    const paths = [
      '/takings',
      '/takings/movements',
      '/takings/transactions',
      '/payouts',
      `/payouts/${payouts.data[0]?.id ?? ''}`,
    ];
    for (const [width, colorScheme] of [
      [1280, 'light'],
      [390, 'dark'],
    ] as const) {
      const page = await staff.signedIn({ viewport: { width, height: 900 }, colorScheme });
      for (const path of paths) {
        await page.goto(`${staff.purser.url}${path}`);
        expect([path, await cutOff(page), await accessibilityProblems(page)]).toEqual([path, [], []]);
      }
    }
  }, 120_000);
});

/** The page is looked at again until it says so: what moves the balance is read about a second later. */
async function shows(page: Page, what: () => Promise<boolean>): Promise<void> {
  await until(async () => {
    await page.reload();
    return what();
  });
}

async function figuresOf(text: Promise<string>): Promise<string[]> {
  return [...(await text).matchAll(/−?\$[\d,.]+/g)].map(([figure]) => figure);
}

async function charge(page: Page, amount: string): Promise<void> {
  await page.getByRole('link', { name: 'Charge Customer' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Amount').fill(amount);
  await dialog.getByRole('button', { name: /^Yes, charge/ }).click();
  await page
    .getByRole('status')
    .getByText(/charged/i)
    .first()
    .waitFor();
}

async function refund(page: Page, amount: string): Promise<void> {
  await page.getByRole('link', { name: 'Refund', exact: true }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Amount to give back').fill(amount);
  await dialog.getByLabel(/^Why\b/).selectOption('Requested by the customer');
  await dialog.getByRole('button', { name: /^Yes, refund/ }).click();
  await page
    .getByRole('status')
    .getByText(/refunded/)
    .first()
    .waitFor();
}

async function collect(page: Page, amount: string): Promise<void> {
  await page.getByRole('link', { name: 'Record a collection' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Amount received').fill(amount);
  await dialog.getByLabel('How it came in').selectOption('Cash');
  await dialog.getByRole('button', { name: /^Yes, it was received/ }).click();
  await page
    .getByRole('status')
    .getByText(/received|collected|recorded/i)
    .first()
    .waitFor();
}
