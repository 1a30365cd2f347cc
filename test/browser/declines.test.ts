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

const bookingOf = async (id: string) => (await api.get(`/bookings/${id}`)).body;

async function intentsOf(id: string) {
  const { customer } = await bookingOf(id);
  const { data } = await staff.purser.running.stripe.paymentIntents.list({
    customer: customer.stripe_customer ?? '',
  });
  return data.map(({ status, amount }) => ({ status, amount }));
}

async function charge(page: Page, id: string, amount: string): Promise<void> {
  await page.goto(`${staff.purser.url}/bookings/${id}`);
  await page.getByRole('link', { name: 'Charge Customer' }).click();
  await page.getByLabel('Amount').fill(amount);
  await confirm(page);
}

async function confirm(page: Page): Promise<void> {
  await page.getByRole('dialog').getByRole('button', { name: 'Yes, charge the customer' }).click();
  await page.getByRole('dialog').waitFor({ state: 'detached' });
}

describe('a declined charge', () => {
  it('is told with the next step and what to say, and another card takes the same amount', async () => {
    const { id } = await api.register({ payment_method: 'pm_card_chargeDeclinedInsufficientFunds' });
    const page = await staff.signedIn();
    await charge(page, id, '120');

    const note = page.locator('.desk-notes .note').filter({ hasText: '$120.00 was declined' });
    await note.waitFor();
    expect(await note.innerText()).toMatch(
      /Not enough funds on the card.*Next: Use another card.*Say to the customer: “Your card doesn’t have enough funds/s,
    );
    expect(await page.locator('.timeline').innerText()).toContain('Next: use another card.');

    await note.getByRole('link', { name: 'Charge another card' }).click();
    const dialog = page.getByRole('dialog');
    expect(await dialog.getByLabel('Amount').inputValue()).toBe('120.00');
    await dialog.getByLabel('Test card').selectOption('pm_card_mastercard');
    await confirm(page);
    await page.locator('.toasts').getByText('$120.00 charged to Mastercard').first().waitFor();
    await note.waitFor({ state: 'detached' });
    expect(await intentsOf(id)).toContainEqual({ status: 'succeeded', amount: 12_000 });
    expect(await bookingOf(id)).toMatchObject({ captured: 12_000, flags: [] });
  });

  it('for good is never sent again: the dialog says so and keeps what was typed', async () => {
    const { id } = await api.register({ payment_method: 'pm_card_chargeDeclinedStolenCard' });
    const page = await staff.signedIn();
    await charge(page, id, '80');
    const note = page.locator('.desk-notes .note').filter({ hasText: 'reported stolen' });
    await note.waitFor();
    expect(await note.innerText()).toMatch(
      /Purser won’t try this card again.*Say to the customer: “Your card was declined/s,
    );
    const sent = await intentsOf(id);

    await page.getByRole('link', { name: 'Charge Customer' }).click();
    await page.getByLabel('Amount').fill('75');
    await page.getByRole('dialog').getByRole('button', { name: 'Yes, charge the customer' }).click();
    const refusal = page.getByRole('dialog').getByText('declined for good');
    await refusal.waitFor();
    expect(await page.getByLabel('Amount').inputValue()).toBe('75');
    expect(await intentsOf(id)).toHaveLength(sent.length);

    await page.getByLabel('Test card').selectOption('pm_card_visa');
    await confirm(page);
    await page.locator('.toasts').getByText('$75.00 charged to Visa').first().waitFor();
    expect(await intentsOf(id)).toContainEqual({ status: 'succeeded', amount: 7500 });
    expect(staff.complaints).toEqual([]);
  });
});
