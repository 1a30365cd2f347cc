import { ApiClient } from '../support/api-client.js';
import { accessibilityProblems, StaffBrowser } from '../support/staff-browser.js';
import { StripeControls } from '../support/stripe-controls.js';
import { letMinutesPass } from '../support/time-passes.js';
import { until } from '../support/until.js';

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

/** Each walks through many pages, on whatever machine. */
const PATIENCE_MS = 150_000;

const inDays = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString();

async function received(booking: string): Promise<number[]> {
  const { payment_intents: all } = await stripe.books();
  return all
    .filter(({ metadata }) => metadata.purser_booking === booking)
    .map(({ amount_received }) => amount_received);
}

it(
  'staff make a rule, see what it would do, turn it on, see what it did, and pause it',
  async () => {
    const due = await api.register({ starts_at: inDays(3) });
    const later = await api.register({ starts_at: inDays(20) });
    await letMinutesPass(staff.purser.running.app, 6);
    const page = await staff.signedIn();
    await page.goto(`${staff.purser.url}/rules`);
    await page.getByRole('heading', { name: 'No rule yet' }).waitFor();
    await page.getByRole('link', { name: 'Charge before the start' }).click();

    await page.getByLabel('Days before the start').fill('soon');
    await page.getByLabel(/^Why\b/).fill('As it says in our terms');
    await page.getByRole('button', { name: 'See what it would do' }).click();
    await page.getByText('Must be a whole number from 0 to 365.').waitFor();
    expect(await page.getByLabel(/^Why\b/).inputValue()).toBe('As it says in our terms');
    await page.getByLabel('Days before the start').fill('14');
    await page.getByRole('button', { name: 'See what it would do' }).click();
    const would = page.getByRole('region', { name: 'What it would do within 30 days' });
    await would.getByRole('row', { name: new RegExp(`${later.reference}.*\\$185\\.50`) }).waitFor();
    expect(await would.getByRole('link', { name: due.reference }).count()).toBe(0);

    await page.getByRole('button', { name: 'Make the rule' }).click();
    await page.getByRole('heading', { name: 'Balance 14 days before', level: 1 }).waitFor();
    await page.getByText('1 booking is due already ($185.50).').waitFor();
    expect(await received(due.id)).toEqual([]);
    expect(await accessibilityProblems(page)).toEqual([]);

    await page.getByRole('link', { name: 'Turn on' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel(/Also the 1 booking due already, \$185\.50/).check();
    expect(await accessibilityProblems(page)).toEqual([]);
    await dialog.getByRole('button', { name: 'Yes, turn it on' }).dblclick();
    await page.getByText('“Balance 14 days before” is on').waitFor();

    await until(async () => (await received(due.id))[0] === 18_550);
    await page.goto(`${staff.purser.url}/rules/activity`);
    await until(async () => {
      await page.reload();
      return (await page.getByRole('row', { name: new RegExp(`${due.reference}.*Done`) }).count()) === 1;
    });
    expect(await received(due.id)).toEqual([18_550]);
    expect(await received(later.id)).toEqual([]);

    await page.getByRole('link', { name: due.reference }).click();
    await page.getByText('Rule: Balance 14 days before').first().waitFor();

    await page.goto(`${staff.purser.url}/bookings/${later.id}`);
    const foretold = page.getByRole('region', { name: 'By itself' });
    await foretold.getByText(/“Balance 14 days before” charges \$185\.50 on /).waitFor();

    await page.getByRole('link', { name: '“Balance 14 days before”' }).click();
    await page.getByRole('link', { name: 'Pause' }).click();
    await page
      .getByRole('dialog')
      .getByLabel(/^Why\b/)
      .fill('Storm');
    await page.getByRole('dialog').getByRole('button', { name: 'Yes, pause it' }).click();
    await page.getByText('“Balance 14 days before” is paused').waitFor();
    await page.getByRole('listitem').filter({ hasText: 'Paused' }).getByText('Storm').waitFor();
    const after = await api.register({ starts_at: inDays(4) });
    const { body } = await api.get(`/rule-actions?booking=${after.id}`);
    expect(body.data).toEqual([]);
    expect(staff.complaints).toEqual([]);
  },
  PATIENCE_MS,
);

it(
  'a rule waits while somebody has a dialog about the booking’s money open, and says so',
  async () => {
    const booking = await api.register({ starts_at: inDays(3), service: 'Moonlight paddle' });
    const page = await staff.signedIn();
    await page.goto(`${staff.purser.url}/bookings/${booking.id}`);
    await page.getByRole('link', { name: 'Charge Customer' }).click();
    await page.getByRole('dialog').getByLabel('Amount').waitFor();

    const rule = await api.post('/rules', {
      name: 'Moonlight balance',
      task: { kind: 'charge_before_start', days: 14, at: '09:00' },
      scope: { service: 'moonlight' },
    });
    await api.post(`/rules/${rule.body.id}/activation`, { include_due: true }, { ifMatch: '*' });
    const watching = await staff.signedIn();
    await until(async () => {
      await watching.goto(`${staff.purser.url}/rules/activity?rule=${rule.body.id}`);
      const row = watching.getByRole('row', { name: new RegExp(`${booking.reference}.*Waiting`) });
      return (await row.getByText('Somebody is working on this booking.').count()) === 1;
    });
    expect(await received(booking.id)).toEqual([]);

    await page.getByRole('dialog').getByLabel('Amount').fill('100');
    await page.getByRole('button', { name: /Yes, charge the customer/ }).click();
    await page.getByText('$100.00 charged to Visa').first().waitFor();
    expect(await received(booking.id)).toEqual([10_000]);
    expect(staff.complaints).toEqual([]);
  },
  PATIENCE_MS,
);
