import { readFileSync } from 'node:fs';
import { randomUUID } from 'node:crypto';
import type { Page } from 'playwright';
import type { BookingJson } from '../../src/interfaces/api/v1/bookings/booking.json.js';
import { ApiClient, type BookingWishes } from '../support/api-client.js';
import { recordsIn } from '../support/csv-file.js';
import { accessibilityProblems, StaffBrowser } from '../support/staff-browser.js';
import { StripeControls } from '../support/stripe-controls.js';

let staff: StaffBrowser;
let api: ApiClient;
let stripe: StripeControls;

beforeAll(async () => {
  staff = await StaffBrowser.start();
  api = await ApiClient.of(staff.purser);
  stripe = new StripeControls(staff.purser);
});
afterEach(() => staff.closePages());
afterAll(() => staff.stop());

describe('charging many bookings', () => {
  it('of which three are ticked charges what can be charged, once, and says of each what became of it', async () => {
    const { name, bookings } = await group([
      {},
      { payment_method: null },
      { payment_method: 'pm_card_chargeCustomerFail' },
    ]);
    const page = await staff.signedIn();
    await page.goto(`${staff.purser.url}/bookings?q=${bookings[2].reference}`);
    await page.getByLabel(`Tick ${bookings[2].reference}`).check();
    await page.getByLabel('Search').fill(`nothing like ${name}`);
    await page.getByText('1 ticked, on other pages.').waitFor();
    await page.goto(`${staff.purser.url}/bookings?q=${name}&sort=starts_at`);
    for (const { reference } of bookings.slice(0, 2)) await page.getByLabel(`Tick ${reference}`).check();
    await page.getByText('3 ticked.').waitFor();
    await page.getByRole('button', { name: 'Clear all ticks' }).click();
    expect(await page.getByLabel(`Tick ${bookings[2].reference}`).isChecked()).toBe(false);
    for (const { reference } of bookings.slice(0, 2)) await page.getByLabel(`Tick ${reference}`).check();
    await page.goto(`${staff.purser.url}/bookings?q=${bookings[2].reference}`);
    await page.getByLabel(`Tick ${bookings[2].reference}`).check();
    await page.getByText('3 ticked, 2 of them on other pages.').waitFor();
    expect(await accessibilityProblems(page)).toEqual([]);
    await page.getByRole('button', { name: 'Review ticked' }).click();

    await page.getByRole('heading', { name: 'Charge 3 bookings' }).waitFor();
    expect(await rowOf(page, bookings[0])).toMatch(/Visa •••• 4242.*\$185\.50.*Will be charged/s);
    expect(await rowOf(page, bookings[1])).toMatch(/Can’t be charged.*Has no card/s);
    await page.getByRole('link', { name: '1 has no card' }).waitFor();
    expect(await received(bookings)).toEqual([0, 0, 0]);
    expect(await accessibilityProblems(page)).toEqual([]);
    await page.getByRole('button', { name: 'Charge 2 bookings: $371.00' }).click();

    await page.getByRole('heading', { name: 'What came of it' }).waitFor();
    await page.getByText('Done', { exact: true }).first().waitFor();
    expect(await rowOf(page, bookings[0])).toMatch(/Charged/);
    expect(await rowOf(page, bookings[2])).toMatch(/Declined.*The card was declined/s);
    expect(await received(bookings)).toEqual([18550, 0, 0]);
    expect(await accessibilityProblems(page)).toEqual([]);

    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: 'Download as CSV' }).click(),
    ]);
    expect(
      recordsIn(readFileSync(await download.path(), 'utf8'))
        .map(({ result }) => result)
        .toSorted(),
    ).toEqual(['charged', 'declined', 'not_chargeable']);
    await page.getByRole('link', { name: bookings[0].reference }).click();
    await page.getByText('Charged in full').first().waitFor();
    await page.getByRole('link', { name: 'charging many' }).click();
    await page.getByRole('heading', { name: '3 bookings charged together' }).waitFor();
    await page.goto(`${staff.purser.url}/batches`);
    expect(await page.locator('.batches tbody tr').first().innerText()).toMatch(
      /Ana.*Done.*3 bookings.*\$371\.00/s,
    );
    expect(await accessibilityProblems(page)).toEqual([]);
    expect(staff.complaints).toEqual([]);
  });

  it('works without scripts, for all that match the list’s filter, and can be put off', async () => {
    const { name, bookings } = await group([{}, {}, { total: { amount: 5000, currency: 'JPY' } }]);
    const page = await staff.signedIn({ javaScriptEnabled: false });
    await page.goto(`${staff.purser.url}/bookings?q=${name}&status=not_charged`);
    await page.getByRole('button', { name: 'Review all 3 that match' }).click();
    await page.getByRole('button', { name: 'Charge 3 bookings: JP¥5,000 and $371.00' }).waitFor();
    await page.getByRole('button', { name: 'Not now, discard it' }).click();
    await page.getByText('Nothing was charged.').waitFor();

    await page.goto(`${staff.purser.url}/bookings?q=${name}`);
    await page.getByText('A tick counts for the page that it is on.').waitFor();
    await page.getByRole('button', { name: 'Review ticked' }).click();
    await page.getByText('No booking was chosen: choose at least one.').waitFor();
    expect(page.url()).toContain(`q=${name}`);
    await page.getByLabel(`Tick ${bookings[1].reference}`).check();
    await page.getByRole('button', { name: 'Review ticked' }).click();
    await page.getByRole('button', { name: 'Charge 1 booking: $185.50' }).click();
    await page.getByRole('heading', { name: '1 booking charged together' }).waitFor();
    await page.getByText('Done', { exact: true }).first().waitFor();
    expect(await received(bookings)).toEqual([0, 18550, 0]);
  });

  it('stops when told to, and a page that shows the review still starts nothing else', async () => {
    const { name, bookings } = await group(Array.from({ length: 10 }, () => ({})));
    const page = await staff.signedIn();
    await page.goto(`${staff.purser.url}/bookings?q=${name}`);
    await page.getByLabel('Tick all on this page').check();
    await page.getByText('10 ticked.').waitFor();
    await page.getByRole('button', { name: 'Review ticked' }).click();
    const start = page.getByRole('button', { name: 'Charge 10 bookings: $1,855.00' });
    await start.waitFor();
    const other = await page.context().newPage();
    await other.goto(page.url());

    await stripe.misbehave({
      operation: 'create_payment_intent',
      kind: 'delay',
      delay_ms: 12_000,
      times: 20,
    });
    await start.click();
    await page.getByText(/of 10 are over/).waitFor();
    await page.getByRole('button', { name: 'Stop' }).click();
    await stripe.behave();
    await page.getByText('What came of it').waitFor();
    await page.getByRole('link', { name: /^Stopped before its turn/ }).click();
    await page.waitForURL('**outcome=stopped');
    const stopped = await page.locator('.batch-items tbody tr').count();
    expect(stopped).toBeGreaterThan(0);
    const taken = await received(bookings);
    expect(taken.filter((amount) => amount === 0)).toHaveLength(stopped);

    await other.getByRole('button', { name: 'Charge 10 bookings: $1,855.00' }).click();
    await other.getByText('Stopped', { exact: true }).first().waitFor();
    expect(await received(bookings)).toEqual(taken);
    expect(staff.complaints).toEqual([]);
  });
});

type AtLeastThree = [BookingJson, BookingJson, BookingJson, ...BookingJson[]];

/** Bookings, three or more, that one search finds, in the order of their references. */
async function group(wishes: readonly BookingWishes[]): Promise<{ name: string; bookings: AtLeastThree }> {
  const name = `g${randomUUID().slice(0, 8)}`;
  const made: BookingJson[] = [];
  for (const [nth, each] of wishes.entries())
    made.push(await api.register({ reference: `${name}-${nth + 1}`, ...each }));
  return { name, bookings: made as AtLeastThree };
}

function rowOf(page: Page, { reference }: BookingJson): Promise<string> {
  return page.locator('.batch-items tbody tr', { hasText: reference }).innerText();
}

/** What the sandbox's books say was taken for each. */
async function received(bookings: readonly BookingJson[]): Promise<number[]> {
  const { payment_intents: intents } = await stripe.books();
  return bookings.map(({ id }) =>
    intents
      .filter(({ metadata }) => metadata.purser_booking === id)
      .reduce((sum, { amount_received }) => sum + amount_received, 0),
  );
}
