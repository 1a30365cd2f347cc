import type { Page, Request } from 'playwright';
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

/** Flow B of the design. */
describe('what is done in Stripe’s dashboard', () => {
  it('shows on the open booking page by itself: a capture of a part', async () => {
    const { page, payment, id } = await heldBooking();
    const stripe = await customerInStripe(page);
    await stripe.locator(`a[href*="${payment}"]`).first().click();
    await stripe
      .getByLabel(/amount/i)
      .first()
      .fill('120.00');
    await stripe
      .getByRole('button', { name: /capture/i })
      .first()
      .click();

    await becomes(page, 'Partially charged');
    await page
      .locator('#toasts')
      .getByText(/\$120\.00/)
      .first()
      .waitFor();
    const { body: booking } = await api.get(`/bookings/${id}`);
    expect(booking).toMatchObject({ captured: 12_000, held: 0, outstanding: 6550 });
  });

  it('shows by itself: a cancellation', async () => {
    const { page, payment } = await heldBooking();
    const stripe = await customerInStripe(page);
    await stripe.locator(`a[href*="${payment}"]`).first().click();
    await stripe.getByText('Cancel payment…').click();
    await stripe.getByText('Canceling releases all of').waitFor();
    await becomes(page, 'Authorized');
    await stripe.getByRole('button', { name: 'Yes, cancel the payment' }).click();
    await becomes(page, 'Not Charged');
  });

  it('shows by itself: a refund of a part', async () => {
    const { id } = await api.register({ payment_option: 'charge_now' });
    const page = await open(id);
    await becomes(page, 'Charged in full');
    const payment = (await api.get(`/bookings/${id}`)).body.payments[0]?.stripe_payment_intent ?? '';
    const stripe = await customerInStripe(page);
    await stripe.locator(`a[href*="${payment}"]`).first().click();
    await stripe.getByLabel('Amount to refund').fill('85.50');
    await stripe
      .getByRole('button', { name: /refund/i })
      .last()
      .click();
    await becomes(page, 'Partially refunded');
    await page.getByText('$85.50').first().waitFor();
  });

  it('shows in the open list as well', async () => {
    const { id, reference } = await api.register({ payment_option: 'pre_authorize' });
    const page = await staff.signedIn();
    const row = page.getByRole('row').filter({ hasText: reference });
    await row.getByText('Authorized').waitFor();
    const payment = (await api.get(`/bookings/${id}`)).body.payments[0]?.stripe_payment_intent ?? '';
    await staff.purser.running.stripe.paymentIntents.capture(payment);
    await row.getByText('Charged in full').waitFor();
  });

  it('is told to someone who is about to decide in a dialog', async () => {
    const { page, payment } = await heldBooking();
    await page
      .getByRole('link', { name: /^Capture/ })
      .first()
      .click();
    await page.getByRole('dialog').getByLabel('Amount').waitFor();
    await staff.purser.running.stripe.paymentIntents.cancel(payment);
    await page.getByText('This booking has just changed').waitFor();
    await page.getByRole('button', { name: 'Show the new figures' }).click();
    await page.getByText('There is no open hold any more').waitFor();
  });
});

describe('a page that is brought up to date', () => {
  it('shows nothing older than what was decided on it meanwhile', async () => {
    const { id } = await api.register();
    const page = await open(id);
    const news = await holdBackNews(page);
    const stripe = new StripeControls(staff.purser);
    await stripe.misbehave({ operation: 'create_payment_intent', kind: 'delay', delay_ms: 10_000 });
    await page.getByRole('link', { name: 'Charge Customer' }).click();
    await page.getByRole('button', { name: 'Yes, charge the customer $185.50' }).click();
    await news.isFetched;
    await stripe.behave();
    await becomes(page, 'Charged in full');
    await page.evaluate(`
      const seen = (window.seen = []);
      const look = () => seen.push(document.querySelector('.big-status').textContent.trim());
      new MutationObserver(look).observe(document.body, { subtree: true, childList: true, characterData: true });
    `);
    await news.arrive();
    expect(new Set(await page.evaluate<string[]>('seen'))).not.toContain('Processing');
    await becomes(page, 'Charged in full');
  });

  it('shows nothing that isn’t searched for any more', async () => {
    const { id, reference } = await api.register();
    const page = await staff.signedIn();
    const news = await holdBackNews(page);
    await api.charge(id, 1000);
    await news.isFetched;
    await page.getByLabel('Search reference, name or e-mail').fill('nobody is called this');
    await page.getByRole('link', { name: reference }).waitFor({ state: 'detached' });
    await news.arrive();
    expect(await page.getByRole('link', { name: reference }).count()).toBe(0);
  });
});

it('no page complained to its console', () => {
  expect(staff.complaints).toEqual([]);
});

async function heldBooking(): Promise<{ page: Page; payment: string; id: string }> {
  const { id } = await api.register({ payment_option: 'pre_authorize' });
  const page = await open(id);
  await becomes(page, 'Authorized');
  const payment = (await api.get(`/bookings/${id}`)).body.payments[0]?.stripe_payment_intent ?? '';
  return { page, payment, id };
}

async function open(id: string): Promise<Page> {
  const page = await staff.signedIn();
  await page.goto(`${staff.purser.url}/bookings/${id}`);
  return page;
}

/** Through the link in section Payment, which opens a tab of its own. */
async function customerInStripe(page: Page): Promise<Page> {
  const opened = page.waitForEvent('popup');
  await page.getByRole('link', { name: 'See Customer in Stripe' }).click();
  const stripe = await opened;
  await stripe.waitForLoadState();
  // The tab in front of it is hidden now, as it would be: it must have caught up when staff come back to it.
  return stripe;
}

/** What the page fetches to bring itself up to date is on its way until it may arrive. */
async function holdBackNews(page: Page) {
  const [isFetched, fetched] = promised();
  const [mayArrive, arrive] = promised();
  const isNews = (request: Request) => request.headers()['x-purser-live'] !== undefined;
  await page.route('**/*', async (route, request) => {
    if (!isNews(request)) return route.fallback();
    const response = await route.fetch();
    fetched();
    await mayArrive;
    // The page may have asked again by then.
    await route.fulfill({ response }).catch(() => undefined);
  });
  return {
    isFetched,
    arrive: async () => {
      const lookedAgain = page.waitForRequest(isNews);
      arrive();
      await (await lookedAgain).response();
    },
  };
}

function promised(): [Promise<void>, () => void] {
  let fulfil!: () => void;
  return [new Promise((resolve) => (fulfil = resolve)), () => fulfil()];
}

async function becomes(page: Page, label: string): Promise<void> {
  await page.bringToFront();
  await page.locator('.big-status').getByText(label, { exact: true }).waitFor();
}
