import { randomUUID } from 'node:crypto';
import type { Page } from 'playwright';
import type { BookingJson } from '../../src/interfaces/api/v1/bookings/booking.json.js';
import { ApiClient } from '../support/api-client.js';
import { SmtpListener } from '../support/smtp-listener.js';
import { accessibilityProblems, StaffBrowser } from '../support/staff-browser.js';
import { StripeControls } from '../support/stripe-controls.js';
import { until } from '../support/until.js';

let smtp: SmtpListener;
let staff: StaffBrowser;
let api: ApiClient;

beforeAll(async () => {
  smtp = await SmtpListener.start();
  staff = await StaffBrowser.start({ SMTP_URL: smtp.url, PURSER_BUSINESS_NAME: 'Northern Kayaks' });
  api = await ApiClient.of(staff.purser);
});
afterEach(() => staff.closePages());
afterAll(async () => {
  await staff?.stop();
  await smtp?.stop();
});

describe('a receipt', () => {
  it('is on paper and in the mail what was charged in Stripe, and says who the business is', async () => {
    await describeTheBusiness();
    const email = `nora-${randomUUID()}@example.com`;
    const booking = await api.register({ email });
    const page = await staff.signedIn({ colorScheme: 'dark' });
    await charge(page, booking, '50.00');
    await page.getByRole('link', { name: /^Receipt for \$50\.00/ }).click();
    await page.getByRole('heading', { name: 'Receipt', exact: true }).waitFor();
    expect(await accessibilityProblems(page)).toEqual([]);
    const [taken] = await booksOf(booking);
    const paper = await page.locator('.receipt').innerText();
    for (const said of [
      'Northern Kayaks',
      'Doca de Belém 4\n1300-038 Lisboa',
      'VAT PT 509 442 013',
      'hello@kayaks.example',
      'Come back soon.',
      'For Nora Lindqvist',
      booking.reference,
      'Visa •••• 4242',
      taken?.id ?? 'no payment in the books',
      `US$${(taken?.amount_received ?? 0) / 100}.00`,
      'Lisbon time',
    ])
      expect(paper).toContain(said);
    expect(paper).toMatch(/Left to pay\s+US\$135\.50/);
    expect(paper).toMatch(/SANDBOX: no real money moved/);

    await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
    expect(await page.locator('.document-bar').isVisible()).toBe(false);
    const colours = await page.evaluate(
      `(({ color, backgroundColor }) => [color, backgroundColor])(getComputedStyle(document.querySelector('.receipt')))`,
    );
    expect(colours).toEqual(['rgb(0, 0, 0)', 'rgb(255, 255, 255)']);
    for (const format of ['A4', 'Letter'])
      expect(pagesOf(await page.pdf({ format, printBackground: true }))).toBe(1);
    await page.emulateMedia({ media: 'screen' });

    await page.getByRole('link', { name: 'Mail it' }).click();
    await page.getByLabel(/^To\b/).fill('nobody');
    await page.getByRole('button', { name: 'Mail the receipt' }).click();
    await page.getByText('Type one e-mail address').waitFor();
    expect(await page.getByLabel(/^To\b/).inputValue()).toBe('nobody');
    await page.getByLabel(/^To\b/).fill(email);
    await page.getByRole('button', { name: 'Mail the receipt' }).dblclick();
    await page.locator('#toasts').getByText(`The receipt goes to ${email}`).waitFor();
    await page.locator('.timeline').getByText(`The receipt for $50.00 paid goes to ${email}`).waitFor();
    await page.locator('.timeline').getByText('Ana in the console').first().waitFor();
    await until(() => smtp.receivedBy(email).length > 0);
    const [mail] = smtp.receivedBy(email);
    expect(mail?.raw).toContain('US$50.00');
    expect(mail?.raw).toContain(taken?.id);
    expect(await mailsOf(booking)).toHaveLength(1);
  });

  it('is there for a refund too, and not for what was only held', async () => {
    const email = `nora-${randomUUID()}@example.com`;
    const booking = await api.register({ email });
    const { body: payment } = await api.charge(booking.id, 5000);
    const { body: hold } = await api.hold(booking.id, 3000);
    const page = await staff.signedIn();
    await page.goto(`${staff.purser.url}/bookings/${booking.id}`);
    await page.locator(`#refund-${payment.id}`).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Amount to give back').fill('20');
    await dialog.getByLabel(/^Why\b/).selectOption('Requested by the customer');
    await dialog.getByRole('button', { name: 'Yes, refund $20.00' }).click();
    const refundMail = page.getByRole('link', { name: 'Mail receipt for the $20.00 given back' });
    await refundMail.click();
    const mailing = page.getByRole('dialog', { name: /^Mail receipt R-/ });
    expect(await mailing.getByLabel(/^To\b/).inputValue()).toBe(email);
    await mailing.getByRole('button', { name: 'Mail the receipt' }).click();
    await page.locator('#toasts').getByText(`The receipt goes to ${email}`).waitFor();
    await until(() => smtp.receivedBy(email).length === 1);
    const given = (await booksOf(booking)).find(({ amount_refunded }) => amount_refunded > 0);
    expect(given?.amount_refunded).toBe(2000);
    expect(smtp.receivedBy(email)[0]?.raw).toMatch(/given back[^]*US\$20\.00/);

    await page.getByRole('link', { name: 'Receipt for the $20.00 given back', exact: true }).click();
    await page.getByRole('heading', { name: 'Refund receipt' }).waitFor();
    expect(await page.locator('.receipt').innerText()).toMatch(/Given back\s+US\$20\.00/);

    expect(await page.locator(`#receipt-${hold.id}`).count()).toBe(0);
    await page.goto(`${staff.purser.url}/payments/${hold.id}/receipt`);
    await page.getByRole('heading', { name: 'There is no receipt' }).waitFor();
    await page.getByText('the money is held and hasn’t been taken').waitFor();
    await page.getByRole('link', { name: 'To the booking' }).click();
    await page.getByRole('heading', { name: 'Sunset sailing, 2 people' }).waitFor();
  });

  it('goes out by itself once that is settled, for a charge and for cash, and needs no scripts to be read', async () => {
    const settings = await staff.signedIn({ javaScriptEnabled: false });
    await settings.goto(`${staff.purser.url}/settings`);
    await settings.getByText('Purser doesn’t ask Stripe to send receipts').waitFor();
    await settings.getByLabel('After every payment and refund').check();
    await settings.getByLabel('E-mail address for customers').fill('no address');
    await settings.getByRole('button', { name: 'Save the settings' }).click();
    await settings.getByText('It must be an e-mail address, or empty.').waitFor();
    expect(await settings.getByLabel('After every payment and refund').isChecked()).toBe(true);
    await settings.getByLabel('E-mail address for customers').fill('hello@kayaks.example');
    await settings.getByRole('button', { name: 'Save the settings' }).click();
    await settings.getByText('The settings are saved').waitFor();

    const email = `nora-${randomUUID()}@example.com`;
    const booking = await api.register({ email });
    const page = await staff.signedIn();
    await charge(page, booking, '50.00');
    const cash = { amount: 2000, method: 'cash' };
    await api.post(`/bookings/${booking.id}/collections`, cash, { key: randomUUID() });
    await until(() => smtp.receivedBy(email).length === 2);
    expect((await booksOf(booking)).map(({ amount_received }) => amount_received)).toEqual([5000]);
    expect(
      smtp
        .receivedBy(email)
        .map(({ raw }) => /US\$\d+\.\d\d/.exec(raw)?.[0])
        .sort(),
    ).toEqual(['US$20.00', 'US$50.00']);
    await page.locator('.timeline').getByText(`The receipt for $20.00 paid goes to ${email}`).waitFor();

    await settings.goto(`${staff.purser.url}/bookings/${booking.id}`);
    await settings.getByRole('link', { name: /^Receipt for \$20\.00/ }).click();
    expect(await settings.locator('.receipt').innerText()).toMatch(/Paid by\s+Cash/);
    await settings.getByText('Print it with your browser’s own command.').waitFor();
    expect(await settings.getByRole('button', { name: 'Print' }).count()).toBe(0);
  });

  it('isn’t all that tells customers where to ask: so do the pages where they pay', async () => {
    await describeTheBusiness();
    const booking = await api.register();
    const wanted = { amount: 1000 };
    const { body } = await api.post(`/bookings/${booking.id}/payment-links`, wanted, { key: randomUUID() });
    const { url } = body as unknown as { url: string };
    const page = await staff.stranger();
    await page.goto(url);
    await page.getByRole('link', { name: 'hello@kayaks.example' }).waitFor();
    expect(await page.getByRole('link', { name: '+351 21 000 0000' }).getAttribute('href')).toBe(
      'tel:+351210000000',
    );
    expect(await accessibilityProblems(page)).toEqual([]);
  });

  it('complains of nothing', () => {
    expect(staff.complaints).toEqual([]);
  });
});

async function describeTheBusiness(): Promise<void> {
  const details = {
    contact_email: 'hello@kayaks.example',
    contact_phone: '+351 21 000 0000',
    address: 'Doca de Belém 4\n1300-038 Lisboa',
    tax_id: 'VAT PT 509 442 013',
    receipt_footer: 'Come back soon.',
  };
  expect((await api.patch('/settings', details, { ifMatch: '*' })).status).toBe(200);
}

async function charge(page: Page, booking: BookingJson, amount: string): Promise<void> {
  await page.goto(`${staff.purser.url}/bookings/${booking.id}`);
  await page.getByRole('link', { name: 'Charge Customer' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Amount').fill(amount);
  await dialog.getByRole('button', { name: /charge/i }).click();
  await page.locator('#toasts').getByText(`$${amount}`).first().waitFor();
}

async function booksOf(booking: BookingJson) {
  const { payment_intents: intents } = await new StripeControls(staff.purser).books();
  return intents.filter(({ metadata }) => metadata.purser_booking === booking.id);
}

async function mailsOf(booking: BookingJson): Promise<unknown[]> {
  const { body } = await api.get(`/mails?booking=${booking.id}`);
  return body.data;
}

/** Each page is an object of the file. */
function pagesOf(pdf: Buffer): number {
  return pdf.toString('latin1').match(/\/Type\s*\/Page\b/g)?.length ?? 0;
}
