import { randomUUID } from 'node:crypto';
import { UnitOfWork } from '../../../src/application/shared/unit-of-work.port.js';
import type { MailJson, MailPageJson } from '../../../src/interfaces/api/v1/mails/mail.json.js';
import { ApiClient } from '../../support/api-client.js';
import { ANA } from '../../support/domain/causes.js';
import { startPurser, type TestPurser } from '../../support/purser.js';
import { SmtpListener } from '../../support/smtp-listener.js';
import { until } from '../../support/until.js';

let purser: TestPurser;
let api: ApiClient;

describe('without a mail server', () => {
  beforeAll(async () => {
    purser = await startPurser();
    api = await ApiClient.of(purser);
  });
  afterAll(() => purser?.stop());

  it('mails are kept, with their words and why', async () => {
    const booking = await api.register();
    const id = await queue('nora@example.com', booking.id);
    await becomes(id, 'kept');
    expect(await mail(id)).toMatchObject({
      status: 'kept',
      template: 'add_card',
      to: { name: 'Nora Lindqvist', email: 'nora@example.com' },
      subject: 'Please add a card for your booking with Purser',
      booking: booking.id,
      attempts: 0,
      next_attempt_at: null,
      reason: 'No mail server is set up.',
      text: expect.stringContaining('https://pay.example/1'),
      html: expect.stringContaining('href="https://pay.example/1"'),
      events: [
        { type: 'mail_kept', by: 'Purser', note: null },
        { type: 'mail_queued', by: 'Ana Ruiz', note: null },
      ],
    });
  });

  it('they can’t be sent, and the API says what is missing', async () => {
    const id = await queue('nora@example.com');
    await becomes(id, 'kept');
    const { status, body } = await api.post(`/mails/${id}/deliveries`, {}, { key: randomUUID() });
    expect({ status, body }).toMatchObject({ status: 409, body: { code: 'mail_not_set_up' } });
    expect((await mail(id)).status).toBe('kept');
  });

  it('lists them by status and booking, page by page', async () => {
    const booking = await api.register();
    const ids: string[] = [];
    for (let nth = 0; nth < 3; nth += 1) ids.unshift(await queue('nora@example.com', booking.id));
    for (const id of ids) await becomes(id, 'kept');
    const first = await list(`booking=${booking.id}&limit=2`);
    const second = await list(`booking=${booking.id}&limit=2&cursor=${first.next_cursor ?? ''}`);
    expect([first, second].map(({ data }) => data.map(({ id }) => id))).toEqual([
      ids.slice(0, 2),
      ids.slice(2),
    ]);
    expect(second.next_cursor).toBeNull();
    expect((await list(`booking=${booking.id}&status=sent`)).data).toEqual([]);
    expect((await list(`booking=${booking.id}&status=kept`)).data).toHaveLength(3);
    expect(await api.get('/mails?cursor=nonsense')).toMatchObject({
      status: 422,
      body: { code: 'invalid_cursor' },
    });
    expect(await api.get('/mails?status=lost')).toMatchObject({
      status: 422,
      body: { code: 'validation_failed' },
    });
    expect(await api.get(`/mails/${randomUUID()}`)).toMatchObject({
      status: 404,
      body: { code: 'mail_not_found' },
    });
  });
});

describe('once there is one', () => {
  it('what was kept isn’t sent by itself, only when asked for, once for each key', async () => {
    const smtp = await SmtpListener.start();
    purser = await startPurser({ SMTP_URL: smtp.url });
    api = await ApiClient.of(purser);
    try {
      const email = `nora-${randomUUID()}@example.com`;
      const id = await queue(email);
      await becomes(id, 'sent');
      // As one that was kept before: SMTP_URL came later.
      await purser.running.dataSource.query(`UPDATE mails SET state = 'kept', times_sent = 0 WHERE id = $1`, [
        id,
      ]);
      const other = await queue(`mia-${randomUUID()}@example.com`);
      await becomes(other, 'sent');
      expect((await mail(id)).status).toBe('kept');

      const key = randomUUID();
      const asked = await api.post(`/mails/${id}/deliveries`, {}, { key });
      expect(asked.status).toBe(202);
      await becomes(id, 'sent');
      expect((await api.post(`/mails/${id}/deliveries`, {}, { key })).status).toBe(202);
      expect(smtp.receivedBy(email)).toHaveLength(2);
      expect((await mail(id)).events.slice(0, 2)).toMatchObject([
        { type: 'mail_sent', by: 'Purser' },
        { type: 'mail_queued', by: 'Environment token' },
      ]);
      expect(await api.post(`/mails/${id}/deliveries`, {})).toMatchObject({
        status: 400,
        body: { code: 'idempotency_key_required' },
      });
      smtp.manners = 'no_such_mailbox';
      const lost = await queue(`leo-${randomUUID()}@example.com`);
      await becomes(lost, 'failed');
      const waiting = async () => (await list('attention=true')).data.map((each) => each.id);
      expect(await waiting()).toEqual([lost]);
      expect(await api.post(`/mails/${other}/dismissal`)).toMatchObject({
        status: 409,
        body: { code: 'mail_state', state: 'sent' },
      });
      for (let nth = 0; nth < 2; nth += 1)
        expect(await api.post(`/mails/${lost}/dismissal`)).toMatchObject({
          status: 200,
          body: { status: 'failed', dismissed_at: expect.any(String) },
        });
      expect((await mail(lost)).events.filter(({ type }) => type === 'mail_dismissed')).toMatchObject([
        { by: 'Environment token' },
      ]);
      expect(await waiting()).toEqual([]);
      await api.post(`/mails/${lost}/deliveries`, {}, { key: randomUUID() });
      await until(async () => (await mail(lost)).attempts === 2 && (await mail(lost)).status === 'failed');
      expect(await waiting()).toEqual([lost]);

      const second = await queue(`sam-${randomUUID()}@example.com`);
      await becomes(second, 'failed');
      smtp.manners = 'take';
      const again = randomUUID();
      for (let nth = 0; nth < 2; nth += 1) {
        const all = await api.post('/mails/deliveries', {}, { key: again });
        expect(all).toMatchObject({ status: 202, body: { mails: nth === 0 ? 2 : 0 } });
        for (const id of [lost, second]) await becomes(id, 'sent');
      }
      expect(await waiting()).toEqual([]);
    } finally {
      await purser.stop();
      await smtp.stop();
    }
  });
});

function queue(email: string, booking?: string): Promise<string> {
  return purser.running.app.get(UnitOfWork).run(({ mails }) =>
    mails.queue({
      cause: `test:${randomUUID()}`,
      to: { name: 'Nora Lindqvist', email },
      ...(booking === undefined ? {} : { booking }),
      template: 'add_card',
      data: { customerName: 'Nora Lindqvist', link: 'https://pay.example/1' },
      by: ANA,
    }),
  );
}

async function mail(id: string): Promise<MailJson> {
  return (await api.get(`/mails/${id}`)).body as unknown as MailJson;
}

async function list(query: string): Promise<MailPageJson> {
  return (await api.get(`/mails?${query}`)).body as unknown as MailPageJson;
}

async function becomes(id: string, status: string): Promise<void> {
  await until(async () => (await mail(id)).status === status);
}
