import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { startPurser, type TestPurser } from '../../support/purser.js';

const ROOT = path.resolve(import.meta.dirname, '../../..');

let purser: TestPurser;

beforeAll(async () => {
  purser = await startPurser();
});
afterAll(() => purser?.stop());

it('the examples of the README do what they say', async () => {
  const answers = await run('README.md');
  const [deposit] = answers;
  expect(answers).toMatchObject([
    { kind: 'charge', state: 'succeeded', amount: 5000, captured: 5000 },
    { id: deposit?.id },
    { kind: 'hold', state: 'succeeded', amount: 13550, captured: 10000 },
    {
      id: deposit?.booking,
      payment_status: 'partially_charged',
      captured: 15000,
      outstanding: 3550,
      payments: [{ kind: 'charge' }, { kind: 'hold' }],
    },
    { data: [{ id: deposit?.booking }], next_cursor: null },
  ]);
});

it('the examples of docs/api-examples.md do what they say', async () => {
  const answers = await run('docs/api-examples.md');
  const [deposit] = answers;
  const booking = deposit?.booking;
  expect(answers).toMatchObject([
    { booking, state: 'succeeded', captured: 5000 },
    { id: deposit?.id },
    { status: 422, code: 'over_chargeable', chargeable: 13550 },
    { status: 402, code: 'declined', decline_code: 'generic_decline' },
    { data: [{ brand: 'visa', last4: '4242', primary: true }] },
    { state: 'open', url: expect.stringContaining(purser.sandbox.url) },
    { purpose: 'add_card', state: 'open', booking },
    { data: [{ email: 'nora@example.com', balances: [{ currency: 'USD' }] }], next_cursor: null },
    { email: 'nora@example.com', phone: '+351 21 000 0000' },
    { text: 'Asked to be called before noon.', added_by: { kind: 'api' } },
    { data: expect.any(Array), next_cursor: null },
    { data: [] },
    { booking, kind: 'hold', state: 'succeeded', captured: 10000 },
    { booking, kind: 'hold', state: 'released', amount: 3550 },
    { id: booking, total: { amount: 15000 }, payment_status: 'charged_in_full' },
    { status: 412, code: 'booking_changed' },
    { id: booking, total: { amount: 15000 }, lines: [{ amount: 14000 }, {}, { kind: 'discount' }] },
    { booking, refunded: 2500, refunds: [{ amount: 2500, still_owed: false }] },
    { id: booking, booking_status: 'completed' },
    { id: booking, booking_status: 'scheduled' },
    {
      id: booking,
      booking_status: 'cancelled',
      total: { amount: 2000 },
      refunded: 13000,
      operations: [{ outcome: 'done' }, { outcome: 'done' }],
    },
    { data: [{ booking_status: 'cancelled' }], next_cursor: null },
    { booking, state: 'succeeded', captured: 10000, refunded: 10000 },
    { id: booking, captured: 15000, payments: [{}, { state: 'declined' }, {}, {}] },
    { data: [{ id: booking }], next_cursor: null },
    { data: [{ reference: expect.stringMatching(/^LX-/) }], next_cursor: null },
    { data: [], next_cursor: null },
    { version: 1, payment_option: 'later' },
    { data: [], next_cursor: null },
    { data: [{ amount: 18550, outcome: 'waiting', card: { last4: '4242' } }] },
    {
      bookings: 1,
      totals: [{ currency: 'USD', amount: 18550, bookings: 1 }],
      started: { by: { kind: 'api' } },
    },
    {
      kind: 'payments',
      status: 'ready',
      rows: 4,
      totals: [{ currency: 'USD', amounts: { captured: 15000 } }],
    },
    { purpose: 'pay', state: 'open', amount: 5000 },
    {
      of: 'payment',
      number: expect.stringMatching(/^R-\d+$/),
      amount: 4000,
      method: 'Cash',
      standing: { paid: 4000, outstanding: 5000 },
    },
    { template: 'receipt', to: { email: 'nora@example.com' } },
    { totals: [], already_due: [], data: [] },
    { name: expect.stringMatching(/^Balance/), status: 'active', version: 2 },
    { data: [], next_cursor: null },
    { data: [], next_cursor: null },
    { status: 'paused', events: [{ type: 'rule_paused', reason: 'Only an example' }, {}, {}] },
    { data: [{ number: 2, verdict: 'new', read: { total: { amount: 18550, currency: 'USD' } } }] },
    { kind: 'bookings', file_name: 'spring.csv', to_write: 1, started_by: { kind: 'api' } },
  ]);
});

/** Runs the shell blocks between the markers, as they stand, and gives the JSON that they print. */
async function run(file: string): Promise<Record<string, unknown>[]> {
  const text = await readFile(path.join(ROOT, file), 'utf8');
  const examples = /<!-- api-examples:start -->([\s\S]*)<!-- api-examples:end -->/.exec(text)?.[1] ?? '';
  const script = [...examples.matchAll(/^```sh\n([\s\S]*?)^```$/gm)].map(([, block]) => block).join('\n');
  const env = { PATH: process.env.PATH, PURSER: purser.url, TOKEN: purser.apiToken };
  const { stdout } = await promisify(execFile)('bash', ['-euo', 'pipefail', '-c', script], { env });
  return stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}
