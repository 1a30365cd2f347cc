import type { Page } from 'playwright';
import type { BookingJson } from '../../src/interfaces/api/v1/bookings/booking.json.js';
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

/** Flow A of the design. */
describe('charging through Purser', () => {
  it('takes what is outstanding: from the list, over the booking, to a toast and a green badge', async () => {
    const { id, reference } = await api.register();
    const page = await staff.signedIn();
    await page.getByRole('link', { name: reference }).click();
    await statusIs(page, 'Not Charged');

    await page.getByRole('link', { name: 'Charge Customer' }).click();
    const dialog = page.getByRole('dialog');
    expect(await dialog.getByLabel('Amount').inputValue()).toBe('185.50');
    expect(await dialog.innerText()).toMatch(/Visa.*4242/s);
    expect(await outcome(page)).toMatch(/\$185\.50.*becomes Charged in full/);
    await confirm(page, 'Yes, charge the customer $185.50');

    await toastSays(page, /\$185\.50 charged to Visa •••• 4242/);
    await statusIs(page, 'Charged in full');
    expect(page.url()).toBe(`${staff.purser.url}/bookings/${id}`);
    await chargedInStripe(await bookingOf(id), [18_550]);
  });

  it('takes a part, as people write it, and says before what will be left', async () => {
    const { id } = await api.register();
    const page = await openCharge(id);
    await page.getByLabel('Amount').fill('$100,25');
    expect(await outcome(page)).toMatch(/\$100\.25.*becomes Partially charged.*\$85\.25/s);
    await confirm(page, 'Yes, charge the customer $100.25');
    await toastSays(page, /\$100\.25 charged/);
    await statusIs(page, 'Partially charged');
    await chargedInStripe(await bookingOf(id), [10_025]);
  });

  it('keeps what was typed when it is too much, and names the bound', async () => {
    const { id } = await api.register();
    const page = await openCharge(id);
    await page.getByLabel('Amount').fill('200');
    await page.getByRole('button', { name: 'Yes, charge the customer' }).click();
    await page.getByText('At most $185.50 can be charged now.').waitFor();
    expect(await page.getByLabel('Amount').inputValue()).toBe('200');
    await chargedInStripe(await bookingOf(id), []);

    await page.getByLabel('Amount').fill('100');
    await page.getByText('At most $185.50 can be charged now.').waitFor({ state: 'detached' });
    await confirm(page, 'Yes, charge the customer $100.00');
    await toastSays(page, /\$100\.00 charged/);
  });

  it('shows a decline in words, takes nothing, and lets another card be tried', async () => {
    const { id } = await api.register({ payment_method: 'pm_card_chargeCustomerFail' });
    const page = await openCharge(id);
    await confirm(page, 'Yes, charge the customer $185.50');
    await toastSays(page, /declined/i);
    await statusIs(page, 'Not Charged');

    await page.getByRole('link', { name: 'Charge Customer' }).click();
    await page.getByText('Use another card', { exact: true }).click();
    await page.getByLabel('Test card').selectOption('pm_card_mastercard');
    await confirm(page, 'Yes, charge the customer $185.50');
    await toastSays(page, /\$185\.50 charged to Mastercard/);
    await statusIs(page, 'Charged in full');
  });

  it('says once why nothing can be charged while the customer must authenticate, and what can be done', async () => {
    const { id } = await api.register({ payment_method: 'pm_card_authenticationRequired' });
    const page = await openCharge(id);
    await confirm(page, 'Yes, charge the customer $185.50');
    await statusIs(page, 'Processing');
    // So it is while Stripe is being asked, too.
    await page.getByText('waits for the customer to authenticate').waitFor();
    for (const name of ['Charge Customer', 'Place a hold']) {
      const button = page.getByRole('button', { name });
      expect(await button.isDisabled()).toBe(true);
      const reason = page.locator(`[id="${await button.getAttribute('aria-describedby')}"]`);
      expect(await reason.innerText()).toMatch(/^\$185\.50 waits for the customer/);
    }
    expect(await page.getByText('waits for the customer to authenticate').count()).toBe(1);

    const [stripe] = await Promise.all([
      page.context().waitForEvent('page'),
      page.getByRole('link', { name: 'See the payment in Stripe' }).click(),
    ]);
    await stripe.getByText('Cancel payment…').click();
    await stripe.getByRole('button', { name: 'Yes, cancel the payment' }).click();
    await statusIs(page, 'Not Charged');
    await page.getByRole('link', { name: 'Charge Customer' }).waitFor();
    await toastSays(page, /Canceled in Stripe: the charge of \$185\.50/);
    expect(await page.locator('#toasts').innerText()).not.toContain('must authenticate');
  });

  it('places a hold, captures a part of it, and says that the rest is given back', async () => {
    const { id } = await api.register();
    const page = await open(id);
    await page.getByRole('link', { name: 'Place a hold' }).click();
    await confirm(page, 'Yes, hold $185.50');
    await toastSays(page, /\$185\.50 held on Visa/);
    await statusIs(page, 'Authorized');

    await page
      .getByRole('link', { name: /^Capture/ })
      .first()
      .click();
    await page.getByRole('dialog').getByLabel('Amount').fill('150');
    expect(await outcome(page)).toMatch(/\$35\.50/);
    await confirm(page, 'Yes, capture $150.00');
    await toastSays(page, /\$150\.00 captured/);
    await statusIs(page, 'Partially charged');
    await chargedInStripe(await bookingOf(id), [15_000]);
  });

  it('releases a hold', async () => {
    const { id } = await api.register({ payment_option: 'pre_authorize' });
    const page = await open(id);
    await statusIs(page, 'Authorized');
    await page
      .getByRole('link', { name: /^Release/ })
      .first()
      .click();
    await confirm(page, 'Yes, release $185.50');
    await toastSays(page, /Hold of \$185\.50 released/);
    await statusIs(page, 'Not Charged');
  });

  it('makes a booking and changes its total, then charges the difference', async () => {
    const page = await staff.signedIn();
    await page.getByRole('link', { name: 'New booking' }).first().click();
    await page.getByLabel('Reference').fill('WALK-IN-1');
    await page.getByLabel('Service').fill('Sunset cruise');
    await page.getByLabel('Customer').fill('Ada Lovelace');
    await page.getByLabel('E-mail address').fill('ada@example.com');
    await page.getByLabel('Total', { exact: true }).fill('1,234.50');
    await page.getByLabel('Test card').selectOption('pm_card_visa');
    await page.getByLabel('Charge now').check();
    await page.getByRole('button', { name: 'Make the booking' }).click();
    await page.getByRole('heading', { name: 'Sunset cruise' }).waitFor();
    await statusIs(page, 'Charged in full');

    await page.getByRole('link', { name: 'Change price' }).click();
    await page.getByRole('dialog').getByLabel('Line 1: each').fill('1300');
    await page.getByRole('button', { name: 'Change the price to $1,300.00' }).click();
    await statusIs(page, 'Partially charged');
    await page.getByRole('link', { name: 'Charge Customer' }).click();
    await confirm(page, 'Yes, charge the customer $65.50');
    await statusIs(page, 'Charged in full');
  });
});

describe('one decision', () => {
  it('is one charge, however often the button is pressed', async () => {
    const { id } = await api.register();
    const page = await openCharge(id);
    await page.getByLabel('Amount').fill('10');
    await page.evaluate(
      "for (let click = 0; click < 20; click += 1) document.querySelector('dialog [data-submit]')?.click()",
    );
    await toastSays(page, /\$10\.00 charged/);
    await chargedInStripe(await bookingOf(id), [1000]);
  });

  it('is one charge when twenty copies of the form arrive at once', async () => {
    const { id } = await api.register();
    const page = await openCharge(id);
    await page.getByLabel('Amount').fill('10');
    const answers = await page.evaluate<string[]>(`
      const form = document.querySelector('dialog form');
      const body = new URLSearchParams(new FormData(form));
      const send = () => fetch(form.action, { method: 'POST', body, redirect: 'manual' });
      Promise.all(Array.from({ length: 20 }, send)).then((all) => all.map(({ type }) => type));
    `);
    expect(new Set(answers)).toEqual(new Set(['opaqueredirect']));
    await chargedInStripe(await bookingOf(id), [1000]);
  });

  it('is one charge when the browser sends the form again', async () => {
    const { id } = await api.register();
    const page = await staff.signedIn({ javaScriptEnabled: false });
    await page.goto(`${staff.purser.url}/bookings/${id}/charges/new`);
    await page.getByLabel('Amount').fill('10');
    const sent = page.waitForRequest((request) => request.method() === 'POST');
    await page.getByRole('button', { name: 'Yes, charge the customer' }).click();
    const request = await sent;
    await toastSays(page, /\$10\.00 charged/);

    const again = await page.request.fetch(request.url(), {
      method: 'POST',
      data: request.postData() ?? '',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    });
    expect(again.status()).toBe(200);
    expect(await again.text()).toContain('sent more than once, and done once');

    await page.goBack();
    await page.getByRole('button', { name: 'Yes, charge the customer' }).click();
    await page.waitForLoadState();
    await chargedInStripe(await bookingOf(id), [1000]);
  });

  it('made on figures that have changed since is refused, and nothing is charged', async () => {
    const { id } = await api.register();
    const [first, second] = [await openCharge(id), await openCharge(id)];
    await first.getByLabel('Amount').fill('100');
    await confirm(first, 'Yes, charge the customer $100.00');
    await toastSays(first, /\$100\.00 charged/);
    await second.getByText('This booking has just changed').waitFor();
    await second.getByLabel('Amount').fill('50');
    await second.getByRole('button', { name: 'Yes, charge the customer' }).click();
    await second.getByText('This booking has changed since you opened it').waitFor();
    await chargedInStripe(await bookingOf(id), [10_000]);
  });
});

describe('without JavaScript', () => {
  it('the whole of flow A works on plain pages', async () => {
    const { id, reference } = await api.register();
    const page = await staff.signedIn({ javaScriptEnabled: false });
    await page.getByLabel('Search reference, name or e-mail').fill(reference.toLowerCase());
    await page.getByRole('button', { name: 'Search' }).click();
    await page.getByRole('link', { name: reference }).click();
    await page.getByRole('link', { name: 'Charge Customer' }).click();
    expect(new URL(page.url()).pathname).toBe(`/bookings/${id}/charges/new`);
    await confirm(page, 'Yes, charge the customer $185.50');
    await toastSays(page, /\$185\.50 charged/);
    await statusIs(page, 'Charged in full');
  });
});

it('no page complained to its console', () => {
  expect(staff.complaints).toEqual([]);
});

async function bookingOf(id: string): Promise<BookingJson> {
  return (await api.get(`/bookings/${id}`)).body;
}

async function open(id: string): Promise<Page> {
  const page = await staff.signedIn();
  await page.goto(`${staff.purser.url}/bookings/${id}`);
  return page;
}

async function openCharge(id: string): Promise<Page> {
  const page = await open(id);
  await page.getByRole('link', { name: 'Charge Customer' }).click();
  await page.getByRole('dialog').getByLabel('Amount').waitFor();
  return page;
}

async function outcome(page: Page): Promise<string> {
  return (await page.locator('[data-outcome]').innerText()).replaceAll(/\s+/g, ' ');
}

/** Presses the button whose words, amount included, are these. */
async function confirm(page: Page, words: string): Promise<void> {
  await page.getByRole('button', { name: words }).click();
}

async function toastSays(page: Page, words: RegExp): Promise<void> {
  await page.locator('#toasts').getByText(words).first().waitFor();
}

async function statusIs(page: Page, label: string): Promise<void> {
  await page.locator('.big-status').getByText(label, { exact: true }).waitFor();
}

/** Stripe's books: what was taken from this booking's customer, payment by payment. */
async function chargedInStripe(booking: BookingJson, amounts: readonly number[]): Promise<void> {
  const stripe = staff.purser.running.stripe;
  const found = await stripe.paymentIntents.list({ limit: 100 });
  const taken = found.data
    .filter((intent) => intent.metadata.purser_booking === booking.id && intent.amount_received > 0)
    .map((intent) => intent.amount_received);
  expect(taken).toEqual(amounts);
  expect(booking.captured).toBe(amounts.reduce((sum, amount) => sum + amount, 0));
}
