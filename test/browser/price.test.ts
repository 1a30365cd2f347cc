import type { Page } from 'playwright';
import type { BookingJson } from '../../src/interfaces/api/v1/bookings/booking.json.js';
import { ApiClient } from '../support/api-client.js';
import { standingInStripe } from '../support/faults/reckoning.js';
import { StaffBrowser } from '../support/staff-browser.js';
import { StripeControls } from '../support/stripe-controls.js';

let staff: StaffBrowser;
let api: ApiClient;
let controls: StripeControls;

beforeAll(async () => {
  staff = await StaffBrowser.start();
  api = await ApiClient.of(staff.purser);
  controls = new StripeControls(staff.purser);
});
afterEach(() => staff.closePages());
afterAll(() => staff.stop());

describe('changing the price of a booking', () => {
  it('raised by an extra makes a balance, which can then be charged', async () => {
    const booking = await aChargedBooking();
    const page = await openPrice(booking);
    await page.getByLabel('Line 2: what').fill('Wetsuit');
    await page.getByLabel('Line 2: how many').fill('2');
    await page.getByLabel('Line 2: each').fill('15');
    await page.getByText('$30.00 will be outstanding.').waitFor();
    await page.getByLabel(/^Why\b/).fill('Wetsuits added');
    await page.getByRole('button', { name: 'Change the price to $215.50' }).click();

    await page.locator('#toasts').getByText('The total is now $215.50').waitFor();
    await page.locator('.big-status').getByText('Partially charged').waitFor();
    expect(await page.getByLabel('What the price is made of').innerText()).toMatch(/2 × Wetsuit.*\$30\.00/s);
    expect(await page.locator('.timeline').innerText()).toMatch(
      /Total changed to \$215\.50, from \$185\.50\s+Wetsuits added\s+Ana in the console/,
    );
    await page.getByRole('link', { name: 'Charge Customer' }).click();
    await page.getByRole('button', { name: 'Yes, charge the customer $30.00' }).click();
    await page.locator('.big-status').getByText('Charged in full').waitFor();
    expect(await inStripe(booking)).toMatchObject({ captured: 21_550, refunded: 0 });
  });

  it('lowered below what was taken says before and after that too much was taken, and moves nothing', async () => {
    const booking = await aChargedBooking();
    const page = await openPrice(booking);
    await page.getByLabel('Line 2: for').selectOption('Discount');
    await page.getByLabel('Line 2: what').fill('Late start');
    await page.getByLabel('Line 2: each').fill('20');
    await page.getByText('$20.00 more than owed was taken: you can refund it next.').waitFor();
    await page.getByRole('button', { name: 'Change the price to $165.50' }).click();
    await page.locator('.badges').getByText('overpaid').waitFor();
    await page.locator('.desk-notes').getByText('$20.00 more than owed was taken').waitFor();
    expect(await inStripe(booking)).toMatchObject({ captured: 18_550, refunded: 0 });

    await page.getByRole('link', { name: 'Refund $20.00' }).click();
    await page
      .getByRole('dialog')
      .getByLabel(/^Why\b/)
      .selectOption('Requested by the customer');
    await page.getByRole('dialog').getByRole('button', { name: 'Yes, refund $20.00' }).click();
    await page
      .locator('#toasts')
      .getByText(/\$20\.00 refunded/)
      .waitFor();
    await page.locator('.badges').getByText('overpaid').waitFor({ state: 'detached' });
    expect(await inStripe(booking)).toMatchObject({ captured: 18_550, refunded: 2000 });
    expect((await api.get(`/bookings/${booking.id}`)).body).toMatchObject({
      overpaid: 0,
      outstanding: 0,
      waived: 0,
    });
  });

  it('keeps what was typed when a line can’t be, and when the discounts are too much', async () => {
    const page = await openPrice(await aChargedBooking());
    await page.getByLabel('Line 2: what').fill('Wetsuit');
    await page.getByRole('button', { name: 'Change the price' }).click();
    await page.getByText('Enter an amount. Write it like 1234.50.').waitFor();
    expect(await page.getByLabel('Line 2: what').inputValue()).toBe('Wetsuit');
    await page.getByLabel('Line 2: for').selectOption('Discount');
    await page.getByLabel('Line 2: each').fill('200');
    await page.getByRole('button', { name: 'Change the price' }).click();
    await page
      .getByRole('alert')
      .getByText(/discounts come to 200\.00 USD, more than the 185\.50 USD/)
      .waitFor();
    expect(await page.getByLabel('Line 2: each').inputValue()).toBe('200');
  });

  it('made on figures that have changed since is refused', async () => {
    const booking = await aChargedBooking();
    const page = await openPrice(booking);
    await page.getByLabel('Line 1: each').fill('200');
    const { version } = (await api.get(`/bookings/${booking.id}`)).body;
    const total = { amount: 30_000, currency: 'USD' };
    await api.patch(`/bookings/${booking.id}`, { total }, { ifMatch: version });
    await page.getByText('This booking has just changed').waitFor();
    await page.getByRole('button', { name: 'Change the price' }).click();
    await page.getByText('This booking has changed since you opened it').waitFor();
    expect((await api.get(`/bookings/${booking.id}`)).body.total.amount).toBe(30_000);
  });

  it('works on a plain page: lines are added, taken out and worked out', async () => {
    const booking = await aChargedBooking();
    const page = await staff.signedIn({ javaScriptEnabled: false });
    await page.goto(`${staff.purser.url}/bookings/${booking.id}`);
    await page.getByRole('link', { name: 'Change price' }).click();
    await page.getByLabel('Line 2: what').fill('Wetsuit');
    await page.getByLabel('Line 2: each').fill('15');
    await page.getByRole('button', { name: 'Add a line' }).click();
    await page.getByLabel('Line 3: what').fill('Lunch');
    await page.getByLabel('Line 3: each').fill('10');
    await page.getByRole('button', { name: 'Take line 2 out' }).click();
    await page.getByRole('button', { name: 'work out the new total' }).click();
    await page.getByText('$10.00 will be outstanding.').waitFor();
    await page.getByRole('button', { name: 'Change the price to $195.50' }).click();
    await page.getByText('The total is now $195.50').first().waitFor();
    const { lines } = (await api.get(`/bookings/${booking.id}`)).body;
    expect(lines.map(({ description }) => description)).toEqual(['Sunset sailing, 2 people', 'Lunch']);
  });
});

it('no page complained to its console', () => {
  expect(staff.complaints).toEqual([]);
});

async function aChargedBooking(): Promise<BookingJson> {
  return api.register({ payment_option: 'charge_now' });
}

async function openPrice({ id }: BookingJson): Promise<Page> {
  const page = await staff.signedIn();
  await page.goto(`${staff.purser.url}/bookings/${id}`);
  await page.getByRole('link', { name: 'Change price' }).click();
  await page.getByRole('dialog').getByLabel('Line 1: what').waitFor();
  return page;
}

async function inStripe({ id }: BookingJson) {
  return standingInStripe(await controls.books(), id);
}
