import type {
  BalancesJson,
  CustomerBalancePageJson,
} from '../../../src/interfaces/api/v1/balances/balance.json.js';
import { ApiClient } from '../../support/api-client.js';
import { startPurser, type TestPurser } from '../../support/purser.js';

let purser: TestPurser;
let api: ApiClient;

beforeAll(async () => {
  purser = await startPurser();
  api = await ApiClient.of(purser);
});
afterAll(() => purser?.stop());

const HOUR = 3_600_000;
const hoursAgo = (hours: number) => new Date(Date.now() - hours * HOUR).toISOString();

describe('what customers owe', () => {
  it('follows each charge at once, by currency, age and customer, and leads to the bookings behind it', async () => {
    const email = 'nora@example.com';
    const soon = await api.register({
      customer: { name: 'Nora Lindqvist', email },
      starts_at: hoursAgo(-48),
    });
    const late = await api.register({
      customer: { name: 'Nora Lindqvist', email, payment_method: 'pm_card_visa' },
      starts_at: hoursAgo(24 * 20),
    });
    await api.register({ starts_at: hoursAgo(-48), total: { amount: 5000, currency: 'JPY' } });
    expect((await api.charge(late.id, 8_550)).status).toBe(201);

    const { data } = await balances();
    expect(data).toMatchObject([
      { currency: 'USD', outstanding: 28_550, bookings: 2 },
      { currency: 'JPY', outstanding: 5_000, bookings: 1 },
    ]);
    expect(data[0]?.ages.filter(({ bookings }) => bookings > 0)).toEqual([
      { age: 'not_yet_due', outstanding: 18_550, bookings: 1 },
      { age: 'days_8_to_30', outstanding: 10_000, bookings: 1 },
    ]);
    const byCustomer = await customers('?currency=USD');
    expect(byCustomer).toMatchObject({
      data: [
        { customer: { id: soon.customer.id, email }, currency: 'USD', outstanding: 28_550, bookings: 2 },
      ],
      next_cursor: null,
    });
    const behind = await api.get(
      `/bookings?owing=true&currency=USD&age=days_8_to_30&customer=${soon.customer.id}`,
    );
    expect(behind.body.data.map(({ id }) => id)).toEqual([late.id]);

    expect((await api.charge(late.id, 10_000)).status).toBe(201);
    expect((await balances()).data).toContainEqual(
      expect.objectContaining({ currency: 'USD', outstanding: 18_550, bookings: 1 }),
    );
  });

  it.each([
    ['?currency=usd', 'currency'],
    ['?limit=0', 'limit'],
    ['?cursor=abc', 'cursor'],
  ])('refuses %s, naming the field', async (query, field) => {
    const { status, body } = await api.get(`/balances/customers${query}`);
    expect(status).toBe(422);
    expect(JSON.stringify(body)).toContain(field);
  });
});

async function balances(): Promise<BalancesJson> {
  const { status, body } = await api.get('/balances');
  expect(status).toBe(200);
  return body as unknown as BalancesJson;
}

async function customers(query: string): Promise<CustomerBalancePageJson> {
  const { status, body } = await api.get(`/balances/customers${query}`);
  expect(status).toBe(200);
  return body as unknown as CustomerBalancePageJson;
}
