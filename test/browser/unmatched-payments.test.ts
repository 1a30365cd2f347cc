import type { Page } from 'playwright';
import type { BookingJson } from '../../src/interfaces/api/v1/bookings/booking.json.js';
import { ApiClient } from '../support/api-client.js';
import { paidInStripe } from '../support/paid-in-stripe.js';
import { StaffBrowser } from '../support/staff-browser.js';
import { until } from '../support/until.js';

let staff: StaffBrowser;
let api: ApiClient;

beforeAll(async () => {
  staff = await StaffBrowser.start();
  api = await ApiClient.of(staff.purser);
});
afterEach(() => staff.closePages());
afterAll(() => staff.stop());

/** Made in Stripe for the booking's customer, and known here: the id of the unmatched payment. */
async function paidAside(booking: BookingJson, amount: number, description?: string): Promise<string> {
  const intent = await paidInStripe(staff.purser, booking, { amount, description });
  let id: string | undefined;
  await until(async () => {
    const { data } = await api.unmatched('?limit=200');
    id = data.find((each) => each.stripe_payment_intent === intent.id)?.id;
    return id !== undefined;
  });
  return id ?? '';
}

describe('a payment made in Stripe that no booking asked for', () => {
  it('is counted in the menu, listed, and linked to the booking it names, which says so', async () => {
    const booking = await api.register();
    const id = await paidAside(booking, 18550, `All of ${booking.reference}`);
    const page = await staff.signedIn();
    const item = page
      .getByRole('navigation', { name: 'Main' })
      .getByRole('link', { name: /^Unmatched \d+ waiting/ });
    await item.click();
    const row = page.locator(`#unmatched-${id}`);
    await row.getByText('$185.50').first().waitFor();
    await row.getByText(`Perhaps for ${booking.reference}: reference in the description`).waitFor();
    expect(await row.getByRole('link', { name: /See in Stripe/ }).getAttribute('href')).toMatch(
      /\/payments\/pi_/,
    );

    await row.getByRole('link', { name: /Link to a booking/ }).click();
    const dialog = page.getByRole('dialog', { name: 'Link $185.50 to a booking' });
    const choice = dialog.getByRole('radio', { name: new RegExp(booking.reference) });
    expect(await choice.isChecked()).toBe(true);
    await dialog.getByText('The booking becomes Charged in full.').waitFor();
    await dialog.getByText('reference in the description').waitFor();
    await dialog.getByRole('button', { name: 'Link $185.50' }).click();

    await page.waitForURL(`**/bookings/${booking.id}`);
    await page.locator('#toasts').getByText(`$185.50 linked to ${booking.reference}`).waitFor();
    await page.locator('.big-status').getByText('Charged in full', { exact: true }).waitFor();
    await page.getByText('Made in Stripe, linked by').first().waitFor();
    await page
      .getByRole('listitem')
      .filter({ hasText: 'Linked a payment of $185.50 made in Stripe' })
      .waitFor();
  });

  it('in Stripe’s own dashboard comes to the open list by itself, and from there to its booking', async () => {
    const booking = await api.register();
    const page = await staff.signedIn();
    await page.goto(`${staff.purser.url}/bookings/${booking.id}`);
    const opened = page.waitForEvent('popup');
    await page.getByRole('link', { name: 'See Customer in Stripe' }).click();
    const stripe = await opened;
    await page.goto(`${staff.purser.url}/unmatched-payments`);
    await stripe.getByText('Create payment…').click();
    await stripe.getByLabel('Amount').fill('55.00');
    await stripe.getByLabel('Description').fill(`Deposit for ${booking.reference}`);
    await stripe.getByRole('button', { name: 'Create payment' }).click();
    await stripe.getByText('Succeeded').first().waitFor();

    await page.bringToFront();
    const row = page.getByRole('row').filter({ hasText: `Deposit for ${booking.reference}` });
    await row.getByText('$55.00').first().waitFor();
    await row.getByRole('link', { name: /Link to a booking/ }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Link $55.00' }).click();
    await page.waitForURL(`**/bookings/${booking.id}`);
    await page.locator('.big-status').getByText('Partially charged', { exact: true }).waitFor();

    await stripe.bringToFront();
    await stripe.getByLabel('Amount to refund').fill('55.00');
    await stripe.getByRole('button', { name: 'Refund' }).click();
    await page.bringToFront();
    await page.locator('.big-status').getByText('Refunded', { exact: true }).waitFor();
  });

  it('shows in the open list by itself, as does what becomes of it, and in the menu', async () => {
    const booking = await api.register();
    const page = await staff.signedIn();
    await page.goto(`${staff.purser.url}/unmatched-payments`);
    const waiting = page.getByRole('navigation', { name: 'Main' }).locator('.waiting');
    const before = Number(
      (await waiting.count()) === 0 ? 0 : parseInt((await waiting.textContent()) ?? '', 10),
    );
    const id = await paidAside(booking, 4000);
    const row = page.locator(`#unmatched-${id}`);
    await row.getByText('$40.00').first().waitFor();
    await waiting.getByText(String(before + 1)).waitFor();
    const { data } = await api.unmatched('?limit=200');
    const intent = data.find((each) => each.id === id)?.stripe_payment_intent ?? '';
    await staff.purser.running.stripe.refunds.create({ payment_intent: intent, amount: 1500 });
    await row.getByText('$15.00 given back').waitFor();
    await api.post(`/unmatched-payments/${id}/link`, { booking: booking.id });
    await row.waitFor({ state: 'detached' });
  });

  it('is hinted at on its customer’s open booking, and linked from there in place', async () => {
    const booking = await api.register();
    const page = await staff.signedIn();
    await page.goto(`${staff.purser.url}/bookings/${booking.id}`);
    await page.locator('.big-status').getByText('Not Charged', { exact: true }).waitFor();
    await paidAside(booking, 4000);
    await page.getByText('$40.00 from this customer in Stripe isn’t linked to any booking').waitFor();
    await page.getByRole('link', { name: 'Link it to a booking' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('The booking becomes Partially charged, $145.50 outstanding.').waitFor();
    await dialog.getByRole('button', { name: 'Link $40.00' }).click();
    await page.locator('.big-status').getByText('Partially charged', { exact: true }).waitFor();
    expect(await page.getByText('isn’t linked to any booking').count()).toBe(0);
  });

  it('can be linked to any other booking that is searched for, but in its own currency only', async () => {
    const booking = await api.register();
    const [theirs, inEuro] = [
      await api.register({ reference: `XX-${booking.reference}` }),
      await api.register({ reference: `EU-${booking.reference}`, total: { amount: 9000, currency: 'EUR' } }),
    ];
    const id = await paidAside(booking, 4000);
    const page = await staff.signedIn();
    await page.goto(`${staff.purser.url}/unmatched-payments`);
    await page.locator(`#link-${id}`).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('searchbox').fill(booking.reference.toLowerCase());
    await dialog.getByRole('button', { name: 'Search' }).click();
    await dialog.getByRole('group', { name: /^Found for/ }).waitFor();
    expect(await dialog.getByRole('radio', { name: new RegExp(inEuro.reference) }).isDisabled()).toBe(true);
    await dialog.getByText('a payment in USD can’t be linked to it').waitFor();
    await dialog.getByRole('button', { name: 'Link $40.00' }).click();
    await dialog.getByText('Choose the booking that it was for.').waitFor();
    await dialog.getByRole('radio', { name: new RegExp(theirs.reference) }).check();
    await dialog.getByRole('button', { name: 'Link $40.00' }).click();
    await page.waitForURL(`**/bookings/${theirs.id}`);
    await page.locator('.big-status').getByText('Partially charged', { exact: true }).waitFor();
  });

  it('that somebody else has linked meanwhile says where it is', async () => {
    const booking = await api.register();
    const id = await paidAside(booking, 4000);
    const page = await staff.signedIn();
    await page.goto(`${staff.purser.url}/unmatched-payments/${id}/link/new?booking=${booking.id}`);
    expect((await api.post(`/unmatched-payments/${id}/link`, { booking: booking.id })).status).toBe(200);
    await page.getByRole('button', { name: 'Link $40.00' }).click();
    await page.getByText(`It is linked to ${booking.reference} already.`).waitFor();
    await page.getByRole('link', { name: booking.reference }).click();
    await page.waitForURL(`**/bookings/${booking.id}`);
  });

  it('is decided anew when the booking has changed since it was chosen', async () => {
    const booking = await api.register();
    const id = await paidAside(booking, 4000);
    const page = await staff.signedIn();
    await page.goto(`${staff.purser.url}/unmatched-payments/${id}/link/new?booking=${booking.id}`);
    await api.charge(booking.id, 14550);
    await page.getByRole('button', { name: 'Link $40.00' }).click();
    await page.getByText('This booking has changed since you opened it').waitFor();
    await page.getByText('The booking becomes Charged in full.').waitFor();
    await page.getByRole('button', { name: 'Link $40.00' }).click();
    await page.waitForURL(`**/bookings/${booking.id}`);
  });

  it('that is for no booking is set aside with the reason, and put back', async () => {
    const booking = await api.register();
    const id = await paidAside(booking, 4200, 'Donation');
    const page = await staff.signedIn();
    await page.goto(`${staff.purser.url}/unmatched-payments`);
    await page.locator(`#dismiss-${id}`).click();
    const dialog = page.getByRole('dialog', { name: '$42.00 is for no booking' });
    await dialog.getByRole('button', { name: 'Yes, it is for no booking' }).click();
    await dialog.getByText('Say why this payment is for no booking.').waitFor();
    await dialog.getByLabel(/^Why\b/).fill('A donation');
    await dialog.getByRole('button', { name: 'Yes, it is for no booking' }).click();
    await page.locator(`#unmatched-${id}`).waitFor({ state: 'detached' });

    await page.getByRole('link', { name: 'Not for a booking', exact: true }).click();
    const row = page.locator(`#unmatched-${id}`);
    expect(await row.innerText()).toMatch(/A donation · .*Ana/);
    await row.getByRole('button', { name: /Put back/ }).click();
    await page.waitForURL('**/unmatched-payments');
    await page
      .locator(`#unmatched-${id}`)
      .getByRole('link', { name: /Link to a booking/ })
      .waitFor();
  });

  it('can be linked without JavaScript', async () => {
    const booking = await api.register();
    const id = await paidAside(booking, 4000);
    const page = await staff.signedIn({ javaScriptEnabled: false });
    await page.goto(`${staff.purser.url}/unmatched-payments`);
    await page.locator(`#link-${id}`).click();
    await searchFor(page, booking.reference);
    await page.getByRole('radio', { name: new RegExp(booking.reference) }).check();
    await page.getByRole('button', { name: 'Link $40.00' }).click();
    await page.waitForURL(`**/bookings/${booking.id}`);
    await page.getByText(`$40.00 linked to ${booking.reference}`).waitFor();
  });
});

it('where there is none, the page says how one would come here', async () => {
  const { data } = await api.unmatched('?limit=200');
  const booking = await api.register();
  for (const { id } of data) await api.post(`/unmatched-payments/${id}/link`, { booking: booking.id });
  const page = await staff.signedIn();
  await page.goto(`${staff.purser.url}/unmatched-payments`);
  await page.getByRole('heading', { name: 'Every payment belongs to a booking' }).waitFor();
  expect(await page.getByRole('link', { name: 'Unmatched', exact: true }).first().textContent()).toBe(
    'Unmatched',
  );
});

it('no page complained to its console', () => {
  expect(staff.complaints).toEqual([]);
});

async function searchFor(page: Page, words: string): Promise<void> {
  await page.getByRole('searchbox').fill(words);
  await page.getByRole('button', { name: 'Search' }).click();
}
