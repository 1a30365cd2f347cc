import type { Page } from 'playwright';
import { ApiClient } from '../support/api-client.js';
import { accessibilityProblems, StaffBrowser } from '../support/staff-browser.js';
import { StripeControls } from '../support/stripe-controls.js';
import { until } from '../support/until.js';
import type { BookingJson } from '../../src/interfaces/api/v1/bookings/booking.json.js';

let staff: StaffBrowser;
let api: ApiClient;
let stripe: StripeControls;

beforeAll(async () => {
  staff = await StaffBrowser.start();
  api = await ApiClient.of(staff.purser);
  stripe = new StripeControls(staff.purser);
});
afterAll(() => staff?.stop());
afterEach(async () => {
  await staff.closePages();
  expect(staff.complaints.splice(0)).toEqual([]);
});

async function openBooking(booking: BookingJson): Promise<Page> {
  const page = await staff.signedIn();
  await page.goto(`${staff.purser.url}/bookings/${booking.id}`);
  return page;
}

/** As staff would: by the dialog, then copied from the page. */
async function askToPay(page: Page, { amount, way = 'Copy it' }: { amount?: string; way?: string } = {}) {
  await page.getByRole('link', { name: 'Send a payment link' }).click();
  const dialog = page.getByRole('dialog');
  if (amount !== undefined) await dialog.getByLabel('Amount').fill(amount);
  await dialog.getByLabel(way).check();
  await dialog.getByRole('button', { name: /^Ask for/ }).click();
  // An earlier link may be shown until then.
  await dialog.waitFor({ state: 'detached' });
  const url = page.locator('#links .links-url code').first();
  await url.waitFor();
  return (await url.innerText()).trim();
}

/** What Stripe took for a booking, and by how many PaymentIntents. */
async function takenFor({ id }: BookingJson) {
  const { payment_intents: all } = await stripe.books();
  const own = all.filter(({ metadata }) => metadata.purser_booking === id);
  return { intents: own.length, received: own.reduce((sum, { amount_received: each }) => sum + each, 0) };
}

async function payOnStripesPage(page: Page, card = /4242/): Promise<void> {
  await page.getByLabel(card).check();
  await page.getByRole('button', { name: /^Pay/ }).click();
}

async function statusIs(desk: Page, status: string): Promise<void> {
  await desk.locator('.big-status', { hasText: status }).waitFor();
}

describe('paying by a link', () => {
  it('is asked for in the console, paid by the customer, and seen on the open booking', async () => {
    const booking = await api.register();
    const desk = await openBooking(booking);
    const link = await askToPay(desk, { amount: '50.00' });
    await desk.getByText('Asked to pay $50.00', { exact: true }).waitFor();

    const customer = await staff.stranger({ viewport: { width: 390, height: 800 } });
    await customer.goto(link);
    expect(await customer.locator('h1').innerText()).toBe('Purser asks you to pay');
    expect(await accessibilityProblems(customer)).toEqual([]);
    await customer.getByRole('button', { name: 'Pay US$50.00' }).click();
    await customer.waitForURL(`${staff.purser.sandbox.url}/c/**`);
    await desk.getByText('The customer is paying $50.00').waitFor();

    await payOnStripesPage(customer, /0002/);
    await customer.getByRole('alert').waitFor();
    await payOnStripesPage(customer);
    await customer.getByText('Thank you, it’s paid').waitFor();
    await statusIs(desk, 'Partially charged');
    await desk.locator('#links').getByText('Paid', { exact: true }).waitFor();
    expect(await takenFor(booking)).toEqual({ intents: 1, received: 5000 });
    expect(await accessibilityProblems(desk)).toEqual([]);
  });

  it('opened in two tabs, pays once', async () => {
    const booking = await api.register();
    const link = await askToPay(await openBooking(booking));
    const one = await staff.stranger();
    const two = await one.context().newPage();
    await Promise.all([one.goto(link), two.goto(link)]);
    const pay = (page: Page) => page.getByRole('button', { name: /^(Pay|Go on)/ }).click();
    await Promise.all([pay(one), pay(two)]);
    for (const tab of [one, two]) await tab.waitForURL(`${staff.purser.sandbox.url}/c/**`);
    await payOnStripesPage(one);
    await one.getByText('Thank you, it’s paid').waitFor();
    await payOnStripesPage(two);
    await two.getByText('Thank you, it’s paid').waitFor();
    expect(await takenFor(booking)).toEqual({ intents: 1, received: 18550 });
  });

  it('has nothing left to pay once staff have charged the balance', async () => {
    const booking = await api.register();
    const desk = await openBooking(booking);
    const link = await askToPay(desk);
    const customer = await staff.stranger();
    await customer.goto(link);
    await desk.getByRole('link', { name: 'Charge Customer' }).click();
    await desk.getByRole('button', { name: /^Yes, charge the customer/ }).click();
    await statusIs(desk, 'Charged in full');
    await customer.getByRole('button', { name: /^Pay/ }).click();
    await customer.getByText('There is nothing left to pay here').waitFor();
    expect(await takenFor(booking)).toEqual({ intents: 1, received: 18550 });
  });

  it('leads nowhere once it has expired, or staff have stopped it', async () => {
    const booking = await api.register();
    const desk = await openBooking(booking);
    const link = await askToPay(desk);
    await staff.purser.running.dataSource.query(
      `UPDATE customer_links SET expires_at = now() - interval '1 minute' WHERE booking_id = $1`,
      [booking.id],
    );
    const customer = await staff.stranger();
    expect((await customer.goto(link))?.status()).toBe(410);
    await customer.getByText('This link has expired').waitFor();
    expect(await accessibilityProblems(customer)).toEqual([]);

    const second = await askToPay(desk);
    await desk.locator('#links').getByRole('link', { name: /^Stop/ }).click();
    await desk.getByRole('button', { name: 'Yes, stop the link' }).click();
    await desk.getByText('The link is stopped').waitFor();
    expect((await customer.goto(second))?.status()).toBe(410);
    expect(await takenFor(booking)).toEqual({ intents: 0, received: 0 });
  });

  it('given up by staff while the customer is on the page, can be charged again', async () => {
    const booking = await api.register();
    const desk = await openBooking(booking);
    const link = await askToPay(desk);
    const customer = await staff.stranger();
    await customer.goto(link);
    await customer.getByRole('button', { name: /^Pay/ }).click();
    await customer.waitForURL(`${staff.purser.sandbox.url}/c/**`);
    await desk.goto(`${staff.purser.url}/bookings/${booking.id}/charges/new`);
    await desk.getByText('$185.50 waits for the customer to pay on Stripe’s page').waitFor();
    await desk.getByRole('link', { name: 'Give it up' }).click();
    await desk.getByRole('button', { name: 'Yes, give up $185.50' }).click();
    await desk.getByText('$185.50 given up').waitFor();
    await customer.reload();
    await customer.getByText('This page has expired').waitFor();
    await desk.getByRole('link', { name: 'Charge Customer' }).click();
    await desk.getByRole('button', { name: /^Yes, charge the customer/ }).click();
    await statusIs(desk, 'Charged in full');
    expect(await takenFor(booking)).toEqual({ intents: 1, received: 18550 });
  });

  it('keeps what was typed when it is refused, and is mailed when asked to', async () => {
    const booking = await api.register();
    const desk = await openBooking(booking);
    await desk.getByRole('link', { name: 'Send a payment link' }).click();
    const dialog = desk.getByRole('dialog');
    await dialog.getByLabel('Amount').fill('200');
    await dialog.getByLabel('Days until it expires').fill('3');
    expect(await accessibilityProblems(desk)).toEqual([]);
    await dialog.getByRole('button', { name: /^Ask for/ }).click();
    await dialog.getByText('At most $185.50 is outstanding.').waitFor();
    expect(await dialog.getByLabel('Days until it expires').inputValue()).toBe('3');
    await dialog.getByLabel('Amount').fill('100');
    await dialog.getByRole('button', { name: /^Ask for/ }).click();
    await desk.getByText(`The link goes to ${booking.customer.email}.`).waitFor();
    await until(async () => {
      const mails = await staff.purser.running.dataSource.query<unknown[]>(
        `SELECT FROM mails WHERE booking_id = $1`,
        [booking.id],
      );
      return mails.length === 1;
    });
  });
});
