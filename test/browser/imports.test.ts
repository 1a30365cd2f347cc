import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Page } from 'playwright';
import { ApiClient } from '../support/api-client.js';
import { accessibilityProblems, StaffBrowser } from '../support/staff-browser.js';
import { StripeControls } from '../support/stripe-controls.js';
import { until } from '../support/until.js';

const HEAD =
  'reference,customer_name,customer_email,customer_phone,service,starts_at,total,currency,payment_option';

let staff: StaffBrowser;
let api: ApiClient;

beforeAll(async () => {
  staff = await StaffBrowser.start();
  api = await ApiClient.of(staff.purser);
});
afterEach(() => staff.closePages());
afterAll(() => staff.stop());

describe('a file of bookings', () => {
  it('is uploaded with errors, corrected, imported, and uploaded again without duplicates; then one is charged', async () => {
    const [first, second] = [aReference(), aReference()];
    const email = `nora-${randomUUID()}@example.com`;
    // The customer has a card from an earlier booking.
    await api.register({ email });
    const before = await new StripeControls(staff.purser).books();
    const page = await staff.signedIn();
    await page
      .getByRole('button', { name: /^More/ })
      .or(page.getByText('More', { exact: true }))
      .first()
      .click();
    await page.getByRole('link', { name: 'Imports' }).first().click();
    await page.getByText('Nothing was imported yet').waitFor();
    await page.getByRole('link', { name: 'New import' }).click();
    await page.getByRole('button', { name: 'Upload and check' }).click();
    await page.getByText('Choose a file, or paste its rows.').waitFor();

    await upload(page, 'spring.csv', [
      HEAD,
      `${first},Nora Lindqvist,${email},'+351 21,Sailing,03/04/2031 18:30,185.50,USD,`,
      `${second},Nora Lindqvist,${email},,Rowing,2031-05-02 09:00,much,USD,charge_now`,
    ]);
    await page.getByText('Some rows can’t be read yet.').waitFor();
    expect(await accessibilityProblems(page)).toEqual([]);
    await page.getByLabel('First in dates comes').selectOption('The day: 31/12/2031');
    await page.getByRole('button', { name: 'Check again' }).click();
    const one = page.getByRole('row', { name: new RegExp(first) });
    await one.getByText('New', { exact: true }).waitFor();
    expect(await one.innerText()).toMatch(/3 Apr 2031.*18:30.*\$185\.50/s);
    const other = page.getByRole('row', { name: new RegExp(second) });
    expect(await other.innerText()).toMatch(/Error.*Total.*isn’t an amount/s);

    await page.getByRole('button', { name: 'Yes, import 1 booking' }).click();
    await page.getByText('Tick that the rows with errors are left out').waitFor();
    await page.getByLabel('Leave out the 1 row with errors').check();
    await page.getByRole('button', { name: 'Yes, import 1 booking' }).click();
    await one.getByText('Imported').waitFor();
    await page.getByText('Done', { exact: true }).first().waitFor();
    expect(await accessibilityProblems(page)).toEqual([]);

    // The row with the error, corrected in the file that Purser gives, and uploaded.
    const download = page.waitForEvent('download');
    await page.getByRole('link', { name: 'Download rows with errors' }).click();
    const text = readFileSync(await (await download).path(), 'utf8');
    expect(text).toMatch(/,error\r\n.*Total: “much” isn’t an amount/);
    expect(text).not.toContain(first);
    await page.goto(`${staff.purser.url}/imports/new`);
    await upload(page, 'corrected.csv', [text.replace('much', '50').replace('charge_now', 'later')]);
    await page.getByRole('button', { name: 'Yes, import 1 booking' }).click();
    await page
      .getByRole('row', { name: new RegExp(second) })
      .getByText('Imported')
      .waitFor();

    // Once more, with everything in it: nothing is left to do.
    await page.goto(`${staff.purser.url}/imports/new`);
    await upload(page, 'again.csv', [text.replace('much', '50').replace('charge_now', 'later')]);
    await page.getByText('The very same file was uploaded before').waitFor();
    await page.getByText('Nothing to import: no row is new here.').waitFor();
    expect(await page.getByRole('button', { name: /^Yes, import/ }).count()).toBe(0);
    expect((await api.get(`/bookings?q=${email}`)).body.data).toHaveLength(3);
    expect(await new StripeControls(staff.purser).books()).toEqual(before);

    await page.getByRole('link', { name: second }).click();
    const timeline = await page.locator('.timeline').innerText();
    expect(timeline).toMatch(
      /Booking imported from corrected\.csv, row 2 with a total of \$50\.00.*in the console/s,
    );
    await page.getByRole('link', { name: 'Charge Customer' }).click();
    await page
      .getByRole('dialog')
      .getByRole('button', { name: /^Yes, charge/ })
      .click();
    await page.locator('.big-status').getByText('Charged in full', { exact: true }).waitFor();
    const { payment_intents: all } = await new StripeControls(staff.purser).books();
    const id = page.url().split('/').at(-1);
    expect(all.filter(({ metadata }) => metadata.purser_booking === id)).toMatchObject([
      { amount_received: 5000, currency: 'usd', status: 'succeeded' },
    ]);
    expect(staff.complaints).toEqual([]);
  });

  it('works without JavaScript; what can’t be read says why, and a stranger’s form is turned away', async () => {
    const page = await staff.signedIn({ javaScriptEnabled: false });
    await page.goto(`${staff.purser.url}/imports/new`);
    await page.getByRole('radio', { name: /^Customers/ }).check();
    await page.getByLabel('CSV file').setInputFiles({
      name: 'kunden.csv',
      mimeType: 'text/csv',
      buffer: Buffer.from('name,email\nJos\u00e9,jose@example.com\n', 'latin1'),
    });
    await page.getByRole('button', { name: 'Upload and check' }).click();
    await page.getByText('The file isn’t UTF-8: line 2').waitFor();
    expect(await page.getByRole('radio', { name: /^Customers/ }).isChecked()).toBe(true);
    await upload(
      page,
      'kunden.csv',
      ['name;email;phone', `José;jose-${randomUUID()}@example.com;22`],
      'Customers',
    );
    await page.getByRole('button', { name: 'Yes, import 1 customer' }).click();
    await page.getByText('Who did what').waitFor();

    const form = new FormData();
    form.set('kind', 'customers');
    form.set('pasted', 'name,email\nA,a@example.com');
    const cookie = (await page.context().cookies()).map(({ name, value }) => `${name}=${value}`).join('; ');
    const refused = await fetch(`${staff.purser.url}/imports`, {
      method: 'POST',
      body: form,
      headers: { cookie },
    });
    expect(refused.status).toBe(403);
  });
});

async function upload(page: Page, name: string, lines: readonly string[], kind = 'Bookings'): Promise<void> {
  await page.getByRole('radio', { name: new RegExp(`^${kind}`) }).check();
  await page
    .getByLabel('CSV file')
    .setInputFiles({ name, mimeType: 'text/csv', buffer: Buffer.from(lines.join('\n')) });
  await page.getByRole('button', { name: 'Upload and check' }).click();
  await page.waitForURL(/\/imports\/[0-9a-f-]{36}$/);
  await until(
    async () => {
      const isOver = (await page.getByText('Being checked').count()) === 0;
      if (!isOver) await page.reload();
      return isOver;
    },
    () => 'It is still being checked.',
  );
}

function aReference(): string {
  return `I-${randomUUID().slice(0, 8)}`;
}
