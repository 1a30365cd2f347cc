import type { Page } from 'playwright';
import { aNewBooking, ApiClient, type ApiAnswer } from '../support/api-client.js';
import { RULES_OF_COLOR } from '../support/axe.js';
import { paidInStripe } from '../support/paid-in-stripe.js';
import { Reconciliations } from '../support/reconciliations.js';
import { accessibilityProblems, cutOff, StaffBrowser } from '../support/staff-browser.js';
import { StripeControls } from '../support/stripe-controls.js';
import { until } from '../support/until.js';

let staff: StaffBrowser;
let paths: Record<string, string>;
/** Addresses that customers get. */
let links: Record<string, string>;

/** Every page of the console is made and looked at, on whatever machine. */
const PATIENCE_MS = 420_000;

beforeAll(async () => {
  staff = await StaffBrowser.start();
  const api = await ApiClient.of(staff.purser);
  const held = await api.register({
    payment_option: 'pre_authorize',
    customer: { ...(aNewBooking().customer as object), name: 'Wilhelmina Featherstonehaugh-Cholmondeley' },
  });
  const declined = await api.register({
    payment_method: 'pm_card_chargeCustomerFail',
    payment_option: 'charge_now',
  });
  const charged = await api.register({
    payment_option: 'charge_now',
    total: { amount: 500_000, currency: 'JPY' },
  });
  const hold = held.payments[0]?.id ?? '';
  const named = `Rest of ${held.reference}, which the customer paid by telephone`;
  await paidInStripe(staff.purser, held, { amount: 20_000, description: named });
  await paidInStripe(staff.purser, held, { capture_method: 'manual' });
  await until(async () => (await api.unmatched()).data.length === 2);
  // Both made in one second, they may be listed either way.
  const found = (await api.unmatched()).data;
  const [unmatched, linked] = [false, true].map((isHold) =>
    found.find(({ status }) => (status === 'authorized') === isHold),
  );
  await api.post(`/unmatched-payments/${linked?.id ?? ''}/link`, { booking: declined.id });
  const refused = await api.register({ payment_method: 'pm_card_chargeDeclined' });
  // Whatever may be long is one word here.
  const several = await api.register({
    reference: 'R'.repeat(60),
    service: 'S'.repeat(150),
    customer: {
      name: 'N'.repeat(120),
      email: `${'e'.repeat(60)}@${'long-subdomain.'.repeat(8)}example.com`,
      payment_method: 'pm_card_visa',
    },
  });
  for (const card of ['pm_card_expiringSoon', 'pm_card_amex', 'pm_card_mastercard']) {
    const customer = several.customer.stripe_customer ?? '';
    await staff.purser.running.stripe.paymentMethods.attach(card, { customer });
  }
  await until(async () => {
    const { body } = await api.get(`/customers/${several.customer.id}/cards`);
    return (body as unknown as { data: unknown[] }).data.length === 4;
  });
  const asked = await api.post(`/customers/${several.customer.id}/card-links`, { booking: several.id });
  const cardLink = asked.body as unknown as LinkJson;
  const gone = await api.register({ payment_option: 'charge_now' });
  await staff.purser.running.dataSource.query(
    `UPDATE payments SET payment_intent = 'pi_gone' WHERE booking_id = $1`,
    [gone.id],
  );
  const { id: check } = await new Reconciliations(staff.purser).run({ dryRun: true });
  await api.post(`/bookings/${several.id}/payment-links`, { send: true }, { key: 'a mail' });
  await until(async () => (await api.get('/mails?status=kept')).body.data.length === 1);
  const [mail] = (await api.get('/mails')).body.data;
  const payLink = await madeLink(api.post(`/bookings/${several.id}/payment-links`, {}, { key: 'open' }));
  const stopped = await madeLink(api.post(`/bookings/${several.id}/payment-links`, {}, { key: 'stopped' }));
  await api.post(`/payment-links/${stopped.id}/stop`);
  const exported = await api.post('/exports', { kind: 'payments' }, { key: 'a file' });
  const imported = await api.send('POST', '/imports?kind=bookings&file_name=spring.csv', {
    key: 'a file to import',
    headers: { 'content-type': 'text/csv' },
    body: 'reference,name,email,service,date,total\nLX-1,Nora,nora@example.com,Sailing,03/04/2031,1.234\n',
  });
  await until(async () => (await api.get('/imports?state=ready')).body.data.length === 1);
  const collection = await api.post(
    `/bookings/${several.id}/collections`,
    { amount: 5000, method: 'cash', note: 'W'.repeat(200) },
    { key: 'collected' },
  );
  const waiting = await api.register({
    payment_method: 'pm_card_authenticationRequired',
    payment_option: 'charge_now',
  });
  const toConfirm = waiting.payments[0]?.id ?? '';
  const authentication = await madeLink(
    api.post(`/payments/${toConfirm}/authentication-links`, {}, { key: 'confirm' }),
  );
  const expired = await api.register({ payment_option: 'pre_authorize' });
  await new StripeControls(staff.purser).expire(expired.payments[0]?.stripe_payment_intent ?? '');
  await until(
    async () => (await api.get(`/bookings/${expired.id}`)).body.payments[0]?.state !== 'authorized',
  );
  links = {
    'link to pay': payLink.url,
    'link to authenticate': authentication.url,
    'link for a card': cardLink.url,
    'link that was stopped': stopped.url,
    'link that nobody made': payLink.url.replace(/[^/]+$/, 'nobody-made-this'),
  };
  const rule = await api.post('/rules', {
    name: 'Balance two weeks before',
    task: { kind: 'charge_before_start', days: 14, at: '09:00' },
  });
  const ruleHref = `/rules/${rule.body.id}`;
  const toReview = await api.post('/batches', { bookings: [charged.id, several.id] }, { key: 'to confirm' });
  const link = `/unmatched-payments/${unmatched?.id ?? ''}/link/new`;
  paths = {
    list: '/bookings',
    batches: '/batches',
    'batch to confirm': `/batches/${toReview.body.id}`,
    'empty list': '/bookings?q=nobody-is-called-this',
    'held booking': `/bookings/${held.id}`,
    'declined booking': `/bookings/${declined.id}`,
    'charged booking': `/bookings/${charged.id}`,
    'charge form': `/bookings/${declined.id}/charges/new`,
    'hold form': `/bookings/${declined.id}/holds/new`,
    'collection form': `/bookings/${several.id}/collections/new`,
    'reversal form': `/payments/${collection.body.id}/reversal/new`,
    'refund form': `/bookings/${charged.id}/refunds/new`,
    'refund form of a payment': `/bookings/${charged.id}/refunds/new?payment=${charged.payments[0]?.id ?? ''}`,
    'renewal form': `/payments/${expired.payments[0]?.id ?? ''}/reauthorize/new`,
    'booking whose hold expired': `/bookings/${expired.id}`,
    'booking that waits for the customer': `/bookings/${waiting.id}`,
    'authentication form': `/payments/${toConfirm}/authentication-links/new`,
    'giving-up form': `/payments/${toConfirm}/cancel/new`,
    'payment link form': `/bookings/${several.id}/payment-links/new`,
    'form to mail a link': `/links/${payLink.id}/mails/new`,
    'form to stop a link': `/links/${payLink.id}/stop/new`,
    'capture form': `/payments/${hold}/capture/new`,
    'release form': `/payments/${hold}/release/new`,
    'price form': `/bookings/${held.id}/price/new`,
    'cancellation form': `/bookings/${held.id}/cancellation/new`,
    'no-show form': `/bookings/${held.id}/no-show/new`,
    'completion form': `/bookings/${held.id}/completion/new`,
    'details form': `/bookings/${held.id}/details/new`,
    'cancelled bookings': '/bookings?booking_status=cancelled',
    'new booking': '/bookings/new',
    customer: `/customers/${held.customer.id}`,
    'customer whose card was refused': `/customers/${refused.customer.id}`,
    'card to add': `/customers/${held.customer.id}/card-setups/new?booking=${held.id}`,
    'card link': `/customers/${several.customer.id}/card-links/${cardLink.id}`,
    'card to remove': `/customers/${held.customer.id}/cards/${held.customer.card?.id ?? ''}/removal/new`,
    'charge form with several cards': `/bookings/${several.id}/charges/new`,
    'customer with several cards': `/customers/${several.customer.id}`,
    'booking with several cards': `/bookings/${several.id}`,
    'unmatched payments': '/unmatched-payments',
    'link form': link,
    'dismissal form': link.replace('/link/new', '/dismissal/new'),
    'payments for no booking': '/unmatched-payments?show=dismissed',
    'disputed bookings': '/bookings?status=disputed',
    'link form after a search': `${link}?q=B-`,
    'link form that finds nothing': `${link}?q=nobody-is-called-this`,
    'form of a linked payment': `/unmatched-payments/${linked?.id ?? ''}/link/new`,
    balances: '/balances',
    customers: '/customers',
    takings: '/takings',
    'what is behind the takings': '/takings/movements',
    'no exports that failed': '/exports?status=failed',
    exports: '/exports',
    'an export': `/exports/${exported.body.id}`,
    imports: '/imports',
    'import form': '/imports/new',
    'an import with errors': `/imports/${imported.body.id}`,
    'export form': '/exports/new?kind=payments&status=charged_in_full&q=nora&from=2026-11-01',
    'set up Stripe': '/stripe',
    'bookings behind a balance': '/bookings?age=not_yet_due&currency=USD',
    'nothing needs attention': '/attention',
    reconciliation: '/reconciliation',
    'a check that found something': `/reconciliation/${check}`,
    'payment option form': `/bookings/${held.id}/payment-option/new`,
    rules: '/rules',
    'kinds of rules': '/rules/new',
    'rule form': '/rules/new?kind=charge_before_start',
    'rule form with a timing': '/rules/new?kind=capture_holds',
    'a rule': ruleHref,
    'rule to change': `${ruleHref}/edit`,
    'rule to turn on': `${ruleHref}/activation/new`,
    'rule to pause': `${ruleHref}/pause/new`,
    'activity of rules': '/rules/activity',
    settings: '/settings',
    'way of collecting to add': '/settings/collection-methods/new',
    'way of collecting to rename': '/settings/collection-methods/cash/label/new',
    mails: '/mails',
    'no such mail': '/mails?status=sent',
    'a mail': `/mails/${mail?.id ?? ''}`,
    'unknown page': NOWHERE,
  };
}, PATIENCE_MS);
afterEach(() => staff.closePages());
afterAll(() => staff.stop());

const SCREENS = [
  ['wide', { width: 1280, height: 900 }],
  ['narrow', { width: 390, height: 844 }],
] as const;

const NOWHERE = '/nowhere';

describe.each(SCREENS)('on a %s screen', (_screen, viewport) => {
  it(
    'every page can be read by everyone, and none is wider than the screen',
    async () => {
      const page = await staff.signedIn({ viewport });
      const problems: string[] = [];
      for (const [name, path] of Object.entries(paths)) {
        const answer = await page.goto(staff.purser.url + path);
        if (!answer?.ok() && path !== NOWHERE) problems.push(`${name}: answers ${answer?.status()}`);
        problems.push(...(await complaintsAbout(page)).map((problem) => `${name}: ${problem}`));
      }
      expect(problems).toEqual([]);
    },
    PATIENCE_MS,
  );

  it('so can every page of a link, by a customer who is signed in nowhere', async () => {
    const page = await staff.stranger({ viewport });
    const problems: string[] = [];
    for (const [name, address] of Object.entries(links)) {
      await page.goto(address);
      problems.push(...(await complaintsAbout(page)).map((problem) => `${name}: ${problem}`));
    }
    expect(problems).toEqual([]);
  });

  it('so can the dialog, and the sign-in page', async () => {
    const page = await staff.signedIn({ viewport });
    await page.goto(staff.purser.url + (paths['declined booking'] ?? ''));
    await page.getByRole('link', { name: 'Charge Customer' }).click();
    await page.getByRole('dialog').getByLabel('Amount').waitFor();
    expect(await complaintsAbout(page)).toEqual([]);
    const stranger = await staff.stranger({ viewport });
    await stranger.goto(`${staff.purser.url}/sign-in`);
    expect(await complaintsAbout(stranger)).toEqual([]);
  });
});

it('a charge can be made with the keyboard alone, and focus comes back to where it was', async () => {
  const page = await staff.signedIn();
  await page.goto(staff.purser.url + (paths['declined booking'] ?? ''));
  const opener = page.getByRole('link', { name: 'Charge Customer' });
  await opener.focus();
  await page.keyboard.press('Enter');
  await page.getByRole('dialog').getByLabel('Amount').waitFor();
  expect(await page.evaluate('document.activeElement.id')).toBe('amount');
  await page.keyboard.press('Escape');
  await page
    .getByRole('dialog')
    .waitFor({ state: 'detached' })
    .catch(() => undefined);
  expect(await page.evaluate('document.activeElement.textContent.trim()')).toBe('Charge Customer');
});

it('the content is one key away, also on a page with a search', async () => {
  const page = await staff.signedIn();
  await page.goto(`${staff.purser.url}/bookings`);
  let loads = 0;
  page.on('request', (request) => (loads += request.isNavigationRequest() ? 1 : 0));
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await until(async () => (await page.evaluate('document.activeElement.id')) === 'main');
  expect(loads).toBe(0);
});

interface LinkJson {
  readonly id: string;
  readonly url: string;
}

async function madeLink(asked: Promise<ApiAnswer>): Promise<LinkJson> {
  const { status, body } = await asked;
  if (status !== 201) throw new Error(`No link was made: ${JSON.stringify(body)}`);
  return body as unknown as LinkJson;
}

async function complaintsAbout(page: Page): Promise<string[]> {
  const problems = await cutOff(page);
  await page.emulateMedia({ colorScheme: 'light' });
  problems.push(...(await accessibilityProblems(page)));
  await page.emulateMedia({ colorScheme: 'dark' });
  problems.push(...(await accessibilityProblems(page, RULES_OF_COLOR)).map((problem) => `dark: ${problem}`));
  return problems;
}
