import { randomUUID } from 'node:crypto';
import type { Page } from 'playwright';
import type { BookingJson } from '../../src/interfaces/api/v1/bookings/booking.json.js';
import { ApiClient } from '../support/api-client.js';
import { StaffBrowser } from '../support/staff-browser.js';
import { StripeControls } from '../support/stripe-controls.js';
import { until } from '../support/until.js';

let staff: StaffBrowser;
let api: ApiClient;

beforeAll(async () => {
  // No sweep finds what webhooks are kept from telling.
  staff = await StaffBrowser.start({ PURSER_RECONCILE_SECONDS: '86400' });
  api = await ApiClient.of(staff.purser);
});
afterEach(() => staff.closePages());
afterAll(() => staff.stop());

describe('giving money back', () => {
  it('over several payments: one amount, a split to be changed, and each part in Stripe’s books', async () => {
    const booking = await api.register();
    await api.charge(booking.id, 5000);
    await api.charge(booking.id, 8000);
    await collect(booking, 2000);
    const page = await open(booking);
    await page.getByRole('link', { name: 'Refund', exact: true }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Amount to give back').fill('100');
    const parts = dialog.locator('.refund-part input');
    expect(await parts.evaluateAll(values)).toEqual(['80.00', '20.00', '0.00']);
    await parts.nth(2).fill('5');
    expect(await dialog.getByLabel('Amount to give back').inputValue()).toBe('105.00');
    await dialog.getByLabel(/^Why\b/).selectOption('Requested by the customer');
    await dialog.getByLabel(/^Note\b/).fill('Rained off');
    expect(await dialog.locator('[data-outcome]').innerText()).toMatch(
      /Gives \$105\.00 back\. The booking stays Partially charged\./,
    );
    await dialog.getByRole('button', { name: 'Yes, refund $105.00' }).click();
    await toastSays(page, /\$105\.00 refunded over 3 payments.*\$5\.00 of it is for you to hand over: Cash/s);
    expect(await refundedInStripe(booking)).toEqual([2000, 8000]);
    expect(await now(booking)).toMatchObject({ refunded: 10500, waived: 10500, outstanding: 3550 });
    expect(await page.locator('.timeline').innerText()).toMatch(
      /\$80\.00 refunded: requested by the customer.*Rained off/s,
    );
  });

  it('of what was paid too much: offered with the amount, and nothing is waived by it', async () => {
    const booking = await api.register({ payment_option: 'charge_now' });
    const { version } = await now(booking);
    await api.patch(
      `/bookings/${booking.id}`,
      { total: { amount: 15000, currency: 'USD' } },
      { ifMatch: version },
    );
    const page = await open(booking);
    await page.getByRole('link', { name: 'Refund $35.50' }).click();
    const dialog = page.getByRole('dialog');
    expect(await dialog.getByLabel('Amount to give back').inputValue()).toBe('35.50');
    expect(await dialog.locator('[data-outcome]').innerText()).toMatch(/stays Charged in full/);
    await dialog.getByRole('button', { name: 'Yes, refund $35.50' }).click();
    await dialog.getByText('Choose why the money goes back.').waitFor();
    await dialog.getByLabel(/^Why\b/).selectOption('Duplicate');
    await dialog.getByRole('button', { name: 'Yes, refund $35.50' }).click();
    await toastSays(page, /\$35\.50 refunded.*now Charged in full/s);
    expect(await page.getByText('more than owed was taken').count()).toBe(0);
    expect(await refundedInStripe(booking)).toEqual([3550]);
    expect(await now(booking)).toMatchObject({ overpaid: 0, waived: 0, flags: [] });
  });

  it('still owed, without scripts: an amount whose split was left is split anew before anything is sent', async () => {
    const booking = await api.register();
    await api.charge(booking.id, 5000);
    await api.charge(booking.id, 8000);
    const page = await staff.signedIn({ javaScriptEnabled: false });
    await page.goto(`${staff.purser.url}/bookings/${booking.id}/refunds/new`);
    await page.getByLabel('Amount to give back').fill('60');
    await page.getByLabel(/^Why\b/).selectOption('Duplicate');
    await page.getByLabel('The customer still owes this').check();
    await page.getByRole('button', { name: 'Yes, refund' }).click();
    await page.getByText('They are split anew').waitFor();
    expect(await refundedInStripe(booking)).toEqual([0, 0]);
    await page.getByRole('button', { name: 'Yes, refund $60.00' }).click();
    await page.locator('.big-status').getByText('Partially charged').waitFor();
    expect(await refundedInStripe(booking)).toEqual([0, 6000]);
    expect(await now(booking)).toMatchObject({ refunded: 6000, waived: 0, outstanding: 11550 });
  });

  it('tells what Stripe refused beside what went through', async () => {
    await new StripeControls(staff.purser).webhooks('hold');
    const booking = await api.register();
    await api.charge(booking.id, 5000);
    await api.charge(booking.id, 8000);
    const page = await open(booking);
    await page.getByRole('link', { name: 'Refund', exact: true }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel(/^Why\b/).selectOption('Duplicate');
    // Somebody else gives one of them back meanwhile, and Purser hasn't heard of it.
    const [first] = (await now(booking)).payments;
    await staff.purser.running.stripe.refunds.create({ payment_intent: first?.stripe_payment_intent ?? '' });
    await dialog.getByRole('button', { name: 'Yes, refund $130.00' }).click();
    await toastSays(page, /Only \$80\.00 of \$130\.00 refunded.*\$50\.00 to Visa •••• 4242 did not go/s);
    await new StripeControls(staff.purser).webhooks('normal');
    expect(await refundedInStripe(booking)).toEqual([5000, 8000]);
  });
});

describe('a refund that was made in Stripe', () => {
  it('appears with the choice whether it is still owed, as one click, which can be taken back', async () => {
    const booking = await api.register({ payment_option: 'charge_now' });
    const page = await open(booking);
    const [payment] = (await now(booking)).payments;
    await staff.purser.running.stripe.refunds.create({
      payment_intent: payment?.stripe_payment_intent ?? '',
      amount: 4000,
    });
    await page.getByText('$40.00 was refunded in Stripe').waitFor();
    await page.getByRole('button', { name: 'The customer still owes this', exact: true }).click();
    await toastSays(page, /The customer still owes it.*\$40\.00 outstanding/s);
    expect(await page.getByText('$40.00 was refunded in Stripe').count()).toBe(0);
    expect(await now(booking)).toMatchObject({ waived: 0, outstanding: 4000 });
    await page.getByRole('button', { name: /^No longer owed/ }).click();
    await toastSays(page, /no longer owes it.*\$0\.00 outstanding/s);
    expect(await now(booking)).toMatchObject({ waived: 4000, outstanding: 0 });
  });

  it('and one that fails at the customer’s bank later, come back into view', async () => {
    const booking = await api.register({
      payment_method: 'pm_card_refundFail',
      payment_option: 'charge_now',
    });
    const page = await open(booking);
    await page.getByRole('link', { name: /^Refund of the/ }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel(/^Why\b/).selectOption('Duplicate');
    await dialog.getByRole('button', { name: 'Yes, refund $185.50' }).click();
    await page.getByText('The refund of $185.50 didn’t reach the customer').waitFor();
    await page.locator('.big-status').getByText('Charged in full').waitFor();
    await until(async () => (await now(booking)).flags.includes('refund_failed'));
    await page.getByText('refund failed', { exact: true }).waitFor();
  });
});

it('no page complained to its console', () => {
  expect(staff.complaints).toEqual([]);
});

function values(inputs: unknown[]): string[] {
  return inputs.map((input) => (input as { value: string }).value);
}

async function open({ id }: BookingJson): Promise<Page> {
  const page = await staff.signedIn();
  await page.goto(`${staff.purser.url}/bookings/${id}`);
  return page;
}

function collect({ id }: BookingJson, amount: number) {
  return api.post(`/bookings/${id}/collections`, { amount, method: 'cash' }, { key: randomUUID() });
}

async function now({ id }: BookingJson): Promise<BookingJson> {
  return (await api.get(`/bookings/${id}`)).body;
}

/** Payment by payment, in the order in which they were made. */
async function refundedInStripe(booking: BookingJson): Promise<number[]> {
  const { payment_intents: all } = await new StripeControls(staff.purser).books();
  return (await now(booking)).payments
    .map((payment) => all.find(({ id }) => id === payment.stripe_payment_intent)?.amount_refunded ?? -1)
    .filter((amount) => amount >= 0);
}

async function toastSays(page: Page, words: RegExp): Promise<void> {
  await page.locator('#toasts').getByText(words).first().waitFor();
}
