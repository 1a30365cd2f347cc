import { randomUUID } from 'node:crypto';
import type { MailPageJson } from '../../../src/interfaces/api/v1/mails/mail.json.js';
import type { ReceiptJson } from '../../../src/interfaces/api/v1/receipts/receipt.json.js';
import { ApiClient, type ApiAnswer } from '../../support/api-client.js';
import { startPurser, type TestPurser } from '../../support/purser.js';
import { SmtpListener } from '../../support/smtp-listener.js';
import { StripeControls } from '../../support/stripe-controls.js';
import { until } from '../../support/until.js';

let purser: TestPurser;
let smtp: SmtpListener;
let api: ApiClient;
let stripe: StripeControls;

beforeAll(async () => {
  smtp = await SmtpListener.start();
  purser = await startPurser({ SMTP_URL: smtp.url });
  api = await ApiClient.of(purser);
  stripe = new StripeControls(purser);
});
afterAll(async () => {
  await purser?.stop();
  await smtp?.stop();
});

function receipt(of: 'payments' | 'refunds', id: string): Promise<ApiAnswer & { body: ReceiptJson }> {
  return api.get(`/${of}/${id}/receipt`) as unknown as Promise<ApiAnswer & { body: ReceiptJson }>;
}

function intents() {
  return purser.running.stripe.paymentIntents;
}

async function mailsOf(booking: string): Promise<MailPageJson['data']> {
  return ((await api.get(`/mails?booking=${booking}`)).body as unknown as MailPageJson).data;
}

async function settle(wanted: Record<string, unknown>): Promise<void> {
  expect((await api.patch('/settings', wanted, { ifMatch: '*' })).status).toBe(200);
}

describe('the receipt for a payment', () => {
  it('tells all that is on paper, with who the business is', async () => {
    await settle({
      contact_email: 'hello@sails.example',
      contact_phone: '+351 21 000 0000',
      address: ' Doca de Belém 4 \r\n1300-038 Lisboa\n',
      tax_id: 'VAT PT 509 442 013',
      receipt_footer: 'Come back soon.',
    });
    const booking = await api.register();
    const before = Date.now();
    const { body: payment } = await api.charge(booking.id, 5000);
    const { status, body } = await receipt('payments', payment.id);
    expect(status).toBe(200);
    expect(body).toEqual({
      number: expect.stringMatching(/^R-\d{4,}$/),
      of: 'payment',
      payment: payment.id,
      refund: null,
      currency: 'USD',
      amount: 5000,
      at: expect.any(String),
      received_on: null,
      card: { brand: 'visa', last4: '4242' },
      method: null,
      stripe_reference: payment.stripe_payment_intent,
      business: {
        name: 'Purser',
        address: 'Doca de Belém 4\n1300-038 Lisboa',
        email: 'hello@sails.example',
        phone: '+351 21 000 0000',
        tax_id: 'VAT PT 509 442 013',
        footer: 'Come back soon.',
      },
      booking: {
        id: booking.id,
        reference: booking.reference,
        service: 'Sunset sailing, 2 people',
        starts_at: '2031-05-01T17:30:00.000Z',
      },
      customer: { name: 'Nora Lindqvist', email: booking.customer.email },
      total: 18550,
      lines: [],
      given_back: [],
      standing: { as_of: expect.any(String), paid: 5000, waived: 0, outstanding: 13550 },
    });
    expect(Math.abs(new Date(body.at ?? 0).getTime() - before)).toBeLessThan(60_000);
    const intent = await intents().retrieve(payment.stripe_payment_intent ?? '');
    expect(intent).toMatchObject({ amount_received: body.amount, receipt_email: null });
    expect((await receipt('payments', payment.id)).body.number).toBe(body.number);
  });

  it('tells what was given back since, and has one of its own for that', async () => {
    const booking = await api.register();
    const { body: payment } = await api.charge(booking.id, 5000);
    const wanted = { amount: 2000, reason: 'requested_by_customer' };
    const { body: refunded } = await api.post(`/payments/${payment.id}/refunds`, wanted, {
      key: randomUUID(),
    });
    const refund = refunded.refunds[0]?.id ?? '';
    const [paid, back] = await Promise.all([receipt('payments', payment.id), receipt('refunds', refund)]);
    expect(paid.body).toMatchObject({
      amount: 5000,
      given_back: [{ amount: 2000, status: 'succeeded' }],
      standing: { paid: 3000, waived: 2000, outstanding: 13550 },
    });
    expect(back.body).toMatchObject({ of: 'refund', amount: 2000, refund, stripe_reference: refund });
    expect(back.body.number).not.toBe(paid.body.number);
  });

  it('of a collection names the method and the day, and of its refund too', async () => {
    const booking = await api.register();
    const cash = { amount: 4000, method: 'cash', received_on: '2026-01-05', note: 'Counted twice' };
    const { body: payment } = await api.post(`/bookings/${booking.id}/collections`, cash, {
      key: randomUUID(),
    });
    const { body } = await receipt('payments', payment.id);
    expect(body).toMatchObject({
      at: null,
      received_on: '2026-01-05',
      method: 'Cash',
      card: null,
      stripe_reference: null,
    });
    expect(JSON.stringify(body)).not.toContain('Counted twice');
    const wanted = { amount: 1000, reason: 'duplicate' };
    const { body: refunded } = await api.post(`/payments/${payment.id}/refunds`, wanted, {
      key: randomUUID(),
    });
    const back = await receipt('refunds', refunded.refunds[0]?.id ?? '');
    expect(back.body).toMatchObject({ of: 'refund', amount: 1000, method: 'Cash', stripe_reference: null });

    await api.post(
      `/payments/${payment.id}/reversal`,
      { reason: 'Another booking’s' },
      { key: randomUUID() },
    );
    expect(await receipt('payments', payment.id)).toMatchObject({
      status: 409,
      body: { code: 'no_receipt', state: 'reversed' },
    });
  });

  it('lists what the price is made of', async () => {
    const lines = [
      { kind: 'service', description: 'Adults', quantity: 2, unit_amount: 9000 },
      { kind: 'discount', description: 'Early bird', quantity: 1, unit_amount: 1000 },
    ];
    const booking = await api.register({ lines, total: { amount: 17_000, currency: 'USD' } });
    const { body: payment } = await api.charge(booking.id, 17000);
    expect((await receipt('payments', payment.id)).body).toMatchObject({
      total: 17000,
      lines: [
        { description: 'Adults', quantity: 2, amount: 18000 },
        { kind: 'discount', description: 'Early bird', amount: 1000 },
      ],
    });
  });

  it('isn’t there for a hold until it is captured, wherever that is done, nor for what was declined', async () => {
    const booking = await api.register();
    const { body: hold } = await api.hold(booking.id, 5000);
    expect(await receipt('payments', hold.id)).toMatchObject({
      status: 409,
      body: { code: 'no_receipt', state: 'authorized' },
    });
    await intents().capture(hold.stripe_payment_intent ?? '', { amount_to_capture: 3000 });
    await until(async () => (await receipt('payments', hold.id)).status === 200);
    expect((await receipt('payments', hold.id)).body).toMatchObject({ amount: 3000 });

    const refused = await api.register({ payment_method: 'pm_card_chargeDeclined' });
    const { body } = await api.charge(refused.id, 5000);
    expect(await receipt('payments', body.payment.id)).toMatchObject({
      status: 409,
      body: { code: 'no_receipt', state: 'declined' },
    });
    expect((await receipt('payments', randomUUID())).status).toBe(404);
    expect((await receipt('refunds', 're_none')).status).toBe(404);
  });
});

it('tells nothing of the business that isn’t said', async () => {
  await settle({ contact_email: null, contact_phone: '', address: null, tax_id: null, receipt_footer: null });
  const booking = await api.register();
  const { body: payment } = await api.charge(booking.id, 5000);
  const business = { address: null, email: null, phone: null, tax_id: null, footer: null };
  expect((await receipt('payments', payment.id)).body).toMatchObject({ business });
});

describe('mailing one', () => {
  it('goes out once for each key, to the booking’s address or another', async () => {
    const booking = await api.register();
    const { body: payment } = await api.charge(booking.id, 5000);
    const path = `/payments/${payment.id}/receipt/mails`;
    const key = randomUUID();
    const first = await api.post(path, {}, { key });
    expect(first).toMatchObject({
      status: 202,
      body: { template: 'receipt', to: { email: booking.customer.email } },
    });
    expect(first.headers.get('location')).toBe(`/api/v1/mails/${first.body.id}`);
    expect((await api.post(path, {}, { key })).body.id).toBe(first.body.id);
    expect(await api.post(path, { email: 'other@example.com' }, { key })).toMatchObject({
      status: 409,
      body: { code: 'idempotency_key_reused' },
    });
    await until(() => smtp.receivedBy(booking.customer.email).length === 1);
    expect(smtp.receivedBy(booking.customer.email)[0]?.raw).toContain('US$50.00');

    const books = `books-${randomUUID()}@example.com`;
    await api.post(path, { email: books }, { key: randomUUID() });
    await until(() => smtp.receivedBy(books).length === 1);
    expect(await mailsOf(booking.id)).toHaveLength(2);
  });

  it('is refused without a key, for what is no address, and for money that wasn’t taken', async () => {
    const booking = await api.register();
    const { body: hold } = await api.hold(booking.id, 5000);
    const path = `/payments/${hold.id}/receipt/mails`;
    expect(await api.post(path, {})).toMatchObject({
      status: 400,
      body: { code: 'idempotency_key_required' },
    });
    expect(await api.post(path, {}, { key: randomUUID() })).toMatchObject({
      status: 409,
      body: { code: 'no_receipt', state: 'authorized' },
    });
    const { body: charge } = await api.charge(booking.id, 1000);
    const wrong = { email: 'nobody' };
    expect(
      await api.post(`/payments/${charge.id}/receipt/mails`, wrong, { key: randomUUID() }),
    ).toMatchObject({ status: 422, body: { code: 'validation_failed' } });
    expect(await mailsOf(booking.id)).toEqual([]);
  });
});

describe('once receipts go out by themselves', () => {
  beforeAll(() => settle({ send_receipts: true }));
  afterAll(async () => {
    await stripe.webhooks('normal');
    await settle({ send_receipts: false });
  });

  it('one goes with each charge, capture, collection and refund, however often Stripe tells of it', async () => {
    const booking = await api.register();
    const { email } = booking.customer;
    await stripe.webhooks('repeat', { copies: 3 });
    const { body: charge } = await api.charge(booking.id, 5000);
    const { body: hold } = await api.hold(booking.id, 4000);
    await intents().capture(hold.stripe_payment_intent ?? '', { amount_to_capture: 3000 });
    const cash = { amount: 2000, method: 'cash' };
    await api.post(`/bookings/${booking.id}/collections`, cash, { key: randomUUID() });
    await purser.running.stripe.refunds.create({
      payment_intent: charge.stripe_payment_intent ?? '',
      amount: 1000,
    });
    await until(() => smtp.receivedBy(email).length === 4);
    const causes = (await mailsOf(booking.id)).map(({ template }) => template).sort();
    expect(causes).toEqual(['receipt', 'receipt', 'receipt', 'refund_receipt']);
    expect(smtp.receivedBy(email)).toHaveLength(4);
  });

  it('none goes for what was declined, or is only held', async () => {
    const refused = await api.register({ payment_method: 'pm_card_chargeDeclined' });
    await api.charge(refused.id, 5000);
    const held = await api.register();
    await api.hold(held.id, 5000);
    expect([...(await mailsOf(refused.id)), ...(await mailsOf(held.id))]).toEqual([]);
  });
});
