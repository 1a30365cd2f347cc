import type { Page } from 'playwright';
import { ApiClient } from '../support/api-client.js';
import { StaffBrowser } from '../support/staff-browser.js';
import { StripeControls } from '../support/stripe-controls.js';

let staff: StaffBrowser;
let api: ApiClient;

beforeAll(async () => {
  staff = await StaffBrowser.start();
  api = await ApiClient.of(staff.purser);
});
afterEach(() => staff.closePages());
afterAll(() => staff.stop());

describe('money that came in outside Stripe', () => {
  it('is written down with its way, day and note; a mistake is taken back, and Stripe hears of neither', async () => {
    const { id } = await api.register();
    const page = await staff.signedIn();
    await page.goto(`${staff.purser.url}/bookings/${id}`);
    await page.getByRole('link', { name: 'Record a collection' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Amount received').fill('100');
    expect(await dialog.locator('[data-outcome]').innerText()).toMatch(
      /\$100\.00.*no card is charged.*becomes Partially charged, \$85\.50 outstanding/s,
    );
    await dialog.getByRole('button', { name: 'Yes, it was received: $100.00' }).click();

    // How is still to be chosen; what was typed stays.
    await dialog.getByText('Choose how the money came in.').waitFor();
    expect(await dialog.getByLabel('Amount received').inputValue()).toBe('100');
    await dialog.getByLabel('How it came in').selectOption('Bank transfer');
    await dialog.getByLabel('Received on').fill('2026-01-15');
    await dialog.getByLabel(/^Note\b/).fill('Ref 88-1');
    await dialog.getByRole('button', { name: 'Yes, it was received: $100.00' }).click();
    await toastSays(page, /\$100\.00 collected.*now Partially charged.*\$85\.50 outstanding/s);
    await statusIs(page, 'Partially charged');
    const row = page.getByRole('row', { name: /^Collection/ });
    expect(await row.innerText()).toMatch(/received Thu,? 15 Jan 2026.*Bank transfer.*\$100\.00/s);
    expect(await page.locator('.timeline').innerText()).toMatch(
      /\$100\.00 collected: Bank transfer, received Thu,? 15 Jan 2026.*Ref 88-1.*in the console/s,
    );

    await page.getByRole('link', { name: 'Reverse the collection of $100.00' }).click();
    await dialog.getByLabel('What was wrong').fill('Entered on the wrong booking');
    await dialog.getByRole('button', { name: 'Yes, reverse $100.00' }).click();
    await toastSays(page, /Collection of \$100\.00 reversed.*now Not Charged/s);
    await statusIs(page, 'Not Charged');
    expect(await page.getByRole('row', { name: /^Reversal of \$100\.00/ }).innerText()).toMatch(/−\$100\.00/);
    await page.getByText('Entered on the wrong booking').first().waitFor();
    expect(await page.getByRole('link', { name: /^Reverse/ }).count()).toBe(0);
    expect((await api.get(`/bookings/${id}`)).body).toMatchObject({ collected: 0, refunded: 0 });
    expect(await intentsOf(id)).toEqual([]);
  });

  it('above what is outstanding is refused beside the field; and with a hold open the form says so', async () => {
    const { id } = await api.register({ payment_option: 'pre_authorize' });
    const page = await staff.signedIn({ javaScriptEnabled: false });
    await page.goto(`${staff.purser.url}/bookings/${id}`);
    await page.getByRole('link', { name: 'Record a collection' }).click();
    await page.getByText('$185.50 is held on the card for this booking already.').waitFor();
    await page.getByLabel('Amount received').fill('185.51');
    await page.getByLabel('How it came in').selectOption('Cash');
    await page.getByRole('button', { name: 'Yes, it was received' }).click();
    await page.getByText('At most $185.50 is outstanding.').waitFor();
    expect(await page.getByLabel('How it came in').inputValue()).toBe('cash');
    await page.getByLabel('Amount received').fill('185.50');
    await page.getByRole('button', { name: 'Yes, it was received' }).click();
    await statusIs(page, 'Charged in full');
    expect(await intentsOf(id)).toMatchObject([{ amount_received: 0, amount_capturable: 18_550 }]);
  });
});

describe('the ways of collecting', () => {
  it('are added to in the settings and collected by; a retired one is offered no more, and keeps its name', async () => {
    const page = await staff.signedIn();
    await page.goto(`${staff.purser.url}/settings`);
    const ways = page.getByRole('region', { name: 'Ways of collecting' });
    await ways.getByRole('link', { name: 'Add a way' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel(/^Name\b/).fill('cash');
    await dialog.getByRole('button', { name: 'Add it' }).click();
    await dialog.getByText('“Cash” is there already.').waitFor();
    expect(await dialog.getByLabel(/^Name\b/).inputValue()).toBe('cash');
    await dialog.getByLabel(/^Name\b/).fill('Gift card');
    await dialog.getByRole('button', { name: 'Add it' }).click();
    await toastSays(page, /“Gift card” is added/);

    const { id } = await api.register();
    const form = `${staff.purser.url}/bookings/${id}/collections/new`;
    await page.goto(form);
    await page.getByLabel('How it came in').selectOption('Gift card');
    await page.getByRole('button', { name: 'Yes, it was received' }).click();
    await statusIs(page, 'Charged in full');

    await page.goto(`${staff.purser.url}/settings`);
    await ways.getByRole('link', { name: 'Rename Gift card' }).click();
    await dialog.getByLabel(/^Name\b/).fill('Gift voucher');
    await dialog.getByRole('button', { name: 'Save the name' }).click();
    await toastSays(page, /“Gift card” is now “Gift voucher”/);
    await ways.getByRole('button', { name: 'Retire Gift voucher' }).click();
    await toastSays(page, /“Gift voucher” is retired/);
    const history = page.getByRole('region', { name: 'Changes' });
    expect(await history.innerText()).toMatch(
      /“Gift voucher” retired.*“Gift card” renamed “Gift voucher”.*“Gift card” added/s,
    );

    await page.goto(`${staff.purser.url}/bookings/${(await api.register()).id}/collections/new`);
    const offered = await page.getByLabel('How it came in').locator('option').allInnerTexts();
    expect(offered).toContain('Cash');
    expect(offered).not.toContain('Gift voucher');
    await page.goto(`${staff.purser.url}/bookings/${id}`);
    expect(await page.getByRole('row', { name: /^Collection/ }).innerText()).toMatch(/Gift voucher/);
  });

  it('are changed without JavaScript too, with what was typed kept, and one stays in use', async () => {
    const page = await staff.signedIn({ javaScriptEnabled: false });
    await page.goto(`${staff.purser.url}/settings`);
    const ways = page.getByRole('region', { name: 'Ways of collecting' });
    await ways.getByRole('link', { name: 'Add a way' }).click();
    await page.getByRole('button', { name: 'Add it' }).click();
    await page.getByText('Give it a name.').waitFor();
    await page.getByLabel(/^Name\b/).fill('Voucher');
    await page.getByRole('button', { name: 'Add it' }).click();
    await page.getByText('“Voucher” is there already.').waitFor();
    expect(await page.getByLabel(/^Name\b/).inputValue()).toBe('Voucher');
    await page.getByRole('link', { name: 'Not now' }).click();

    for (const left of ['Cash', 'Bank transfer', 'Cheque', 'Card terminal', 'Voucher']) {
      await ways.getByRole('button', { name: `Retire ${left}` }).click();
      await ways.getByRole('button', { name: new RegExp(`^Take up again.*${left}$`) }).waitFor();
    }
    await ways.getByText('The only one in use').waitFor();
    expect(await ways.getByRole('button', { name: /^Retire/ }).count()).toBe(0);
    await ways.getByRole('button', { name: /^Take up again.*Cash$/ }).click();
    await ways.getByRole('button', { name: 'Retire Cash' }).waitFor();
  });
});

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
