import { randomUUID } from 'node:crypto';
import type { Page } from 'playwright';
import type { BookingJson } from '../../src/interfaces/api/v1/bookings/booking.json.js';
import { ApiClient } from '../support/api-client.js';
import { accessibilityProblems, StaffBrowser } from '../support/staff-browser.js';
import { StripeControls } from '../support/stripe-controls.js';
import { until } from '../support/until.js';

let staff: StaffBrowser;
let api: ApiClient;

beforeAll(async () => {
  staff = await StaffBrowser.start();
  api = await ApiClient.of(staff.purser);
});
afterEach(() => staff.closePages());
afterAll(async () => {
  expect(staff.complaints).toEqual([]);
  await staff.stop();
});

const toast = (page: Page, words: string | RegExp) => page.locator('#toasts').getByText(words).first();

/** Mia twice, by two addresses, with a booking of $100 and a card each. */
async function miaTwice(): Promise<readonly [BookingJson, BookingJson]> {
  const mark = randomUUID().slice(0, 8);
  const booking = (email: string, name: string, card: string, phone?: string) =>
    api.register({
      customer: { name, email, phone, payment_method: card },
      total: { amount: 10_000, currency: 'USD' },
    });
  return [
    await booking(`mia.${mark}@home.example`, `Mia Wong ${mark}`, 'pm_card_visa'),
    await booking(
      `m.wong.${mark}@work.example`,
      `Mia WONG ${mark}`,
      'pm_card_mastercard',
      '+44 20 7946 0000',
    ),
  ];
}

async function open(path: string, options = {}): Promise<Page> {
  const page = await staff.signedIn(options);
  await page.goto(`${staff.purser.url}${path}`);
  return page;
}

/** Of each payment in the sandbox's own books: whose it is there, and how much was taken. */
async function takenFrom(...bookings: readonly BookingJson[]) {
  const { stripe } = staff.purser.running;
  const { payment_intents: booked } = await new StripeControls(staff.purser).books();
  const ours = booked.filter(({ metadata }) => bookings.some(({ id }) => metadata.purser_booking === id));
  const taken = await Promise.all(
    ours.map(async ({ id, amount_received: received }) => ({
      customer: (await stripe.paymentIntents.retrieve(id)).customer,
      received,
    })),
  );
  return taken.toSorted((a, b) => a.received - b.received);
}

describe('staff', () => {
  it('find a customer, note something, merge them with who they also are, and charge the card that moved', async () => {
    const [mia, other] = await miaTwice();
    const page = await staff.signedIn();
    await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Customers' }).click();
    // Searching as one types is up to a script.
    await page.waitForLoadState();
    await page.getByRole('searchbox').fill(mia.customer.email.toUpperCase().slice(0, 10));
    await page.waitForURL(/q=MIA/);
    await page.getByRole('row').nth(1).getByText('$100.00').waitFor();
    await page.getByRole('link', { name: mia.customer.name }).click();

    await page.getByRole('link', { name: 'Add a note' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel(/^Note\b/).fill('Comes with <b>two</b> dogs.\nCalls back before noon.');
    await dialog.getByRole('button', { name: 'Add the note' }).click();
    await toast(page, 'Note added').waitFor();
    expect(await page.locator('.note-text').innerText()).toBe(
      'Comes with <b>two</b> dogs.\nCalls back before noon.',
    );

    // She is suggested: the same name in another case.
    await page.getByText('Possibly the same person.').waitFor();
    await page.getByRole('link', { name: other.customer.email }).click();
    await page.getByRole('heading', { name: 'Merge two customers' }).waitFor();
    for (const side of [mia, other])
      await page
        .getByRole('region', { name: new RegExp(`: ${side.customer.name}$`) })
        .getByText('$100.00')
        .waitFor();
    await page.getByRole('radio', { name: other.customer.email }).check();
    await page.getByRole('button', { name: 'Yes, make them one customer' }).click();
    await page.getByText('Say how you know that they are one person').waitFor();
    expect(await page.getByRole('radio', { name: other.customer.email }).isChecked()).toBe(true);
    await page.getByLabel('How do you know?').fill('She says so on the phone');
    await page.getByRole('button', { name: 'Yes, make them one customer' }).click();
    await toast(page, `${mia.customer.name} is one customer now`).waitFor();
    expect(new URL(page.url()).pathname).toBe(`/customers/${mia.customer.id}`);
    expect(await page.getByRole('region', { name: 'Balance' }).innerText()).toContain('$200.00');
    expect(await page.locator('.cards > li').count()).toBe(2);
    const told = await page.locator('.timeline li').first().innerText();
    expect(told).toMatch(
      /Merged with Mia WONG[^]*1 booking and 1 card came with it[^]*She says so on the phone/,
    );

    // The old address of the other leads here, and her booking charges the card that came with it.
    await page.goto(`${staff.purser.url}/customers/${other.customer.id}`);
    expect(new URL(page.url()).pathname).toBe(`/customers/${mia.customer.id}`);
    await page
      .getByRole('link', { name: new RegExp(other.reference) })
      .first()
      .click();
    await page.locator('.timeline').getByText('are one customer now').waitFor();
    await page.getByRole('link', { name: 'Charge Customer' }).click();
    await dialog.getByRole('radio', { name: /Mastercard/ }).check();
    await dialog.getByLabel('Amount').fill('60');
    await dialog.getByRole('button', { name: /Yes, charge the customer \$60\.00 to Mastercard/ }).click();
    await toast(page, '$60.00 charged to Mastercard').waitFor();
    await page.goto(`${staff.purser.url}/bookings/${mia.id}`);
    await page.getByRole('link', { name: 'Charge Customer' }).click();
    await dialog.getByRole('button', { name: /Yes, charge the customer \$100\.00 to Visa/ }).click();
    await toast(page, '$100.00 charged to Visa').waitFor();
    expect(await takenFrom(mia, other)).toEqual([
      { customer: other.customer.stripe_customer, received: 6000 },
      { customer: mia.customer.stripe_customer, received: 10_000 },
    ]);
    const { body } = await api.get(`/customers/${other.customer.id}`);
    expect(body).toMatchObject({ id: mia.customer.id, balances: [{ currency: 'USD', outstanding: 4000 }] });

    await page.goto(`${staff.purser.url}/customers/${mia.customer.id}`);
    const payments = page.getByRole('region', { name: 'Payments' });
    expect(await payments.getByRole('listitem').count()).toBe(2);
    await page.getByRole('link', { name: /^All bookings of/ }).click();
    await page.getByText(`Bookings of`).waitFor();
    expect(await page.locator('.bookings tbody tr').count()).toBe(2);
  });

  it('without scripts, are kept from merging while a payment of either waits, and told which', async () => {
    const [mia, other] = await miaTwice();
    await api.post(
      `/bookings/${other.id}/charges`,
      { amount: 1000, payment_method: 'pm_card_authenticationRequired' },
      { key: randomUUID() },
    );
    const page = await open(`/customers/${mia.customer.id}`, { javaScriptEnabled: false });
    await page.getByRole('link', { name: 'Merge…' }).click();
    await page.getByRole('searchbox').fill(other.customer.email);
    await page.getByRole('button', { name: 'Search' }).click();
    await page
      .getByRole('region', { name: 'Found' })
      .getByRole('link', { name: other.customer.name })
      .click();
    await page.getByRole('link', { name: other.reference, exact: true }).waitFor();
    await page.getByLabel('How do you know?').fill('The same dogs');
    await page.getByRole('button', { name: 'Yes, make them one customer' }).click();
    await page.getByText(/Give it up first, or wait for them. Nothing was merged/).waitFor();
    expect(await page.getByLabel('How do you know?').inputValue()).toBe('The same dogs');
    expect((await api.get(`/customers/${other.customer.id}`)).body).toMatchObject({ id: other.customer.id });
  });

  it('correct a customer; what is refused stays typed, and says who has the address', async () => {
    const [mia, other] = await miaTwice();
    const page = await open(`/customers/${mia.customer.id}`);
    await page.getByRole('link', { name: 'Correct the customer' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel(/^Name\b/).fill('Mia Wong-Ruiz');
    await dialog.getByLabel('E-mail address').fill(other.customer.email);
    await dialog.getByRole('button', { name: 'Save the customer' }).click();
    await dialog.getByText(/is the address of another customer/).waitFor();
    expect(await dialog.getByLabel(/^Name\b/).inputValue()).toBe('Mia Wong-Ruiz');
    await dialog.getByLabel('E-mail address').fill(`new.${mia.customer.email}`);
    await dialog.getByRole('button', { name: 'Save the customer' }).click();
    await toast(page, 'Mia Wong-Ruiz is saved').waitFor();
    await page.locator('.timeline').getByText('Corrected the name and e-mail address').waitFor();
    expect(await page.getByRole('heading', { level: 1 }).innerText()).toBe('Mia Wong-Ruiz');
    const { stripe } = staff.purser.running;
    const there = async () => stripe.customers.retrieve(mia.customer.stripe_customer ?? '');
    await until(async () => {
      const known = await there();
      return !known.deleted && known.name === 'Mia Wong-Ruiz' && known.email === `new.${mia.customer.email}`;
    });
    await page.getByRole('link', { name: 'Add a note' }).click();
    await dialog.getByLabel(/^Note\b/).fill('Wrote to us');
    await dialog.getByRole('button', { name: 'Add the note' }).click();
    await page.getByRole('button', { name: /^Remove the note of/ }).click();
    await toast(page, 'Note removed').waitFor();
    expect(await page.locator('.note-text').count()).toBe(0);
  });

  it('read these pages whatever they see and use', async () => {
    const [mia, other] = await miaTwice();
    await api.post(`/customers/${mia.customer.id}/notes`, { text: 'Comes with two dogs.' });
    const paths = [
      '/customers',
      '/customers?q=nobody-like-this',
      `/customers/${mia.customer.id}`,
      `/customers/${mia.customer.id}/details/new`,
      `/customers/${mia.customer.id}/notes/new`,
      `/customers/${mia.customer.id}/merges/new`,
      `/customers/${mia.customer.id}/merges/new?with=${other.customer.id}`,
    ];
    for (const look of [
      { colorScheme: 'light', width: 1280 },
      { colorScheme: 'dark', width: 390 },
    ] as const) {
      const page = await staff.signedIn({
        colorScheme: look.colorScheme,
        viewport: { width: look.width, height: 900 },
      });
      for (const path of paths) {
        await page.goto(`${staff.purser.url}${path}`);
        expect([path, await accessibilityProblems(page)]).toEqual([path, []]);
        const sideways = await page.evaluate<boolean>(
          'document.documentElement.scrollWidth > document.documentElement.clientWidth',
        );
        expect([path, look.width, sideways]).toEqual([path, look.width, false]);
      }
    }
  }, 120_000);
});
