import { randomUUID } from 'node:crypto';
import { GetMail } from '../../../src/application/mail/get-mail.query.js';
import type { MailView } from '../../../src/application/mail/mail.views.js';
import { SendMailAgain } from '../../../src/application/mail/send-mail-again.command.js';
import { UnitOfWork } from '../../../src/application/shared/unit-of-work.port.js';
import type { MailState } from '../../../src/domain/mail/mail-states.js';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { ANA } from '../../support/domain/causes.js';
import { usd } from '../../support/domain/money.js';
import { startPurser, type TestPurser } from '../../support/purser.js';
import { SmtpListener } from '../../support/smtp-listener.js';
import { until } from '../../support/until.js';

let smtp: SmtpListener;
let purser: TestPurser;

beforeAll(async () => {
  smtp = await SmtpListener.start();
  purser = await startPurser({
    SMTP_URL: smtp.url,
    MAIL_FROM: 'Northern Kayaks <desk@kayaks.example>',
    PURSER_BUSINESS_NAME: 'Northern Kayaks',
    PURSER_MAIL_RETRY_SECONDS: '1',
    PURSER_SMTP_TIMEOUT_SECONDS: '2',
    PURSER_LOG_LEVEL: 'silent',
  });
});
afterEach(() => {
  smtp.manners = 'take';
});
afterAll(async () => {
  await purser?.stop();
  await smtp?.stop();
});

describe('a queued mail', () => {
  it('reaches its recipient once, in words and in HTML, from the business', async () => {
    const email = someone();
    const id = await queue(email);
    const { timesAccepted, state } = await settled(id, 'sent');
    expect({ timesAccepted, state }).toEqual({ timesAccepted: 1, state: 'sent' });
    const [mail] = smtp.receivedBy(email);
    expect(smtp.receivedBy(email)).toHaveLength(1);
    const raw = mail?.raw ?? '';
    expect(raw).toContain('From: Northern Kayaks <desk@kayaks.example>');
    expect(raw).toContain(`To: Mia Wong <${email}>`);
    expect(raw).toContain(`Message-ID: <${id}@kayaks.example>`);
    expect(raw).toMatch(/Subject: Please pay US\$185\.50 for Harbour kayak tour/);
    expect(raw).toContain('Content-Type: text/plain; charset=utf-8');
    expect(raw).toContain('Content-Type: text/html; charset=utf-8');
  });

  it('is tried again, later each time, when the server is busy, and then sent once', async () => {
    smtp.manners = 'busy';
    const email = someone();
    const id = await queue(email);
    await until(async () => (await mailOf(id)).attempts >= 2);
    const waiting = await mailOf(id);
    expect(waiting.reason).toBe('The mail server said: 451 Try again later');
    smtp.manners = 'take';
    await settled(id, 'sent');
    expect(smtp.receivedBy(email)).toHaveLength(1);
  });

  it('is tried again when the server can’t be reached', async () => {
    const { port } = smtp;
    await smtp.stop();
    const email = someone();
    const id = await queue(email);
    await until(async () => /couldn’t be reached|broke/.test((await mailOf(id)).reason ?? ''));
    smtp = await SmtpListener.start(port);
    await settled(id, 'sent');
    expect(smtp.receivedBy(email)).toHaveLength(1);
  });

  it.each([
    ['no_such_mailbox', '550 No such mailbox'],
    ['refuse_message', '554 Looks like spam'],
  ] as const)('fails with the reason when the server refuses it for good (%s)', async (manners, said) => {
    smtp.manners = manners;
    const email = someone();
    const id = await queue(email);
    expect(await settled(id, 'failed')).toMatchObject({
      attempts: 1,
      reason: `The mail server said: ${said}`,
    });
    smtp.manners = 'take';
    expect(smtp.receivedBy(email)).toHaveLength(0);
  });

  it.each(['lose_answer', 'never_answer'] as const)(
    'may have been sent when the answer is lost (%s): it isn’t sent again by itself, only by a person',
    async (manners) => {
      smtp.manners = manners;
      const email = someone();
      const id = await queue(email);
      await settled(id, 'unknown');
      smtp.manners = 'take';
      // Whatever other job there is for it sends nothing.
      await purser.running.app.get(UnitOfWork).run(({ jobs }) => jobs.add('send-mail', { mail: id }));
      const other = await queue(someone());
      await settled(other, 'sent');
      expect(await mailOf(id)).toMatchObject({ state: 'unknown', attempts: 1 });
      expect(smtp.receivedBy(email)).toHaveLength(1);

      await sendAgain(id);
      await settled(id, 'sent');
      const messages = smtp.receivedBy(email).map(({ raw }) => /Message-ID: (.+)/.exec(raw)?.[1]);
      expect(messages).toHaveLength(2);
      // Whoever got both can tell that they are one.
      expect(new Set(messages).size).toBe(1);
      expect((await mailOf(id)).events.map(({ type, by }) => `${type} ${by.name}`)).toEqual([
        'mail_sent Purser',
        'mail_queued Ana Ruiz',
        'mail_in_doubt Purser',
        'mail_queued Ana Ruiz',
      ]);
    },
  );

  it('is sent again on purpose as another message, once for each decision', async () => {
    const email = someone();
    const id = await queue(email);
    await settled(id, 'sent');
    const decision = randomUUID();
    await Promise.all([sendAgain(id, decision), sendAgain(id, decision)]);
    await until(() => smtp.receivedBy(email).length === 2);
    await settled(id, 'sent');
    await sendAgain(id, decision);
    const other = await queue(someone());
    await settled(other, 'sent');
    expect(smtp.receivedBy(email).map(({ raw }) => /Message-ID: (.+)/.exec(raw)?.[1]?.trim())).toEqual([
      `<${id}@kayaks.example>`,
      `<${id}.1@kayaks.example>`,
    ]);
  });

  it('of ten decisions at once is sent once for each cause', async () => {
    const email = someone();
    const cause = `test:${randomUUID()}`;
    const ids = await Promise.all(Array.from({ length: 10 }, () => queue(email, cause)));
    expect(new Set(ids).size).toBe(1);
    await settled(ids[0] ?? '', 'sent');
    expect(smtp.receivedBy(email)).toHaveLength(1);
  });
});

function someone(): string {
  return `mia-${randomUUID()}@example.com`;
}

function queue(email: string, cause = `test:${randomUUID()}`): Promise<string> {
  return purser.running.app.get(UnitOfWork).run(({ mails }) =>
    mails.queue({
      cause,
      to: { name: 'Mia Wong', email },
      template: 'payment_link',
      data: {
        customerName: 'Mia Wong',
        booking: {
          reference: 'NK-1',
          service: 'Harbour kayak tour',
          startsAt: new Date('2031-05-01T17:30:00Z'),
        },
        amount: usd(18550),
        link: 'https://pay.example/abc',
        expiresAt: new Date('2031-04-30T17:30:00Z'),
      },
      by: ANA,
    }),
  );
}

function sendAgain(mail: string, key: string = randomUUID()): Promise<void> {
  const idempotency = { scope: 'console', key, fingerprint: mail };
  return purser.running.app.get(CommandBus).execute(new SendMailAgain(mail, ANA, idempotency));
}

function mailOf(id: string): Promise<MailView> {
  return purser.running.app.get(QueryBus).execute(new GetMail(id));
}

async function settled(id: string, state: MailState) {
  let mail = await mailOf(id);
  await until(
    async () => (mail = await mailOf(id)).state === state,
    () => `it is ${mail.state}: ${mail.reason}`,
  );
  return { ...mail, timesAccepted: mail.events.filter(({ type }) => type === 'mail_sent').length };
}
