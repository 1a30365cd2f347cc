import type { Page } from 'playwright';
import { ApiClient } from '../support/api-client.js';
import { StaffBrowser } from '../support/staff-browser.js';

let staff: StaffBrowser;
let api: ApiClient;

beforeAll(async () => {
  staff = await StaffBrowser.start();
  api = await ApiClient.of(staff.purser);
});
afterEach(() => staff.closePages());
afterAll(() => staff.stop());

/** Flow B of the design. */
describe('what is done in Stripe’s dashboard', () => {
  it('shows on the open booking page by itself: a capture of a part', async () => {
    const { page, payment, id } = await heldBooking();
    const stripe = await customerInStripe(page);
    await stripe.locator(`a[href*="${payment}"]`).first().click();
    await stripe
      .getByLabel(/amount/i)
      .first()
      .fill('120.00');
    await stripe
      .getByRole('button', { name: /capture/i })
      .first()
      .click();

    await becomes(page, 'Partially charged');
    await page
      .locator('#toasts')
      .getByText(/\$120\.00/)
      .first()
      .waitFor();
    const { body: booking } = await api.get(`/bookings/${id}`);
    expect(booking).toMatchObject({ captured: 12_000, held: 0, outstanding: 6550 });
  });

  it('shows by itself: a cancellation', async () => {
    const { page, payment } = await heldBooking();
    const stripe = await customerInStripe(page);
    await stripe.locator(`a[href*="${payment}"]`).first().click();
    await stripe.getByText('Cancel payment…').click();
    await stripe.getByText('Canceling releases all of').waitFor();
    await becomes(page, 'Authorized');
    await stripe.getByRole('button', { name: 'Yes, cancel the payment' }).click();
    await becomes(page, 'Not Charged');
  });

  it('shows by itself: a refund of a part', async () => {
    const { id } = await api.register({ payment_option: 'charge_now' });
    const page = await open(id);
    await becomes(page, 'Charged in full');
    const payment = (await api.get(`/bookings/${id}`)).body.payments[0]?.stripe_payment_intent ?? '';
    const stripe = await customerInStripe(page);
    await stripe.locator(`a[href*="${payment}"]`).first().click();
    await stripe.getByLabel('Amount to refund').fill('85.50');
    await stripe
      .getByRole('button', { name: /refund/i })
      .last()
      .click();
    await becomes(page, 'Partially refunded');
    await page.getByText('$85.50').first().waitFor();
  });

  it('shows in the open list as well', async () => {
    const { id, reference } = await api.register({ payment_option: 'pre_authorize' });
    const page = await staff.signedIn();
    const row = page.getByRole('row').filter({ hasText: reference });
    await row.getByText('Authorized').waitFor();
    const payment = (await api.get(`/bookings/${id}`)).body.payments[0]?.stripe_payment_intent ?? '';
    await staff.purser.running.stripe.paymentIntents.capture(payment);
    await row.getByText('Charged in full').waitFor();
  });

  it('is told to someone who is about to decide in a dialog', async () => {
    const { page, payment } = await heldBooking();
    await page
      .getByRole('link', { name: /^Capture/ })
      .first()
      .click();
    await page.getByRole('dialog').getByLabel('Amount').waitFor();
    await staff.purser.running.stripe.paymentIntents.cancel(payment);
    await page.getByText('This booking has just changed').waitFor();
    await page.getByRole('button', { name: 'Show the new figures' }).click();
    await page.getByText('There is no open hold any more').waitFor();
  });
});

it('no page complained to its console', () => {
  expect(staff.complaints).toEqual([]);
});

async function heldBooking(): Promise<{ page: Page; payment: string; id: string }> {
  const { id } = await api.register({ payment_option: 'pre_authorize' });
  const page = await open(id);
  await becomes(page, 'Authorized');
  const payment = (await api.get(`/bookings/${id}`)).body.payments[0]?.stripe_payment_intent ?? '';
  return { page, payment, id };
}

async function open(id: string): Promise<Page> {
  const page = await staff.signedIn();
  await page.goto(`${staff.purser.url}/bookings/${id}`);
  return page;
}

/** Through the link in section Payment, which opens a tab of its own. */
async function customerInStripe(page: Page): Promise<Page> {
  const opened = page.waitForEvent('popup');
  await page.getByRole('link', { name: 'See Customer in Stripe' }).click();
  const stripe = await opened;
  await stripe.waitForLoadState();
  // The tab in front of it is hidden now, as it would be: it must have caught up when staff come back to it.
  return stripe;
}

async function becomes(page: Page, label: string): Promise<void> {
  await page.bringToFront();
  await page.locator('.big-status').getByText(label, { exact: true }).waitFor();
}
