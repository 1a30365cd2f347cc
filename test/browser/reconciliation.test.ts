import type { ReconciliationPageJson } from '../../src/interfaces/api/v1/reconciliations/reconciliation.json.js';
import { ApiClient } from '../support/api-client.js';
import { StaffBrowser } from '../support/staff-browser.js';
import { StripeControls } from '../support/stripe-controls.js';
import { until } from '../support/until.js';

let staff: StaffBrowser;
let api: ApiClient;
let controls: StripeControls;

beforeAll(async () => {
  staff = await StaffBrowser.start({ PURSER_RECONCILE_SECONDS: '86400' });
  api = await ApiClient.of(staff.purser);
  controls = new StripeControls(staff.purser);
  await controls.webhooks('drop');
});
afterEach(async () => {
  await controls.behave();
  await everyCheckIsOver();
  await staff.closePages();
});
afterAll(() => staff.stop());

/** What differed shows before a check is over, and one at a time may be under way. An interrupted one goes on at once. */
async function everyCheckIsOver(): Promise<void> {
  await until(
    async () => {
      await staff.purser.running.dataSource.query(
        `UPDATE reconciliations SET next_at = now() WHERE state = 'interrupted' AND next_at > now()`,
      );
      const { body } = await api.get('/reconciliations');
      const { data } = body as unknown as ReconciliationPageJson;
      return data.every(({ state }) => state === 'done' || state === 'failed');
    },
    () => 'a check is still under way',
  );
}

/** Until Stripe is told to behave: however long a page takes, the check is still under way. */
function keepFromEnding(operation: string): Promise<unknown> {
  return controls.misbehave({ operation, kind: '500_before', times: 1000 });
}

describe('checking a period in the console', () => {
  it('shows its progress and, without a reload, what differed and that it was put right', async () => {
    const booking = await api.register({ payment_option: 'pre_authorize' });
    const intent = booking.payments[0]?.stripe_payment_intent ?? '';
    await staff.purser.running.stripe.paymentIntents.capture(intent, { amount_to_capture: 5000 });
    await keepFromEnding('list_refunds');
    const page = await staff.signedIn();
    await page.getByText('More', { exact: true }).click();
    await page.getByRole('link', { name: 'Reconciliation' }).click();
    await page.getByLabel('The last 24 hours').check();
    await page.getByRole('button', { name: 'Check against Stripe' }).click();

    await page.waitForURL('**/reconciliation/*');
    await page
      .locator('.badges')
      .getByText(/Waiting|Running|Goes on by itself/)
      .waitFor();
    await controls.behave();
    await everyCheckIsOver();
    await page.getByText('1 put right').first().waitFor();
    const row = page.getByRole('row', { name: booking.reference });
    const words = (await row.innerText()).replaceAll(/\s+/g, ' ');
    expect(words).toContain('Captured $0.00 → to $50.00');
    expect(words).toContain('Put right');
    await row.getByRole('link', { name: booking.reference }).click();
    await page.waitForURL(`**/bookings/${booking.id}`);
    await page.getByText('Partially charged').first().waitFor();
    expect(staff.complaints).toEqual([]);
  });

  it('only looks when told so, and leaves the booking as it is', async () => {
    const booking = await api.register({ payment_option: 'pre_authorize' });
    await staff.purser.running.stripe.paymentIntents.capture(
      booking.payments[0]?.stripe_payment_intent ?? '',
    );
    const page = await staff.signedIn();
    await page.goto(`${staff.purser.url}/reconciliation`);
    await page.getByLabel('Only look, change nothing').check();
    await page.getByRole('button', { name: 'Check against Stripe' }).click();
    await page.getByText('1 differed').first().waitFor();
    await page.getByRole('row', { name: booking.reference }).getByText('Not put right').waitFor();
    expect((await api.get(`/bookings/${booking.id}`)).body).toMatchObject({ captured: 0, held: 18_550 });

    await page.getByRole('button', { name: 'Put this right' }).click();
    await page.getByText('1 put right').first().waitFor();
    expect((await api.get(`/bookings/${booking.id}`)).body).toMatchObject({ captured: 18_550, held: 0 });
  });

  it('leads to the day that was refused', async () => {
    const page = await staff.signedIn();
    await page.goto(`${staff.purser.url}/reconciliation`);
    await page.getByLabel('From one day to another').check();
    await page.getByLabel('First day').fill('2026-01-02');
    await page.getByLabel('Last day').fill('2026-01-01');
    await page.getByRole('button', { name: 'Check against Stripe' }).click();
    await page.getByText('Choose the first day or a later one.').waitFor();
    expect(await page.locator(':focus').getAttribute('id')).toBe('to');
    expect(await page.getByLabel('First day').inputValue()).toBe('2026-01-02');
  });

  it('starts one at a time, and says so', async () => {
    await keepFromEnding('list_payment_intents');
    const page = await staff.signedIn();
    for (let time = 0; time < 2; time += 1) {
      await page.goto(`${staff.purser.url}/reconciliation`);
      await page.getByRole('button', { name: 'Check against Stripe' }).click();
      await page.waitForURL('**/reconciliation/*');
    }
    await page.getByText('Another check isn’t over yet').waitFor();
    await controls.behave();
    await everyCheckIsOver();
    await page.getByText('put right').or(page.getByText('Nothing differed')).first().waitFor();
  });

  it('works without scripts, and says what is wrong with own days', async () => {
    const page = await staff.signedIn({ javaScriptEnabled: false });
    await page.goto(`${staff.purser.url}/reconciliation`);
    await page.getByLabel('From one day to another').check();
    await page.getByLabel('First day').fill('2026-05-02');
    await page.getByLabel('Last day').fill('2026-05-01');
    await page.getByRole('button', { name: 'Check against Stripe' }).click();
    await page.getByText('Choose the first day or a later one.').waitFor();
    await page.getByLabel('Last day').fill('2026-05-02');
    await page.getByRole('button', { name: 'Check against Stripe' }).click();
    await page.waitForURL('**/reconciliation/*');
    await page.getByText('Sat 2 May 2026, 00:00').waitFor();
    await page.getByRole('heading', { name: 'Nothing differed' }).waitFor();
  });
});
