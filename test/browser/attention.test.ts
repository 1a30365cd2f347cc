import type { RuleActionPageJson } from '../../src/interfaces/api/v1/rules/rule-action.json.js';
import { ApiClient } from '../support/api-client.js';
import { accessibilityProblems, StaffBrowser } from '../support/staff-browser.js';
import { StripeControls } from '../support/stripe-controls.js';
import { letMinutesPass } from '../support/time-passes.js';
import { until } from '../support/until.js';

let staff: StaffBrowser;
let api: ApiClient;
let stripe: StripeControls;

beforeAll(async () => {
  // No sweep finds what webhooks are kept from telling.
  staff = await StaffBrowser.start({ PURSER_RECONCILE_SECONDS: '86400' });
  api = await ApiClient.of(staff.purser);
  stripe = new StripeControls(staff.purser);
});
afterEach(async () => {
  await stripe.behave();
  await staff.closePages();
});
afterAll(() => staff.stop());

/** Until Stripe is told to behave, its answer to this charge isn't known; it was asked for some minutes ago. */
async function aChargeInDoubt() {
  const booking = await api.register();
  await stripe.misbehave({ operation: 'create_payment_intent', kind: 'lose_answer', times: 1000 });
  await stripe.misbehave({ operation: 'list_payment_intents', kind: '500_before', times: 1000 });
  await stripe.webhooks('drop');
  const { body } = await api.charge(booking.id, 10000);
  await staff.purser.running.dataSource.query(
    `UPDATE payments SET requested_at = requested_at - interval '5 minutes' WHERE id = $1`,
    [body.id],
  );
  return booking;
}

describe('the page of what needs attention', () => {
  it('says so when everything has settled', async () => {
    const page = await staff.signedIn();
    await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Attention' }).click();
    await page.getByRole('heading', { name: 'Nothing needs attention' }).waitFor();
  });

  it('shows a payment that Stripe hasn’t answered for, and lets go of it once Stripe has', async () => {
    const booking = await aChargeInDoubt();
    const page = await staff.signedIn();
    await page.goto(`${staff.purser.url}/attention`);
    const matter = page.getByRole('listitem').filter({ hasText: booking.reference });
    await matter.getByText('Charge of $100.00').waitFor();
    await matter.getByText('Nothing to do yet').waitFor();
    expect(
      await page
        .getByRole('link', { name: /^Attention/ })
        .first()
        .textContent(),
    ).toContain('1');

    // While Stripe doesn't answer, as recovery may be quicker than whoever asks for it.
    await matter.getByRole('button', { name: /^Check now/ }).click();
    await page.getByText('Asking Stripe about this payment now').waitFor();
    await stripe.behave();
    // The last try before may have put off the next by up to 18 s.
    await page.getByRole('heading', { name: 'Nothing needs attention' }).waitFor({ timeout: 50_000 });
    expect((await api.get(`/bookings/${booking.id}`)).body).toMatchObject({ captured: 10000, flags: [] });
    const { payment_intents: intents } = await stripe.books();
    expect(intents.filter(({ metadata }) => metadata.purser_booking === booking.id)).toMatchObject([
      { amount_received: 10000 },
    ]);
  }, 120_000);

  it('shows an event that couldn’t be taken in, and has it tried again', async () => {
    const booking = await api.register();
    const { body: hold } = await api.hold(booking.id, 10000);
    const { dataSource } = staff.purser.running;
    await dataSource.query(
      `INSERT INTO stripe_events (id, type, created, payload, payment_intent, state, attempts, last_error, parked_at)
       VALUES ('evt_parked', 'charge.captured', now(), '{}', $1, 'parked', 15, 'Stripe’s amount isn’t the payment’s.', now())`,
      [hold.stripe_payment_intent],
    );
    const page = await staff.signedIn();
    await page.goto(`${staff.purser.url}/attention`);
    const matter = page.getByRole('listitem').filter({ hasText: 'evt_parked' });
    await matter.getByText('Stripe’s amount isn’t the payment’s.').waitFor();
    expect(await matter.getByRole('link', { name: booking.reference }).getAttribute('href')).toBe(
      `/bookings/${booking.id}`,
    );
    await matter.getByRole('button', { name: /^Try again/ }).click();
    await page.getByText('Trying the event again').waitFor();
    await until(async () => {
      const [event] = await dataSource.query<{ state: string }[]>(
        `SELECT state FROM stripe_events WHERE id = 'evt_parked'`,
      );
      return event?.state === 'applied';
    });
  });

  it('shows what a rule gave up, as the booking’s timeline does, until somebody dismisses it', async () => {
    const starts_at = new Date(Date.now() + 5 * 86_400_000).toISOString();
    const rule = await api.post('/rules', {
      name: 'Balance a week before',
      task: { kind: 'charge_before_start', days: 7, at: '09:00' },
    });
    await api.post(`/rules/${rule.body.id}/activation`, {}, { ifMatch: '*' });
    const booking = await api.register({ starts_at, payment_method: null });
    const state = async () =>
      (await api.get(`/rule-actions?booking=${booking.id}`)).body as unknown as RuleActionPageJson;
    const { app } = staff.purser.running;
    await until(async () => (await state()).data.length === 1);
    await letMinutesPass(app, 6);
    await until(async () => (await state()).data[0]?.reason === 'no_card');
    await letMinutesPass(app, 73 * 60);
    await until(async () => (await state()).data[0]?.status === 'given_up');

    const page = await staff.signedIn();
    await page.goto(`${staff.purser.url}/attention`);
    const matter = page.getByRole('listitem').filter({ hasText: `Not charged: ${booking.reference}` });
    await matter.getByText('The customer has no card yet. The rule waited for three days').waitFor();
    expect(await accessibilityProblems(page)).toEqual([]);
    await matter.getByRole('link', { name: booking.reference }).click();
    const told = page.getByRole('region', { name: 'Timeline' }).getByRole('listitem');
    await told.filter({ hasText: 'Not charged' }).getByText('Rule: Balance a week before').waitFor();

    await page.goto(`${staff.purser.url}/attention`);
    await matter.getByRole('button', { name: /^Dismiss/ }).click();
    await page.getByText('It stays in the booking’s timeline').waitFor();
    await page.getByRole('heading', { name: 'Nothing needs attention' }).waitFor();
    const { payment_intents: intents } = await stripe.books();
    expect(intents.filter(({ metadata }) => metadata.purser_booking === booking.id)).toEqual([]);
    await api.post(`/rules/${rule.body.id}/pause`, {});
  });

  it('is led to by a menu that stays as it is, however often an open page is brought up to date', async () => {
    const booking = await api.register();
    const page = await staff.signedIn();
    await page.goto(`${staff.purser.url}/bookings/${booking.id}`);
    const links = page.getByRole('navigation', { name: 'Main' }).getByRole('link');
    const before = await links.allInnerTexts();
    for (const [charges, taken] of [
      [1, '$10.00'],
      [2, '$20.00'],
      [3, '$30.00'],
    ] as const) {
      await api.charge(booking.id, 1000);
      await page.getByText(`${taken} taken`, { exact: true }).waitFor();
      expect([charges, await links.allInnerTexts()]).toEqual([charges, before]);
    }
  });

  it('leads nowhere from an address that was cut off', async () => {
    const page = await staff.signedIn();
    for (const path of ['/attention?payments=abc', '/attention?events=abc', '/attention?rules=abc']) {
      await page.goto(staff.purser.url + path);
      expect(new URL(page.url()).search).toBe('');
    }
    expect(staff.complaints).toEqual([]);
  });
});
