import { StaffBrowser } from '../support/staff-browser.js';

let staff: StaffBrowser;
beforeAll(async () => {
  staff = await StaffBrowser.start();
});
afterEach(() => staff.closePages());
afterAll(() => staff.stop());

describe('signing in', () => {
  it('leads to the page that was asked for', async () => {
    const page = await staff.stranger();
    await page.goto(`${staff.purser.url}/bookings?status=authorized`);
    expect(new URL(page.url()).pathname).toBe('/sign-in');
    await page.getByLabel('E-mail address').fill(staff.purser.adminEmail.toUpperCase());
    await page.getByLabel('Password').fill(staff.purser.adminPassword);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.waitForURL('**/bookings?status=authorized');
  });

  it('with a wrong password says so and keeps the address', async () => {
    const page = await staff.stranger();
    await page.goto(`${staff.purser.url}/sign-in`);
    await page.getByLabel('E-mail address').fill('ana@example.com');
    await page.getByLabel('Password').fill('not it');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('alert').waitFor();
    expect(await page.getByLabel('E-mail address').inputValue()).toBe('ana@example.com');
    expect(await page.getByLabel('Password').inputValue()).toBe('');
  });

  it('ends with signing out, after which a form left open is refused', async () => {
    const page = await staff.signedIn();
    await page.goto(`${staff.purser.url}/bookings/new`);
    const other = await page.context().newPage();
    await other.goto(`${staff.purser.url}/bookings`);
    await other.locator('.menu summary').click();
    await other.getByRole('button', { name: 'Sign out' }).click();
    await other.waitForURL('**/sign-in');
    await page.goto(`${staff.purser.url}/bookings`);
    expect(new URL(page.url()).pathname).toBe('/sign-in');
  });
});

describe('the console', () => {
  it('refuses a form that comes from elsewhere', async () => {
    const page = await staff.signedIn();
    const answer = await page.request.post(`${staff.purser.url}/bookings`, {
      form: { reference: 'FORGED', service: 'x', name: 'x', email: 'x@example.com', total: '1' },
    });
    expect(answer.status()).toBe(403);
  });

  it('sends headers that keep foreign scripts, frames and guesses out', async () => {
    const answer = await (await staff.stranger()).request.get(`${staff.purser.url}/sign-in`);
    const headers = answer.headers();
    expect(headers['content-security-policy']).toMatch(/default-src 'none'/);
    expect(headers['content-security-policy']).not.toMatch(/unsafe/);
    expect(headers['x-frame-options']).toBe('DENY');
    expect(headers['x-content-type-options']).toBe('nosniff');
    expect(headers['set-cookie']).toMatch(/HttpOnly/);
    expect(headers['set-cookie']).toMatch(/SameSite=Lax/);
  });

  it('slows down who guesses passwords, without telling whether the address exists', async () => {
    const page = await staff.stranger();
    const words: string[] = [];
    for (let attempt = 0; attempt < 9; attempt += 1) {
      await page.goto(`${staff.purser.url}/sign-in`);
      await page.getByLabel('E-mail address').fill('guessed@example.com');
      await page.getByLabel('Password').fill(`guess ${attempt}`);
      await page.getByRole('button', { name: 'Sign in' }).click();
      words.push(await page.getByRole('alert').innerText());
    }
    expect(new Set(words.slice(0, 8)).size).toBe(1);
    expect(words[8]).toMatch(/minute/);
  });
});
