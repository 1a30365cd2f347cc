import type { Page } from 'playwright';
import type { BookingJson } from '../../src/interfaces/api/v1/bookings/booking.json.js';
import { ApiClient } from '../support/api-client.js';
import { accessibilityProblems, StaffBrowser } from '../support/staff-browser.js';
import { StripeControls } from '../support/stripe-controls.js';

let staff: StaffBrowser;
let api: ApiClient;

beforeAll(async () => {
  staff = await StaffBrowser.start();
  api = await ApiClient.of(staff.purser);
});
afterEach(() => staff.closePages());
afterAll(() => staff.stop());

describe('a hold', () => {
  it('is renewed: the new one first, then the old one is given back', async () => {
    const booking = await api.register({ payment_option: 'pre_authorize' });
    const page = await open(booking);
    await page.getByRole('link', { name: /^Renew the hold/ }).click();
    const dialog = page.getByRole('dialog');
    expect(await dialog.locator('[data-outcome]').innerText()).toMatch(
      /Reserves \$185\.50 on the card anew; once that stands, the old hold of \$185\.50 is given back/,
    );
    expect(await accessibilityProblems(page)).toEqual([]);
    await dialog.getByRole('button', { name: 'Yes, hold anew $185.50' }).click();
    await page.locator('#toasts').getByText('$185.50 held on Visa').first().waitFor();
    await page.locator('.timeline').getByText('released').first().waitFor();
    expect(await heldInStripe(booking)).toEqual([0, 18_550]);
  });

  it('that has expired says so, and is placed anew with a click', async () => {
    const booking = await api.register({ payment_option: 'pre_authorize' });
    const page = await open(booking);
    const [hold] = booking.payments;
    await new StripeControls(staff.purser).expire(hold?.stripe_payment_intent ?? '');
    await page.getByText('The hold of $185.50 has expired').waitFor();
    await page.getByRole('link', { name: 'Renew the hold', exact: true }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Yes, hold anew $185.50' }).click();
    await page.locator('.big-status').getByText('Authorized').waitFor();
    expect(await heldInStripe(booking)).toEqual([0, 18_550]);
  });

  it('that covers all that is owed is what Charge Customer takes the money from', async () => {
    const booking = await api.register({ payment_option: 'pre_authorize' });
    const page = await open(booking);
    await page.getByRole('link', { name: 'Charge Customer' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Amount').fill('100');
    expect(await dialog.locator('[data-outcome]').innerText()).toMatch(/the rest, \$85\.50, is given back/);
    await dialog.getByRole('button', { name: 'Yes, capture $100.00' }).click();
    await page.locator('.big-status').getByText('Partially charged').waitFor();
    const { payment_intents: all } = await new StripeControls(staff.purser).books();
    expect(all.filter(({ metadata }) => metadata.purser_booking === booking.id)).toMatchObject([
      { amount_received: 10_000, amount_capturable: 0 },
    ]);
  });

  it('that covers a part is offered beside a charge', async () => {
    const booking = await api.register();
    await api.hold(booking.id, 10_000);
    const page = await open(booking);
    await page.getByRole('link', { name: 'Charge Customer' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('link', { name: 'Capture the hold of $100.00' }).click();
    await dialog.getByRole('button', { name: 'Yes, capture $100.00' }).click();
    await page.locator('.big-status').getByText('Partially charged').waitFor();
    expect(await heldInStripe(booking)).toEqual([0]);
  });
});

it('no page complained to its console', () => {
  expect(staff.complaints).toEqual([]);
});

async function open({ id }: BookingJson): Promise<Page> {
  const page = await staff.signedIn();
  await page.goto(`${staff.purser.url}/bookings/${id}`);
  return page;
}

/** Payment by payment, in the order in which they were made. */
async function heldInStripe({ id }: BookingJson): Promise<number[]> {
  const { payment_intents: all } = await new StripeControls(staff.purser).books();
  const { payments } = (await api.get(`/bookings/${id}`)).body;
  return payments.map(
    (payment) => all.find((intent) => intent.id === payment.stripe_payment_intent)?.amount_capturable ?? -1,
  );
}
