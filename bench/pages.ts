import { measure, type Timing } from './statistics.js';

export interface PageTimes {
  readonly page: string;
  readonly times: Timing;
}

/** Some of what was loaded, spread over all of it. */
export interface Loaded {
  readonly bookings: readonly string[];
  readonly references: readonly string[];
  readonly customers: readonly string[];
}

/** One visitor at a time, signed in, over HTTP: what the server needs for a page. */
export async function pageTimes(
  console: { readonly url: string; readonly cookie: string },
  { bookings, references, customers }: Loaded,
  count: number,
): Promise<PageTimes[]> {
  const week = 'from=2026-10-24&to=2026-10-30';
  const paths: Record<string, (index: number) => string> = {
    'bookings list': () => '/bookings',
    'filtered, by outstanding': () => '/bookings?status=partially_charged&sort=-outstanding',
    'search by reference': (index) => `/bookings?q=${references[index % references.length]}`,
    'search by name': (index) => `/bookings?q=${index % 2 ? 'lindqvist' : 'greta%20k'}`,
    'booking page': (index) => `/bookings/${bookings[index % bookings.length]}`,
    balances: () => '/balances',
    'takings of a week': () => `/takings?${week}`,
    'takings of a year': () => '/takings?from=2025-11-02&to=2026-11-01',
    'movements behind a figure': () => `/takings/movements?${week}&currency=USD&figure=taken`,
    'transactions behind fees': () =>
      `/takings/transactions?${week}&standing=booking&currency=USD&taken_in=USD&method=stripe%3Acard`,
    payouts: () => '/payouts',
    'a payout': () => '/payouts/po_bench4',
    customers: () => '/customers',
    'customers who owe': () => '/customers?owing=1',
    'customers, searched': (index) => `/customers?q=${index % 2 ? 'lindqvist' : 'greta%20k'}`,
    'customer page': (index) => `/customers/${customers[index % customers.length]}`,
    batches: () => '/batches',
  };
  const results: PageTimes[] = [];
  for (const [page, path] of Object.entries(paths)) {
    const times = await measure({ count, atOnce: 1, warmUp: 30 }, (index) => get(console, path(index)));
    results.push({ page, times });
  }
  return results;
}

/** The session cookie of someone who has just signed in. */
export async function signIn(url: string, email: string, password: string): Promise<string> {
  const form = await fetch(`${url}/sign-in`);
  const token = /name="_csrf"[^>]*value="([^"]+)"/.exec(await form.text())?.[1];
  const cookie = cookieFrom(form);
  if (!token || !cookie) throw new Error('The sign-in page has no form to fill in.');
  const answer = await fetch(`${url}/sign-in`, {
    method: 'POST',
    redirect: 'manual',
    headers: { cookie, 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({ _csrf: token, email, password }),
  });
  const signedIn = cookieFrom(answer);
  if (answer.status >= 400 || !signedIn) throw new Error(`Signing in was answered ${answer.status}.`);
  return signedIn;
}

function cookieFrom(response: Response): string | undefined {
  return response.headers.getSetCookie()[0]?.split(';')[0];
}

async function get({ url, cookie }: { url: string; cookie: string }, path: string): Promise<void> {
  const response = await fetch(url + path, { headers: { cookie }, redirect: 'manual' });
  const body = await response.text();
  if (response.status !== 200 || !body.includes('</html>'))
    throw new Error(`${path} was answered ${response.status}.`);
}
