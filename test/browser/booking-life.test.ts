import type { Page } from 'playwright';
import type { BookingJson } from '../../src/interfaces/api/v1/bookings/booking.json.js';
import { ApiClient } from '../support/api-client.js';
import { standingInStripe } from '../support/faults/reckoning.js';
import { StaffBrowser } from '../support/staff-browser.js';
import { StripeControls } from '../support/stripe-controls.js';

let staff: StaffBrowser;
let api: ApiClient;
let controls: StripeControls;

beforeAll(async () => {
  // No sweep finds what webhooks are kept from telling.
  staff = await StaffBrowser.start({ PURSER_RECONCILE_SECONDS: '86400' });
  api = await ApiClient.of(staff.purser);
  controls = new StripeControls(staff.purser);
});
afterEach(() => staff.closePages());
afterAll(() => staff.stop());

describe('cancelling a booking', () => {
  it('keeps a fee, refunds the rest and releases the hold, as it said before', async () => {
    const booking = await aPaidBooking();
    const page = await open(booking, 'Cancel the booking');
    const plan = page.locator('#ending-plan');
    await plan.getByText('Refund $100.00').waitFor();
    expect(await plan.innerText()).toMatch(/Release the hold of \$50\.00 on Visa •••• 4242/);
    await page.getByLabel('Cancellation fee').fill('20');
    await plan.getByText('Refund $80.00').waitFor();
    await page.getByLabel(/^Why\b/).fill('Storm warning');
    await page
      .getByRole('button', { name: 'Yes, cancel the booking and refund $80.00, release $50.00' })
      .click();

    await endsAs(page, 'Cancelled');
    await page
      .locator('#toasts')
      .getByText(/\$50\.00 released, \$80\.00 refunded\./)
      .waitFor();
    expect(await page.getByLabel('What the price is made of').innerText()).toMatch(
      /Cancelled.*−\$185\.50.*Cancellation fee.*\$20\.00/s,
    );
    expect(await page.locator('.timeline').innerText()).toMatch(
      /Booking cancelled, with a fee of \$20\.00\s+Storm warning\s+Ana in the console/,
    );
    expect(await inStripe(booking)).toMatchObject({ captured: 10_000, refunded: 8000, held: 0 });
    expect(await now(booking)).toMatchObject({ outstanding: 0, overpaid: 0, booking_status: 'cancelled' });
  });

  it('takes what the fee lacks out of the hold', async () => {
    const booking = await aPaidBooking();
    const page = await open(booking, 'Cancel the booking');
    await page.getByLabel('Cancellation fee').fill('120');
    await page.locator('#ending-plan').getByText('Capture $20.00').waitFor();
    await page.getByRole('button', { name: 'Yes, cancel the booking and capture $20.00' }).click();
    await endsAs(page, 'Cancelled');
    expect(await inStripe(booking)).toMatchObject({ captured: 12_000, refunded: 0, held: 0 });
  });

  it('leaves what was taken when asked to, and says what that means', async () => {
    const booking = await aPaidBooking();
    const page = await open(booking, 'Cancel the booking');
    await page.getByLabel('Leave it for now').check();
    await page.getByText('$100.00 more than owed stays with you until you refund it.').waitFor();
    await page.getByRole('button', { name: 'Yes, cancel the booking and release $50.00' }).click();
    await endsAs(page, 'Cancelled');
    await page.locator('.badges').getByText('overpaid').waitFor();
    expect(await inStripe(booking)).toMatchObject({ captured: 10_000, refunded: 0, held: 0 });
  });

  it('asks for no preview any more once it is sent, whose answer could take the notice with it', async () => {
    const booking = await aPaidBooking();
    const page = await open(booking, 'Cancel the booking');
    const answers: number[] = [];
    page.on('response', (response) => {
      if (response.request().method() === 'POST') answers.push(response.status());
    });
    await page.getByLabel('Cancellation fee').fill('120');
    const confirm = page.getByRole('button', { name: 'Yes, cancel the booking and capture $20.00' });
    await confirm.waitFor();
    await controls.misbehave({ operation: 'capture', kind: 'delay', delay_ms: 10_000 });
    // Leaving the field is a change as well, after which a preview is asked for 250 ms later. A page's timers go off in
    // their order, however slow it is: this one only after that.
    await confirm.click();
    await page.evaluate('new Promise((resolve) => setTimeout(resolve, 300))');
    await controls.behave();
    await endsAs(page, 'Cancelled');
    expect(answers).toEqual([200, 303]);
  });

  it('is done once, however often the button is pressed', async () => {
    const booking = await aPaidBooking();
    const page = await open(booking, 'Cancel the booking');
    await page.evaluate(
      "for (let click = 0; click < 20; click += 1) document.querySelector('dialog [data-submit]')?.click()",
    );
    await endsAs(page, 'Cancelled');
    expect(await inStripe(booking)).toMatchObject({ captured: 10_000, refunded: 10_000, held: 0 });
    const { payments } = await now(booking);
    expect(payments.flatMap(({ refunds }) => refunds)).toHaveLength(1);
  });

  it('keeps what was typed when the fee is too high, and says what is in the way of it', async () => {
    const page = await open(await aPaidBooking(), 'Cancel the booking');
    await page.getByLabel('Cancellation fee').fill('200');
    await page.getByText('Enter a fee of at most $185.50 to see what happens.').waitFor();
    await page.getByRole('button', { name: 'Yes, cancel the booking' }).click();
    await page.getByText(/at most the price that was agreed on/).waitFor();
    expect(await page.getByLabel('Cancellation fee').inputValue()).toBe('200');

    const waiting = await api.register({ payment_method: 'pm_card_authenticationRequired' });
    await api.charge(waiting.id, 10_000);
    const other = await open(waiting, 'Cancel the booking');
    await other.getByText('$100.00 waits for the customer to authenticate.').last().waitFor();
  });

  it('stands when Stripe refuses a part of it, which the page says', async () => {
    await controls.webhooks('hold');
    const booking = await api.register();
    const { body: hold } = await api.hold(booking.id, 5000);
    const page = await open(booking, 'Cancel the booking');
    await page.getByLabel('Cancellation fee').fill('20');
    await page.locator('#ending-plan').getByText('Capture $20.00').waitFor();
    await staff.purser.running.stripe.paymentIntents.cancel(hold.stripe_payment_intent ?? '');
    await page.getByRole('button', { name: 'Yes, cancel the booking' }).click();
    await page.locator('#toasts').getByText('but the capture of $20.00 did not happen').waitFor();
    await controls.webhooks('normal');
    await lifeIs(page, 'Cancelled');
    expect(await now(booking)).toMatchObject({ outstanding: 2000, held: 0, captured: 0 });
  });

  it('works on a plain page, and can be taken back', async () => {
    const booking = await aPaidBooking();
    const page = await staff.signedIn({ javaScriptEnabled: false });
    await page.goto(`${staff.purser.url}/bookings/${booking.id}`);
    await page.getByRole('link', { name: 'Cancel the booking' }).click();
    await page.getByLabel('Cancellation fee').fill('30');
    await page.getByRole('button', { name: 'look at what happens' }).click();
    await page.getByText('Refund $70.00', { exact: true }).waitFor();
    await page.getByRole('button', { name: 'Yes, cancel the booking and refund $70.00' }).click();
    await endsAs(page, 'Cancelled');
    await page.getByRole('link', { name: 'Put back to scheduled' }).click();
    await page.getByText('The price is $185.50 again, instead of the fee of $30.00.').waitFor();
    await page.getByRole('button', { name: 'Yes, it takes place' }).click();
    await lifeIs(page, 'Scheduled');
    expect(await now(booking)).toMatchObject({ total: { amount: 18_550 }, outstanding: 15_550 });
  });
});

describe('what else becomes of a booking', () => {
  it('completed changes nothing about its money, and can be found in the list', async () => {
    const booking = await aPaidBooking();
    const before = await inStripe(booking);
    const page = await open(booking, 'Mark as completed');
    await page.getByLabel(/^Note\b/).fill('All on board');
    await page.getByRole('button', { name: 'Yes, it took place' }).click();
    await lifeIs(page, 'Completed');
    expect(await inStripe(booking)).toEqual(before);
    await page.goto(`${staff.purser.url}/bookings`);
    await page.getByLabel('Booking status').getByRole('link', { name: 'Completed' }).click();
    await page.getByRole('link', { name: booking.reference }).waitFor();
    expect(page.url()).toContain('booking_status=completed');
    await page.getByLabel('Booking status').getByRole('link', { name: 'No-show' }).click();
    await page.getByRole('link', { name: booking.reference }).waitFor({ state: 'detached' });
  });

  it('a no-show keeps the price, or costs a fee', async () => {
    const kept = await aPaidBooking();
    const page = await open(kept, 'The customer didn’t come');
    await page.getByText('$50.00 stays held: capture or release it.').waitFor();
    await page.getByRole('button', { name: 'Yes, they didn’t come' }).click();
    await endsAs(page, 'No-show');
    expect(await page.getByText('is still held on the card').count()).toBe(0);
    expect(await inStripe(kept)).toMatchObject({ captured: 10_000, refunded: 0, held: 5000 });

    const booking = await aPaidBooking();
    const other = await open(booking, 'The customer didn’t come');
    await other.getByLabel('Only a fee').check();
    await other.getByLabel('No-show fee').fill('120');
    await other.getByRole('button', { name: 'Yes, they didn’t come and capture $20.00' }).click();
    await endsAs(other, 'No-show');
    expect(await inStripe(booking)).toMatchObject({ captured: 12_000, refunded: 0, held: 0 });
  });

  it('its facts can be corrected, and the timeline says which', async () => {
    const booking = await api.register();
    const page = await open(booking, 'Change the booking');
    await page.getByLabel('Service').fill('Sunset sailing, 3 people');
    await page.getByLabel('E-mail address').fill('not an address');
    await page.getByRole('button', { name: 'Save the changes' }).click();
    await page.getByText('That isn’t an e-mail address.').waitFor();
    await page.getByLabel('E-mail address').fill('nora.l@example.com');
    await page.getByLabel('Starts').fill('2031-05-02T10:00');
    await page.getByRole('button', { name: 'Save the changes' }).click();
    await page.getByRole('heading', { name: 'Sunset sailing, 3 people' }).waitFor();
    expect(await page.locator('.timeline').innerText()).toMatch(
      /Changed the service, start and e-mail address/,
    );
    expect(await now(booking)).toMatchObject({
      starts_at: '2031-05-02T09:00:00.000Z',
      customer: { name: 'Nora Lindqvist', email: 'nora.l@example.com' },
    });
  });
});

it('no page complained to its console', () => {
  expect(staff.complaints).toEqual([]);
});

/** Of 185.50: 100.00 charged, 50.00 held. */
async function aPaidBooking(): Promise<BookingJson> {
  const booking = await api.register();
  await api.charge(booking.id, 10_000);
  await api.hold(booking.id, 5000);
  return booking;
}

async function open({ id }: BookingJson, action: string): Promise<Page> {
  const page = await staff.signedIn();
  await page.goto(`${staff.purser.url}/bookings/${id}`);
  await page.getByRole('link', { name: action }).click();
  await page.getByRole('dialog').locator('[data-submit]').waitFor();
  return page;
}

/** What was decided shows at once, the notice once all that it asks of Stripe is done. */
async function endsAs(page: Page, label: 'Cancelled' | 'No-show'): Promise<void> {
  const words = label === 'Cancelled' ? / is cancelled$/ : /: the customer didn’t come$/;
  await page.locator('#toasts').getByText(words).waitFor();
  await lifeIs(page, label);
}

async function lifeIs(page: Page, label: string): Promise<void> {
  await page.getByRole('region', { name: 'Booking status' }).getByText(label, { exact: true }).waitFor();
}

async function now({ id }: BookingJson): Promise<BookingJson> {
  return (await api.get(`/bookings/${id}`)).body;
}

async function inStripe({ id }: BookingJson) {
  return standingInStripe(await controls.books(), id);
}
