import type { Page } from 'playwright';
import { ApiClient } from '../support/api-client.js';
import { accessibilityProblems, StaffBrowser } from '../support/staff-browser.js';
import { StripeControls } from '../support/stripe-controls.js';
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

/** A booking whose customer’s bank asks every time, charged as staff would. */
async function aChargeThatWaits(): Promise<{ booking: BookingJson; desk: Page }> {
  const booking = await api.register({ payment_method: 'pm_card_authenticationRequired' });
  const desk = await staff.signedIn();
  await desk.goto(`${staff.purser.url}/bookings/${booking.id}`);
  await desk.getByRole('link', { name: 'Charge Customer' }).click();
  await desk.getByRole('button', { name: /^Yes, charge the customer/ }).click();
  await desk.getByText('The customer must authenticate $185.50').first().waitFor();
  return { booking, desk };
}

async function standingOf({ id }: BookingJson) {
  const { payment_intents: all } = await stripe.books();
  return all
    .filter(({ metadata }) => metadata.purser_booking === id)
    .map(({ status, amount_received: received }) => ({ status, received }));
}

async function linkFor(desk: Page): Promise<string> {
  await desk.getByRole('link', { name: 'Ask the customer to authenticate' }).click();
  const dialog = desk.getByRole('dialog');
  await dialog.getByLabel('Copy it').check();
  expect(await accessibilityProblems(desk)).toEqual([]);
  await dialog.getByRole('button', { name: 'Ask for $185.50 to be confirmed' }).click();
  const url = desk.locator('#links .links-url code').first();
  await url.waitFor();
  return (await url.innerText()).trim();
}

async function statusIs(desk: Page, status: string): Promise<void> {
  await desk.locator('.big-status', { hasText: status }).waitFor();
}

describe('a charge that the customer must authenticate', () => {
  it('is finished by the link that staff give them, at the second try', async () => {
    const { booking, desk } = await aChargeThatWaits();
    const customer = await staff.stranger({ viewport: { width: 390, height: 800 } });
    await customer.goto(await linkFor(desk));
    expect(await accessibilityProblems(customer)).toEqual([]);
    await customer.getByRole('button', { name: 'Confirm with your bank' }).click();
    await customer.getByRole('button', { name: 'Fail' }).click();
    await customer.getByRole('button', { name: 'Try again with your bank' }).click();
    await customer.getByRole('button', { name: 'Complete' }).click();
    await customer.getByText('Thank you, it is paid').waitFor();
    await statusIs(desk, 'Charged in full');
    expect(await standingOf(booking)).toEqual([{ status: 'succeeded', received: 18550 }]);
  });

  it('given up by staff, is canceled in Stripe and can be charged again', async () => {
    const { booking, desk } = await aChargeThatWaits();
    const link = await linkFor(desk);
    await desk.getByRole('link', { name: /^Give up/ }).click();
    await desk.getByRole('button', { name: 'Yes, give up $185.50' }).click();
    await desk.getByText('$185.50 given up').waitFor();
    const customer = await staff.stranger();
    expect((await customer.goto(link))?.status()).toBe(410);
    await customer.getByText('There is nothing to confirm any more').waitFor();
    expect(await standingOf(booking)).toEqual([{ status: 'canceled', received: 0 }]);
    await desk.getByRole('link', { name: 'Charge Customer' }).waitFor();
  });
});
