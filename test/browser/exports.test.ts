import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright';
import { v7 as uuid } from 'uuid';
import { ApiClient } from '../support/api-client.js';
import { recordsIn } from '../support/csv-file.js';
import { StaffBrowser } from '../support/staff-browser.js';
import { StripeControls } from '../support/stripe-controls.js';
import { until } from '../support/until.js';

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

describe('exporting what one has found', () => {
  it('gives a file that agrees with Stripe’s books, to the cent, for charges and for refunds', async () => {
    const group = 'harbour-club';
    const mine = (name: string) => ({
      name,
      email: `${name}@${group}.example`,
      payment_method: 'pm_card_visa',
    });
    const full = await api.register({ customer: mine('ana') });
    const part = await api.register({ customer: mine('ben') });
    const waits = await api.register({ customer: mine('cleo') });
    const other = await api.register();
    await api.charge(full.id, 18_550);
    const charge = await api.charge(part.id, 18_550);
    await api.charge(other.id, 18_550);
    const reason = { reason: 'requested_by_customer' };
    await api.post(`/payments/${charge.body.id}/refunds`, { amount: 4_005, ...reason }, { key: uuid() });
    await until(async () => (await api.get(`/payments/${charge.body.id}`)).body.refunded === 4_005);

    const page = await staff.signedIn();
    await page.getByLabel('Search reference, name or e-mail').fill(group);
    await page.getByRole('row', { name: waits.reference }).waitFor();
    await until(async () => (await page.locator('.bookings tbody tr').count()) === 3);

    const payments = await exportFound(page, 'Payments');
    expect(payments.map(({ booking_reference: reference }) => reference).sort()).toEqual(
      [full.reference, part.reference].sort(),
    );
    const books = (await controls.books()).payment_intents;
    for (const { stripe_payment_intent: intent, captured, refunded, net, currency } of payments) {
      const booked = books.find(({ id }) => id === intent);
      expect([captured, refunded, currency]).toEqual([
        cents(booked?.amount_received),
        cents(booked?.amount_refunded),
        booked?.currency.toUpperCase(),
      ]);
      expect(net).toBe(cents((booked?.amount_received ?? 0) - (booked?.amount_refunded ?? 0)));
    }
    expect(payments.map(({ captured }) => captured)).toEqual(['185.50', '185.50']);
    const totals = page.getByRole('table', { name: 'What the columns of the file add up to' });
    expect(await totals.getByRole('row', { name: /^captured/ }).innerText()).toContain('$371.00');
    expect(await totals.getByRole('row', { name: /^refunded/ }).innerText()).toContain('$40.05');

    await page.goto(`${staff.purser.url}/bookings?q=${group}`);
    const refunds = await exportFound(page, 'Refunds');
    expect(refunds).toMatchObject([
      { booking_reference: part.reference, amount: '40.05', status: 'succeeded' },
    ]);

    await page.goto(`${staff.purser.url}/bookings?q=${group}&status=not_charged`);
    const bookings = await exportFound(page, 'Bookings');
    expect(bookings).toMatchObject([{ reference: waits.reference, total: '185.50', outstanding: '185.50' }]);
    expect(staff.complaints).toEqual([]);
  });

  it('keeps what was chosen when the days make no sense, and carries the currency of the balances', async () => {
    await api.register({ starts_at: '2031-03-31T23:30:00+01:00', total: { amount: 9_000, currency: 'JPY' } });
    await api.register({ starts_at: '2031-04-01T00:00:00+01:00', total: { amount: 1_000, currency: 'JPY' } });
    const page = await staff.signedIn();
    await page.goto(`${staff.purser.url}/balances?currency=JPY`);
    await page.getByRole('link', { name: 'Export these' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('are in JPY').waitFor();
    expect(await dialog.getByLabel('Balances').isChecked()).toBe(true);
    await dialog.getByLabel('From one day to another').check();
    await dialog.getByLabel('First day').fill('2031-03-31');
    await dialog.getByLabel('Last day').fill('2031-03-30');
    await dialog.getByRole('button', { name: 'Write the file' }).click();
    await dialog.getByText('The last day, 2031-03-30, is before the first, 2031-03-31.').waitFor();
    expect(await page.locator(':focus').getAttribute('id')).toBe('to');
    expect(await dialog.getByLabel('First day').inputValue()).toBe('2031-03-31');
    expect(await dialog.getByLabel('Balances').isChecked()).toBe(true);
    await dialog.getByLabel('Last day').fill('2031-03-31');
    await dialog.getByRole('button', { name: 'Write the file' }).click();
    expect(await downloaded(page)).toMatchObject([
      { currency: 'JPY', bookings: '1', outstanding: '9000', not_yet_due: '9000' },
    ]);
  });

  it('works without scripts, and one that waits can be stopped', async () => {
    const page = await staff.signedIn({ javaScriptEnabled: false });
    await page.goto(`${staff.purser.url}/exports`);
    await page.getByRole('link', { name: 'New export' }).click();
    await page.getByLabel('Disputes').check();
    await page.getByRole('button', { name: 'Write the file' }).click();
    await page.waitForURL('**/exports/*-*');
    await until(async () => {
      await page.reload();
      return page.getByText('Ready').isVisible();
    });
    expect(await downloaded(page)).toEqual([]);

    const id = await oneThatNobodyTakesUp();
    await page.goto(`${staff.purser.url}/exports`);
    await page.locator(`#export-${id}`).getByRole('link', { name: 'Refunds' }).click();
    await page.getByText('Begins in a moment…').waitFor();
    await page.getByRole('button', { name: 'Stop it' }).click();
    await page.getByText('Stopped').first().waitFor();
    await page.goto(`${staff.purser.url}/exports/${id}/file`);
    await page.getByText('There is no file').waitFor();
  });
});

it('says to whoever waits on its page that it is over', async () => {
  const id = await oneThatNobodyTakesUp();
  const page = await staff.signedIn();
  await page.goto(`${staff.purser.url}/exports/${id}`);
  await page.getByText('Begins in a moment…').waitFor();
  expect((await api.post(`/exports/${id}/cancel`)).status).toBe(200);
  await page.getByRole('status').filter({ hasText: 'Refunds: Stopped' }).waitFor();
  expect(staff.complaints).toEqual([]);
});

async function oneThatNobodyTakesUp(): Promise<string> {
  const id = uuid();
  await staff.purser.running.dataSource.query(
    `INSERT INTO exports (id, kind, filter, time_zone, state, attempts, requested_at, requested_by)
     VALUES ($1, 'refunds', '{}', 'UTC', 'queued', 0, now(), '{"kind":"staff","name":"Ana"}')`,
    [id],
  );
  return id;
}

/** Presses "Export these" on a list, and follows it to the file. */
async function exportFound(page: Page, kind: string): Promise<Record<string, string>[]> {
  await page.getByRole('link', { name: 'Export these' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('radio', { name: new RegExp(`^${kind}`) }).check();
  await dialog.getByRole('button', { name: 'Write the file' }).click();
  return downloaded(page);
}

async function downloaded(page: Page): Promise<Record<string, string>[]> {
  await page.getByText('Ready', { exact: true }).waitFor();
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: /^Download/ }).click(),
  ]);
  expect(download.suggestedFilename()).toMatch(/^[a-z]+-(\S+-)?as-of-[\d-]+\.csv$/);
  const file = await readFile(await download.path(), 'utf8');
  // By which spreadsheets know UTF-8.
  expect(file.startsWith('\uFEFF')).toBe(true);
  return recordsIn(file);
}

function cents(amount = -1): string {
  return `${Math.trunc(amount / 100)}.${String(amount % 100).padStart(2, '0')}`;
}
