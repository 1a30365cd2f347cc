import { randomUUID } from 'node:crypto';
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
afterEach(async () => {
  smtp.manners = 'take';
  await staff.closePages();
});
afterAll(async () => {
  await staff?.stop();
  await smtp?.stop();
});

describe('mail to a customer', () => {
  it('is found from the booking, with its words and what the mail server said', async () => {
    const { booking, email } = await aBookingWithALink();
    await until(() => smtp.receivedBy(email).length === 1);
    const page = await staff.signedIn();
    await page.goto(`${staff.purser.url}/bookings/${booking.id}`);
    await page.getByRole('link', { name: 'Mails about this booking' }).click();
    await page.getByText(`About ${booking.reference}`).waitFor();
    await page.getByRole('link', { name: /^Please pay US\$185\.50/ }).click();
    await page.getByText('Sent', { exact: true }).waitFor();
    await page.getByText('Accepted by the mail server').waitFor();
    const frame = page.frameLocator('iframe[title="The mail as HTML"]');
    await frame.getByRole('link', { name: 'Pay US$185.50' }).waitFor();
    await frame.getByText('Northern Kayaks', { exact: true }).waitFor();
    const text = await page.locator('.mail-text').innerText();
    expect(text).toContain('Sunset sailing, 2 people');
    expect(text).toMatch(/1 May 2031 at 18:30 WEST/);
    // Nothing was taken by it.
    const { payment_intents: intents } = await new StripeControls(staff.purser).books();
    expect(intents.filter(({ metadata }) => metadata.purser_booking === booking.id)).toEqual([]);
  });

  it('that failed says why, and is sent again with one click, once', async () => {
    smtp.manners = 'no_such_mailbox';
    const { booking, email } = await aBookingWithALink();
    const page = await staff.signedIn();
    await page.goto(`${staff.purser.url}/bookings/${booking.id}`);
    await until(async () => {
      await page.reload();
      return page.getByText(`The last mail did not reach ${email}`).isVisible();
    });
    await page.getByRole('link', { name: 'See the mail, and send it again' }).click();
    await page.getByText('The mail server said: 550 No such mailbox').first().waitFor();
    await page.goto(`${staff.purser.url}/mails?booking=${booking.id}`);
    await page
      .getByRole('navigation', { name: 'Status' })
      .getByRole('link', { name: 'Not sent', exact: true })
      .click();
    await page.getByRole('link', { name: /^Please pay/ }).click();
    await page.getByText('It certainly did not reach the customer.').waitFor();
    smtp.manners = 'take';
    await page.getByRole('button', { name: /^Send again/ }).dblclick();
    await page.locator('#toasts').getByText(`On its way to ${email}`).waitFor();
    // The page follows by itself.
    await page.getByText('Accepted by the mail server').waitFor();
    await page.getByText('Ana in the console').waitFor();
    expect(smtp.receivedBy(email)).toHaveLength(1);
  });

  it('that may have been sent waits for a person to decide', async () => {
    smtp.manners = 'lose_answer';
    const { booking, email } = await aBookingWithALink();
    await until(() => smtp.receivedBy(email).length === 1);
    const page = await staff.signedIn();
    await page.goto(`${staff.purser.url}/mails?booking=${booking.id}`);
    await until(async () => {
      await page.reload();
      return page.getByRole('cell').getByText('May have been sent').isVisible();
    });
    await page.getByRole('link', { name: /^Please pay/ }).click();
    await page.getByText('It isn’t sent again by itself').waitFor();
    expect(smtp.receivedBy(email)).toHaveLength(1);
  });

  it('that didn’t get through stands under Attention, to be sent again or dismissed', async () => {
    smtp.manners = 'no_such_mailbox';
    const [again, gone] = [await aBookingWithALink(), await aBookingWithALink()];
    const page = await staff.signedIn();
    await page.goto(`${staff.purser.url}/attention`);
    const matter = (email: string) => page.getByRole('listitem').filter({ hasText: email });
    await until(async () => {
      await page.reload();
      return (await matter(again.email).isVisible()) && matter(gone.email).isVisible();
    });
    await matter(gone.email).getByText('Not sent', { exact: true }).waitFor();
    await matter(gone.email).getByText('The mail server said: 550 No such mailbox').waitFor();
    expect(await accessibilityProblems(page)).toEqual([]);
    await page.getByRole('button', { name: /^Send all again/ }).waitFor();
    smtp.manners = 'take';
    await matter(again.email)
      .getByRole('button', { name: /^Send again/ })
      .click();
    await page.locator('#toasts').getByText(`On its way to ${again.email}`).waitFor();
    await until(() => smtp.receivedBy(again.email).length === 1);
    await matter(gone.email)
      .getByRole('button', { name: /^Dismiss/ })
      .click();
    await page.locator('#toasts').getByText('Dismissed', { exact: true }).waitFor();
    await until(async () => {
      await page.reload();
      return (await matter(again.email).count()) + (await matter(gone.email).count()) === 0;
    });
    await page.goto(`${staff.purser.url}/mails?status=failed&booking=${gone.booking.id}`);
    await page.getByRole('link', { name: /^Please pay/ }).click();
    await page
      .getByText(/^Dismissed/)
      .first()
      .waitFor();
    await page.getByText('Ana in the console').first().waitFor();
    expect(smtp.receivedBy(gone.email)).toEqual([]);
    // The booking’s page doesn’t warn of it any more.
    await page.goto(`${staff.purser.url}/bookings/${gone.booking.id}`);
    await page.getByRole('link', { name: 'Mails about this booking' }).waitFor();
    expect(await page.getByText('The last mail did not reach').count()).toBe(0);
  });

  it('says what to do where there is none', async () => {
    const page = await staff.signedIn();
    await page.goto(`${staff.purser.url}/mails?status=kept`);
    await page.getByRole('heading', { name: 'No such mail' }).waitFor();
    await page.getByRole('main').getByRole('link', { name: 'All mail' }).click();
    await page.getByRole('heading', { name: 'Mail', exact: true }).waitFor();
  });
});

async function aBookingWithALink(): Promise<{ booking: BookingJson; email: string }> {
  const email = `nora-${randomUUID()}@example.com`;
  const booking = await api.register({ email });
  const link = await api.post(
    `/bookings/${booking.id}/payment-links`,
    { amount: 18_550, send: true },
    { key: randomUUID() },
  );
  expect(link.status).toBe(201);
  return { booking, email };
}
