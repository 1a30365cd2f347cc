import type { Page } from 'playwright';
import type { BookingJson } from '../../src/interfaces/api/v1/bookings/booking.json.js';
import { ApiClient } from '../support/api-client.js';
import { SmtpListener } from '../support/smtp-listener.js';
import { StaffBrowser } from '../support/staff-browser.js';
import { until } from '../support/until.js';

let staff: StaffBrowser;
let api: ApiClient;
let smtp: SmtpListener;

beforeAll(async () => {
  smtp = await SmtpListener.start();
  staff = await StaffBrowser.start({ SMTP_URL: smtp.url, MAIL_FROM: 'Desk <desk@example.com>' });
  api = await ApiClient.of(staff.purser);
});
afterEach(() => staff.closePages());
afterAll(async () => {
  await staff.stop();
  await smtp.stop();
});

async function openBooking(booking: BookingJson, options = {}): Promise<Page> {
  const page = await staff.signedIn(options);
  await page.goto(`${staff.purser.url}/bookings/${booking.id}`);
  return page;
}

/** From the question to Stripe's page, which is never Purser's. */
async function toStripe(page: Page): Promise<void> {
  await page.getByRole('link', { name: 'Add a card' }).click();
  await page.getByRole('button', { name: /Continue to Stripe/ }).click();
  await page.waitForURL(`${staff.purser.sandbox.url}/c/**`);
}

async function giveCard(page: Page, card: string | RegExp): Promise<void> {
  await page.getByRole('radio', { name: card }).check();
  await page.getByRole('button', { name: 'Save the card' }).click();
}

const cards = (page: Page) => page.locator('.cards > li');
const toast = (page: Page, words: string | RegExp) => page.locator('#toasts').getByText(words).first();

/** With which card each payment of the booking was made, by Stripe's own account. */
async function chargedCards({ id }: BookingJson): Promise<unknown[]> {
  const { payments } = (await api.get(`/bookings/${id}`)).body;
  const { stripe } = staff.purser.running;
  const intents = await Promise.all(
    payments.map(({ stripe_payment_intent: intent }) =>
      stripe.paymentIntents.retrieve(intent ?? '', { expand: ['latest_charge'] }),
    ),
  );
  return intents.map(({ latest_charge: charge }) =>
    typeof charge === 'object' ? charge?.payment_method_details?.card?.last4 : undefined,
  );
}

describe('staff with the customer on the phone', () => {
  it('add a card on Stripe’s page, make it primary, charge it, and remove it', async () => {
    const booking = await api.register();
    const page = await openBooking(booking);
    expect(await cards(page).count()).toBe(1);
    await toStripe(page);
    await giveCard(page, /Mastercard.*4444/);
    await page.waitForURL(`${staff.purser.url}/bookings/${booking.id}`);
    await toast(page, 'Mastercard •••• 4444 added').waitFor();
    expect(await cards(page).allInnerTexts()).toEqual([
      expect.stringMatching(/Visa •••• 4242\s*Primary/),
      expect.stringMatching(/Mastercard •••• 4444/),
    ]);

    await page.getByRole('link', { name: 'Manage cards' }).click();
    await page.getByRole('button', { name: 'Make primary Mastercard •••• 4444' }).click();
    await toast(page, 'Mastercard •••• 4444 is now the primary card').waitFor();
    await page.getByText('Mastercard •••• 4444 added').waitFor();
    expect(await cards(page).first().innerText()).toMatch(/Mastercard •••• 4444\s*Primary/);
    const { stripe } = staff.purser.running;
    const there = await stripe.customers.retrieve(booking.customer.stripe_customer ?? '', {
      expand: ['invoice_settings.default_payment_method'],
    });
    expect(there).toMatchObject({
      invoice_settings: { default_payment_method: { card: { last4: '4444' } } },
    });

    await page.getByRole('link', { name: booking.reference }).click();
    await page.getByRole('link', { name: 'Charge Customer' }).click();
    const dialog = page.getByRole('dialog');
    expect(await dialog.getByRole('radio', { name: /Mastercard/ }).isChecked()).toBe(true);
    await dialog.getByLabel('Amount').fill('100');
    await dialog
      .getByRole('button', { name: 'Yes, charge the customer $100.00 to Mastercard •••• 4444' })
      .click();
    await toast(page, '$100.00 charged to Mastercard •••• 4444').waitFor();
    await page.getByRole('link', { name: 'Charge Customer' }).click();
    await dialog.getByRole('radio', { name: /Visa/ }).check();
    await dialog.getByRole('button', { name: 'Yes, charge the customer $85.50 to Visa •••• 4242' }).click();
    await toast(page, '$85.50 charged to Visa •••• 4242').waitFor();
    expect(await chargedCards(booking)).toEqual(['4444', '4242']);

    await page.getByRole('link', { name: 'Manage cards' }).click();
    await page.getByRole('link', { name: 'Remove Mastercard •••• 4444' }).click();
    await dialog.getByText('Visa •••• 4242 becomes the primary card.').waitFor();
    await dialog.getByRole('button', { name: 'Yes, remove Mastercard •••• 4444' }).click();
    await toast(page, 'Mastercard •••• 4444 removed').waitFor();
    expect(await cards(page).count()).toBe(1);
    const kept = await stripe.customers.listPaymentMethods(booking.customer.stripe_customer ?? '');
    expect(kept.data.map(({ card }) => card?.last4)).toEqual(['4242']);
    const lines = page.locator('.timeline li');
    expect(await lines.first().innerText()).toMatch(
      /Visa •••• 4242 is now the primary card[^]*Ana|in the console/,
    );
  });

  it('may leave Stripe’s page, and nothing has changed', async () => {
    const booking = await api.register({ payment_method: null });
    const page = await openBooking(booking);
    await toStripe(page);
    await page.getByRole('link', { name: 'Cancel' }).click();
    await page.waitForURL(`${staff.purser.url}/bookings/${booking.id}`);
    await toast(page, 'No card was added').waitFor();
    expect(await cards(page).count()).toBe(0);
  });

  it('do all of it without JavaScript, the first card being the primary one', async () => {
    const booking = await api.register({ payment_method: null });
    const page = await openBooking(booking, { javaScriptEnabled: false });
    await page.getByRole('link', { name: 'Add a card' }).click();
    await page.getByRole('button', { name: /Continue to Stripe/ }).click();
    await page.waitForURL(`${staff.purser.sandbox.url}/c/**`);
    await giveCard(page, /4242/);
    await page.waitForURL(`${staff.purser.url}/bookings/${booking.id}`);
    await toast(page, 'Visa •••• 4242 added').waitFor();
    await page.getByText('It is the primary card: charged unless another is chosen.').waitFor();
    await toStripe(page);
    await giveCard(page, /1881/);
    await page.waitForURL(`${staff.purser.url}/bookings/${booking.id}`);
    await page.getByText('Expires soon').waitFor();

    await page.getByRole('link', { name: 'Place a hold' }).click();
    await page.getByRole('radio', { name: /1881/ }).check();
    await page.getByRole('button', { name: 'Yes, hold $185.50 on Visa •••• 1881' }).click();
    await page.getByText('$185.50 held on Visa •••• 1881').first().waitFor();
    await page.getByRole('link', { name: 'Manage cards' }).click();
    await page.getByRole('button', { name: /Make primary/ }).click();
    await page.getByRole('link', { name: 'Remove Visa •••• 4242' }).click();
    await page.getByRole('button', { name: 'Yes, remove Visa •••• 4242' }).click();
    await page.waitForURL(`${staff.purser.url}/customers/${booking.customer.id}`);
    expect(await cards(page).count()).toBe(1);
  });

  it('are told when the card that they chose was removed meanwhile, and nothing is charged', async () => {
    const booking = await api.register();
    const { stripe } = staff.purser.running;
    const amex = await stripe.paymentMethods.attach('pm_card_amex', {
      customer: booking.customer.stripe_customer ?? '',
    });
    const page = await openBooking(booking);
    await cards(page).nth(1).waitFor();
    await page.goto(`${staff.purser.url}/bookings/${booking.id}/charges/new`);
    await page.getByRole('radio', { name: /American Express/ }).check();
    await stripe.paymentMethods.detach(amex.id);
    await until(async () => {
      const { body } = await api.get(`/customers/${booking.customer.id}/cards`);
      return (body as unknown as { data: unknown[] }).data.length === 1;
    });
    await page.getByRole('button', { name: /Yes, charge the customer/ }).click();
    await page.getByText('no longer one of the customer’s').waitFor();
    expect(await chargedCards(booking)).toEqual([]);
    await page.getByRole('button', { name: 'Yes, charge the customer $185.50 to Visa •••• 4242' }).click();
    await page.waitForURL(`${staff.purser.url}/bookings/${booking.id}`);
    expect(await chargedCards(booking)).toEqual(['4242']);
  });

  it('can’t remove a card whose payment waits for the customer', async () => {
    const booking = await api.register({ payment_method: 'pm_card_authenticationRequired' });
    await api.charge(booking.id, 1000);
    const page = await staff.signedIn();
    await page.goto(`${staff.purser.url}/customers/${booking.customer.id}`);
    await page.getByRole('link', { name: /Remove/ }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('button', { name: /Yes, remove/ }).click();
    await dialog.getByText('A payment with this card is still under way.').waitFor();
  });
});

describe('a customer who was asked for a card', () => {
  it('by a mail adds it on Stripe’s page, and it appears on the open booking', async () => {
    const booking = await api.register({ payment_method: null });
    const page = await openBooking(booking);
    await page.getByRole('link', { name: 'Add a card' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('button', { name: `E-mail a link to ${booking.customer.email}` }).click();
    await toast(page, `Link mailed to ${booking.customer.email}`).waitFor();
    await page
      .locator('.timeline')
      .getByText(/asked for a card/)
      .waitFor();

    await until(() => smtp.receivedBy(booking.customer.email).length === 1);
    const [mail] = smtp.receivedBy(booking.customer.email);
    const link = /http\S+\/l\/[\w-]{32}/.exec((mail?.raw ?? '').replace(/=\r?\n/g, ''))?.[0] ?? '';
    const customer = await staff.stranger({ viewport: { width: 390, height: 844 } });
    await customer.goto(link);
    await customer.getByText('Nothing is charged when you save it.').waitFor();
    await customer.getByRole('button', { name: 'Add a card' }).click();
    await customer.waitForURL(`${staff.purser.sandbox.url}/c/**`);
    await giveCard(customer, /Mastercard.*4444/);
    await customer.getByText('Thank you, your card is saved').waitFor();
    await customer.getByText('Mastercard ending in 4444').waitFor();

    await cards(page).getByText('4444').waitFor();
    await page.getByRole('link', { name: 'Manage cards' }).click();
    const added = page.locator('.timeline li').filter({ hasText: 'Mastercard •••• 4444 added' });
    await added.getByText('Nora Lindqvist, the customer').waitFor();
    expect(smtp.receivedBy(booking.customer.email)).toHaveLength(1);
  });

  it('by a link that was copied finds it closed once it was stopped', async () => {
    const booking = await api.register();
    const page = await staff.signedIn();
    await page.goto(`${staff.purser.url}/customers/${booking.customer.id}`);
    await page.getByRole('link', { name: 'Add a card' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Make a link to copy' }).click();
    const link = await page.getByLabel('Give it to the customer').inputValue();
    const customer = await staff.stranger();
    await customer.goto(link);
    await customer.getByRole('button', { name: 'Add a card' }).waitFor();

    await page.goto(`${staff.purser.url}/customers/${booking.customer.id}`);
    await page.getByRole('link', { name: 'Copy, mail or stop the link' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Stop the link' }).click();
    await toast(page, 'The link is stopped').waitFor();
    await customer.getByRole('button', { name: 'Add a card' }).click();
    await customer.getByText('This link isn’t in use any more').waitFor();
    expect(await page.getByRole('link', { name: 'Copy, mail or stop the link' }).count()).toBe(0);
  });
});

describe('a card that is added in Stripe’s dashboard', () => {
  it('appears on the open booking and the open customer by itself, and so does what becomes of it', async () => {
    const booking = await api.register();
    const page = await openBooking(booking);
    const customer = await page.context().newPage();
    await customer.goto(`${staff.purser.url}/customers/${booking.customer.id}`);
    const [stripe] = await Promise.all([
      page.context().waitForEvent('page'),
      page.getByRole('link', { name: 'See Customer in Stripe' }).click(),
    ]);
    await stripe.getByText('Add card…').click();
    await stripe.getByLabel('Test card').selectOption('pm_card_amex');
    await stripe.getByRole('button', { name: 'Add card' }).click();
    await stripe.getByRole('button', { name: 'Make default American Express 8431' }).waitFor();
    await page.bringToFront();
    await cards(page).nth(1).getByText('8431').waitFor();
    await customer.bringToFront();
    await customer.locator('.timeline').getByText('American Express •••• 8431 added').waitFor();
    await customer.getByText('In Stripe’s dashboard').first().waitFor();

    await stripe.bringToFront();
    await stripe.getByRole('button', { name: 'Make default American Express 8431' }).click();
    await customer.bringToFront();
    await customer
      .locator('.timeline')
      .getByText('American Express •••• 8431 is now the primary card')
      .waitFor();
    expect(await cards(customer).first().innerText()).toMatch(/8431\s*Primary/);

    await stripe.bringToFront();
    await stripe.getByRole('button', { name: 'Remove American Express 8431' }).click();
    await customer.bringToFront();
    await customer.locator('.timeline').getByText('American Express •••• 8431 removed').waitFor();
    expect(await cards(customer).count()).toBe(1);
  });

  it('that Stripe doesn’t keep says why, there', async () => {
    const booking = await api.register();
    const page = await staff.signedIn();
    const there = booking.customer.stripe_customer ?? '';
    await page.goto(`${staff.purser.sandbox.url}/dashboard/customers/${there}`);
    await page.getByText('Add card…').click();
    await page.getByLabel('Test card').selectOption('pm_card_chargeDeclined');
    await page.getByRole('button', { name: 'Add card' }).click();
    await page.getByText('Your card was declined.').waitFor();
  });
});

it('no page of Purser has a field for a card’s number, and no page complained to its console', async () => {
  const booking = await api.register();
  const page = await staff.signedIn();
  for (const path of [
    `/bookings/${booking.id}`,
    `/bookings/${booking.id}/charges/new`,
    `/customers/${booking.customer.id}`,
    `/customers/${booking.customer.id}/card-setups/new`,
    '/bookings/new',
  ]) {
    await page.goto(staff.purser.url + path);
    const asks = page.locator('[autocomplete^="cc-"], [name*="number" i], [name*="cvc" i]');
    expect([path, await asks.count()]).toEqual([path, 0]);
  }
  expect(staff.complaints).toEqual([]);
});
