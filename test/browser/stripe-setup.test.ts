import { ApiClient } from '../support/api-client.js';
import { StaffBrowser } from '../support/staff-browser.js';

let staff: StaffBrowser;

beforeAll(async () => {
  staff = await StaffBrowser.start();
});
afterEach(() => staff.closePages());
afterAll(() => staff.stop());

describe('the page that sets up Stripe', () => {
  it('finds the sandbox in order, and makes the endpoint that is missing', async () => {
    const page = await staff.signedIn();
    await page
      .getByRole('button', { name: /^Ana|menu/i })
      .or(page.locator('.menu summary'))
      .first()
      .click();
    await page.getByRole('link', { name: 'Set up Stripe' }).click();
    const endpoint = page
      .getByRole('listitem')
      .filter({ has: page.getByRole('heading', { name: 'Webhook endpoint' }) });
    await endpoint.getByText('In order').waitFor();
    await page.getByText('A request to').waitFor();

    const { stripe } = staff.purser.running;
    for (const { id } of (await stripe.webhookEndpoints.list()).data) await stripe.webhookEndpoints.del(id);
    await page.getByRole('link', { name: 'Try again' }).click();
    await endpoint.getByText('Doesn’t work').waitFor();
    await endpoint.getByRole('button', { name: 'Make the endpoint in Stripe' }).click();
    const told = await page.getByText(/^STRIPE_WEBHOOK_SECRET=whsec_/).textContent();
    await endpoint.getByText('In order').waitFor();
    const made = (await stripe.webhookEndpoints.list()).data;
    expect(made.map(({ url, status }) => [url, status])).toEqual([
      [`${staff.purser.url}/webhooks/stripe`, 'enabled'],
    ]);

    await page.goto(`${staff.purser.url}/stripe`);
    expect(await page.content()).not.toContain(told ?? 'nothing was told');
    expect(staff.complaints).toEqual([]);
  });

  it('is there for programs too', async () => {
    const api = await ApiClient.of(staff.purser);
    const { status, body } = await api.get('/stripe-setup');
    expect(status).toBe(200);
    expect(body).toMatchObject({
      steps: expect.arrayContaining([expect.objectContaining({ id: 'endpoint', state: 'good' })]),
    });
    const again = await api.post('/stripe-setup/webhook-endpoint');
    expect([again.status, again.body.code]).toEqual([409, 'endpoint_exists']);
  });
});
