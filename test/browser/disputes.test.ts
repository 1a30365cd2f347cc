import type { Page } from 'playwright';
import { ApiClient } from '../support/api-client.js';
import { accessibilityProblems, StaffBrowser } from '../support/staff-browser.js';
import { StripeControls } from '../support/stripe-controls.js';

let staff: StaffBrowser;
let api: ApiClient;
let controls: StripeControls;

beforeAll(async () => {
  staff = await StaffBrowser.start();
  api = await ApiClient.of(staff.purser);
  controls = new StripeControls(staff.purser);
});
afterEach(() => staff.closePages());
afterAll(() => staff.stop());

const bookingOf = async (id: string) => (await api.get(`/bookings/${id}`)).body;
const disputes = (page: Page) => page.getByRole('region', { name: 'Disputes' });

async function charged() {
  const { id, reference } = await api.register();
  const { body } = await api.charge(id, 18_550);
  return { id, reference, intent: body.stripe_payment_intent ?? '' };
}

/** The booking's page, and another that the Stripe dashboard opened in. */
async function answerInStripe(page: Page): Promise<Page> {
  const [stripe] = await Promise.all([
    page.context().waitForEvent('page'),
    disputes(page).getByRole('link', { name: 'Answer in Stripe' }).click(),
  ]);
  return stripe;
}

async function bookedFor(intent: string) {
  const { payment_intents: payments } = await controls.books();
  return payments.find(({ id }) => id === intent);
}

describe('a dispute', () => {
  it('shows on the open booking page, is answered in Stripe, and won: the money comes back', async () => {
    const { id, intent } = await charged();
    const page = await staff.signedIn();
    await page.goto(`${staff.purser.url}/bookings/${id}`);

    // The customer's bank, on Stripe's dashboard.
    const bank = await page.context().newPage();
    await bank.goto(`${staff.purser.sandbox.url}/dashboard/payments/${intent}`);
    await bank.getByText('Dispute, as the customer…').click();
    await bank.getByLabel('Amount to dispute').fill('100');
    await bank.locator('#dispute-reason').selectOption('product_not_received');
    await bank.getByRole('button', { name: 'Dispute the payment' }).click();

    await disputes(page).getByText('Needs your answer').waitFor();
    await disputes(page).getByText('$100.00 from your balance, and a fee of $15.00').waitFor();
    expect(await disputes(page).innerText()).toMatch(
      /didn’t get what they paid for.*Answer by .*in [89] days/s,
    );
    expect(await page.locator('.desk-notes').innerText()).toContain('$100.00 is disputed');
    expect(await page.locator('.desk-side').innerText()).toMatch(/Charged in full.*disputed, answer by/s);

    const stripe = await answerInStripe(page);
    await stripe.getByLabel('Evidence for the bank').fill('They were on board: see the photographs.');
    await stripe.getByRole('button', { name: 'Submit evidence' }).click();
    await disputes(page).getByText('The bank is deciding').waitFor();
    await disputes(page).getByText('Evidence was sent to the bank.').waitFor();

    await stripe.getByRole('button', { name: 'Decide: the business wins' }).click();
    await disputes(page).getByText('Won', { exact: true }).waitFor();
    await disputes(page).getByText('Stripe gave $100.00 back to your balance').waitFor();
    expect(await bookingOf(id)).toMatchObject({ disputed: 0, refunded: 0, captured: 18_550, flags: [] });
    expect(await bookedFor(intent)).toMatchObject({ amount_disputed: 0, amount_lost: 0 });
    for (const line of ['Dispute over $100.00 won', 'Stripe took $100.00', 'Stripe gave $100.00 back'])
      expect(await page.locator('.timeline').innerText()).toContain(line);
    expect(staff.complaints).toEqual([]);
  });

  it('that is lost counts as refunded', async () => {
    const { id, intent } = await charged();
    const page = await staff.signedIn();
    await page.goto(`${staff.purser.url}/bookings/${id}`);
    await controls.openDispute(intent);
    await disputes(page).getByText('Needs your answer').waitFor();
    const stripe = await answerInStripe(page);
    await stripe.getByRole('button', { name: 'Accept the dispute' }).click();
    await disputes(page).getByText('Lost', { exact: true }).waitFor();
    expect(await bookingOf(id)).toMatchObject({
      refunded: 18_550,
      waived: 18_550,
      outstanding: 0,
      payment_status: 'refunded',
    });
    expect(await bookedFor(intent)).toMatchObject({ amount_lost: 18_550 });
  });

  it('is found on the list and on the page of what needs attention, by when it is due', async () => {
    const [first, second] = [await charged(), await charged()];
    const page = await staff.signedIn();
    for (const { intent } of [first, second]) await controls.openDispute(intent, 'inquiry');
    await page.goto(`${staff.purser.url}/bookings/${second.id}`);
    await disputes(page).getByText('nothing was taken from your balance').waitFor();
    await page.goto(`${staff.purser.url}/bookings/${first.id}`);
    await disputes(page).waitFor();

    await page.goto(`${staff.purser.url}/bookings`);
    await page.getByRole('link', { name: /^Disputed \d/ }).click();
    await page.waitForURL('**/bookings?status=disputed');
    for (const { reference } of [first, second])
      expect(await page.locator('tr', { hasText: reference }).innerText()).toMatch(/disputed, answer by \d/);

    await page.goto(`${staff.purser.url}/attention`);
    const toAnswer = page.getByRole('region', { name: 'Disputes to answer' });
    expect(await toAnswer.innerText()).toContain(first.reference);
    expect(await toAnswer.innerText()).toMatch(/Answer by/);
    expect(await accessibilityProblems(page)).toEqual([]);
    await page.goto(`${staff.purser.url}/bookings/${first.id}`);
    expect(await accessibilityProblems(page)).toEqual([]);
  });
});
