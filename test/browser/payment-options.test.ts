import type { Page } from 'playwright';
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

describe('how the customer is to pay', () => {
  it('has a default in the settings, which a new booking starts with', async () => {
    const page = await staff.signedIn();
    await page.locator('.menu summary').click();
    await page.getByRole('link', { name: 'Settings' }).click();
    await page.getByRole('heading', { name: 'Settings' }).waitFor();
    expect(await page.getByRole('radio', { name: /^Later/ }).isChecked()).toBe(true);
    await page.getByRole('radio', { name: 'Pre-authorize' }).check();
    await page.getByRole('button', { name: 'Save the settings' }).click();
    await toastSays(page, /The settings are saved/);
    const changes = page.getByRole('region', { name: 'Changes' });
    expect(await changes.innerText()).toMatch(
      /Payment of a new booking: Pre-authorize.*was Later.*Ana in the console/s,
    );

    await page.goto(`${staff.purser.url}/bookings/new`);
    expect(await page.getByRole('radio', { name: 'Pre-authorize' }).isChecked()).toBe(true);
    await page.getByLabel('Service').fill('Sunset sailing, 2 people');
    await page.getByLabel('Customer').fill('Nora Lindqvist');
    await page.getByLabel('E-mail address').fill('nora@example.com');
    await page.getByRole('textbox', { name: 'Total' }).fill('185.50');
    await page.getByLabel('Test card').selectOption('pm_card_visa');
    await page.getByRole('button', { name: 'Price by lines' }).click();
    await page.getByLabel('Line 2: what').fill('Lunch');
    await page.getByLabel('Line 2: how many').fill('2');
    await page.getByLabel('Line 2: each').fill('much');
    await page.getByRole('button', { name: 'Make the booking' }).click();
    await page.getByText('“much” isn’t an amount').waitFor();
    await page.locator('[name="unit.1"]:focus').waitFor();
    expect(await accessibilityProblems(page)).toEqual([]);
    await page.getByLabel('Line 2: each').fill('7.25');
    await page.getByRole('button', { name: 'Make the booking for $200.00' }).click();
    await statusIs(page, 'Authorized');
    const id = page.url().split('/').at(-1) ?? '';
    expect(await intentsOf(id)).toMatchObject([
      { amount_capturable: 20_000, amount_received: 0, status: 'requires_capture' },
    ]);
    expect((await api.get(`/bookings/${id}`)).body).toMatchObject({
      payment_option: 'pre_authorize',
      lines: [
        { kind: 'service', description: 'Sunset sailing, 2 people', quantity: 1 },
        { kind: 'extra', description: 'Lunch', quantity: 2, unit_amount: 725 },
      ],
    });
  });

  it('can be settled later: the page then offers it first, and nothing moves before', async () => {
    const { id } = await api.register({ payment_option: 'later' });
    const page = await staff.signedIn();
    await page.goto(`${staff.purser.url}/bookings/${id}`);
    await change(page, 'Pre-authorize');
    await page.getByText('Its payment option is Pre-authorize, and nothing is held yet.').waitFor();
    expect(await page.locator('.actions .btn').first().innerText()).toBe('Place a hold');
    expect(await intentsOf(id)).toEqual([]);

    await change(page, 'Charge now');
    await page.getByText('Its payment option is Charge now, and nothing was taken yet.').waitFor();
    expect(await page.locator('.timeline').innerText()).toMatch(
      /Payment option changed to Charge now, from Pre-authorize.*Ana in the console.*Payment option changed to Pre-authorize, from Later/s,
    );
    await page.getByRole('link', { name: 'Charge Customer' }).click();
    await page.getByRole('button', { name: 'Yes, charge the customer $185.50' }).click();
    await statusIs(page, 'Charged in full');
    expect(await intentsOf(id)).toMatchObject([{ amount_received: 18_550, status: 'succeeded' }]);
  });

  it('stays the first thing to do when the card refused it', async () => {
    const { id } = await api.register({
      payment_option: 'pre_authorize',
      payment_method: 'pm_card_chargeCustomerFail',
    });
    const page = await staff.signedIn();
    await page.goto(`${staff.purser.url}/bookings/${id}`);
    await statusIs(page, 'Not Charged');
    await page.getByText('Its payment option is Pre-authorize, and nothing is held yet.').waitFor();
    expect(await page.locator('.actions .btn.primary').first().innerText()).toBe('Place a hold');
  });

  it('isn’t settled on a booking that has changed meanwhile', async () => {
    const { id, version } = await api.register({ payment_option: 'later' });
    const page = await staff.signedIn();
    await page.goto(`${staff.purser.url}/bookings/${id}/payment-option/new`);
    await api.patch(`/bookings/${id}`, { total: { amount: 20_000, currency: 'USD' } }, { ifMatch: version });
    await page.getByRole('radio', { name: 'Charge now' }).check();
    await page.getByRole('button', { name: 'Change the payment option' }).click();
    await page.getByText('This booking has changed since you opened it.').waitFor();
    expect(await page.getByRole('radio', { name: 'Charge now' }).isChecked()).toBe(true);
    expect((await api.get(`/bookings/${id}`)).body).toMatchObject({ payment_option: 'later' });
  });
});

async function change(page: Page, option: string): Promise<void> {
  await page.getByRole('link', { name: 'Change the payment option' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('radio', { name: option }).check();
  await dialog.getByRole('button', { name: 'Change the payment option' }).click();
  await toastSays(page, new RegExp(`The payment option is ${option}`));
}

async function intentsOf(booking: string) {
  const { payment_intents: all } = await new StripeControls(staff.purser).books();
  return all.filter(({ metadata }) => metadata.purser_booking === booking);
}

async function toastSays(page: Page, what: RegExp): Promise<void> {
  await page.locator('#toasts').getByText(what).first().waitFor();
}

async function statusIs(page: Page, status: string): Promise<void> {
  await page.locator('.big-status').getByText(status, { exact: true }).waitFor();
}
