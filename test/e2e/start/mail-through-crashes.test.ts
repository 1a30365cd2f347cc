import { randomUUID } from 'node:crypto';
import type { MailPageJson } from '../../../src/interfaces/api/v1/mails/mail.json.js';
import { ApiClient } from '../../support/api-client.js';
import { PurserHome } from '../../support/purser-process.js';
import { SmtpListener } from '../../support/smtp-listener.js';
import { until, untilWithin } from '../../support/until.js';

const TOKEN = 'a-token-for-these-tests';

/** Each starts Purser twice, on a machine that may have much else to do. */
const PATIENCE_MS = 240_000;

let home: PurserHome;
let smtp: SmtpListener;
let port: number;
beforeAll(async () => {
  home = await PurserHome.create();
  smtp = await SmtpListener.start();
  port = smtp.port;
});
afterAll(async () => {
  await home?.remove();
  await smtp?.stop();
});

function start() {
  return home.start({
    PURSER_API_TOKEN: TOKEN,
    PURSER_SEED: 'none',
    SMTP_URL: `smtp://127.0.0.1:${port}`,
    PURSER_SMTP_TIMEOUT_SECONDS: '3',
    PURSER_MAIL_RETRY_SECONDS: '2',
    PURSER_LOG_LEVEL: 'fatal',
  });
}

describe('a mail', () => {
  it(
    'that was queued when the process was killed is sent once after the next start',
    async () => {
      await smtp.stop();
      const purser = await start();
      const email = await aLinkFor();
      await statusBecomes(email, 'queued', /couldn’t be reached/);
      await purser.kill();
      smtp = await SmtpListener.start(port);
      const again = await start();
      await statusBecomes(email, 'sent');
      expect(smtp.receivedBy(email)).toHaveLength(1);
      expect((await again.end('SIGTERM')).code).toBe(0);
    },
    PATIENCE_MS,
  );

  it(
    'that was being handed over when the process was killed may have been sent, and isn’t sent again',
    async () => {
      smtp.manners = 'never_answer';
      const purser = await start();
      const email = await aLinkFor();
      await until(() => smtp.receivedBy(email).length === 1);
      await purser.kill();
      smtp.manners = 'take';
      const again = await start();
      expect((await mailTo(email))?.status).toBe('sending');
      await statusBecomes(email, 'unknown', /was interrupted/);
      const other = await aLinkFor();
      await statusBecomes(other, 'sent');
      expect(smtp.receivedBy(email)).toHaveLength(1);
      await again.end('SIGTERM');
    },
    PATIENCE_MS,
  );

  it(
    'that is being handed over is finished before Purser stops',
    async () => {
      const purser = await start();
      const email = await aLinkFor();
      const { code, stderr } = await purser.end('SIGTERM');
      expect([code, stderr]).toEqual([0, '']);
      const again = await start();
      await statusBecomes(email, 'sent');
      expect(smtp.receivedBy(email)).toHaveLength(1);
      await again.end('SIGTERM');
    },
    PATIENCE_MS,
  );
});

function api(): Promise<ApiClient> {
  return ApiClient.of({ url: `http://127.0.0.1:${home.port}`, apiToken: TOKEN });
}

/** A payment link that is mailed to a new customer; returns their address. */
async function aLinkFor(): Promise<string> {
  const email = `nora-${randomUUID()}@example.com`;
  const client = await api();
  const { id } = await client.register({ email });
  const { status } = await client.post(
    `/bookings/${id}/payment-links`,
    { send: true },
    { key: randomUUID() },
  );
  expect(status).toBe(201);
  return email;
}

async function mailTo(email: string) {
  const page = (await (await api()).get('/mails')).body as unknown as MailPageJson;
  return page.data.find(({ to }) => to.email === email);
}

async function statusBecomes(email: string, status: string, why?: RegExp): Promise<void> {
  let mail = await mailTo(email);
  await untilWithin(
    60_000,
    async () => {
      mail = await mailTo(email);
      return mail?.status === status && (why === undefined || why.test(mail.reason ?? ''));
    },
    () => `it is ${mail?.status}: ${mail?.reason}`,
  );
}
