import { ApiClient } from '../support/api-client.js';
import { StaffBrowser } from '../support/staff-browser.js';

let staff: StaffBrowser;
let api: ApiClient;

beforeAll(async () => {
  staff = await StaffBrowser.start();
  api = await ApiClient.of(staff.purser);
});
afterEach(() => staff.closePages());
afterAll(() => staff.stop());

const daysAgo = (days: number) => new Date(Date.now() - days * 86_400_000).toISOString();

describe('the page of outstanding balances', () => {
  it('says so while nothing is outstanding', async () => {
    const page = await staff.signedIn();
    await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Balances' }).click();
    await page.getByRole('heading', { name: 'Nothing is outstanding' }).waitFor();
  });

  it('shows what is owed, how old it is and by whom, and each figure opens the bookings behind it', async () => {
    const customer = { name: 'Nora Lindqvist', email: 'nora@example.com', payment_method: 'pm_card_visa' };
    const old = await api.register({ customer, starts_at: daysAgo(40) });
    const soon = await api.register({ customer, starts_at: daysAgo(-3) });
    await api.register({ total: { amount: 9_000, currency: 'JPY' }, starts_at: daysAgo(-3) });
    await api.charge(old.id, 10_000);

    const page = await staff.signedIn();
    await page.goto(`${staff.purser.url}/balances`);
    const dollars = page.getByRole('region', { name: 'USD' });
    await dollars.getByRole('link', { name: '$271.00' }).waitFor();
    await dollars
      .getByRole('img', { name: /\$185\.50 not yet due, \$85\.50 31–60 days past start/ })
      .waitFor();

    await dollars
      .getByRole('row', { name: /31–60 days/ })
      .getByRole('link', { name: '$85.50' })
      .click();
    await page.getByText('Still owed in USD: 31–60 days past start').waitFor();
    expect(await references()).toEqual([old.reference]);

    await page.goto(`${staff.purser.url}/balances?currency=USD`);
    await page
      .getByRole('row', { name: /Nora Lindqvist/ })
      .getByRole('link')
      .click();
    await page.getByText('Still owed by Nora Lindqvist in USD').waitFor();
    expect((await references()).sort()).toEqual([old.reference, soon.reference].sort());

    await api.charge(old.id, 8_550);
    await page.goto(`${staff.purser.url}/bookings?age=days_31_to_60&currency=USD`);
    await page.getByRole('heading', { name: 'Nothing of this is owed any more' }).waitFor();
    expect(staff.complaints).toEqual([]);

    function references() {
      return page.locator('.bookings .row-link').allTextContents();
    }
  });
});
