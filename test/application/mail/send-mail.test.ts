import { SendMail, SendMailHandler } from '../../../src/application/mail/send-mail.command.js';
import {
  SendMailAgain,
  SendMailAgainHandler,
} from '../../../src/application/mail/send-mail-again.command.js';
import type { QueryBus } from '@nestjs/cqrs';
import type { ListMails } from '../../../src/application/mail/list-mails.query.js';
import {
  SendFailedMails,
  SendFailedMailsHandler,
} from '../../../src/application/mail/send-failed-mails.command.js';
import { DismissMail, DismissMailHandler } from '../../../src/application/mail/dismiss-mail.command.js';
import { MailTransport, type OutgoingMail } from '../../../src/application/mail/mail-transport.port.js';
import type { Delivery } from '../../../src/domain/mail/mail.js';
import { InMemoryUnitOfWork } from '../../support/application/in-memory-unit-of-work.js';
import { SettableClock } from '../../support/application/settable-clock.js';
import { ANA } from '../../support/domain/causes.js';
import { expectLaterRefused } from '../../support/domain/refusals.js';

/** Takes every mail, until told otherwise. */
class FakeMailServer extends MailTransport {
  override isSetUp = true;
  override readonly longestSeconds = 60;
  readonly taken: OutgoingMail[] = [];
  answer: Delivery = { outcome: 'sent', note: '250 OK' };
  dies = false;

  constructor(private readonly isInTransaction: () => boolean) {
    super();
  }

  override send(mail: OutgoingMail): Promise<Delivery> {
    if (this.isInTransaction()) throw new Error('Mail is handed over while a transaction is open.');
    this.taken.push(mail);
    if (this.dies) throw new Error('The process died.');
    return Promise.resolve(this.answer);
  }
}

class MailDesk {
  readonly clock = new SettableClock();
  readonly unitOfWork = new InMemoryUnitOfWork();
  readonly server = new FakeMailServer(() => this.unitOfWork.isInTransaction);
  private attempts = 0;

  queue(cause = 'add-card:1'): Promise<string> {
    return this.unitOfWork.run(({ mails }) =>
      mails.queue({
        cause,
        to: { email: 'mia@example.com' },
        template: 'add_card',
        data: { customerName: 'Mia', link: 'https://pay.example/1' },
        by: ANA,
      }),
    );
  }

  send(mail: string, attempt = `attempt-${(this.attempts += 1)}`): Promise<void> {
    const writer = { write: () => ({ subject: 'Hello', text: 'Hello', html: '<p>Hello</p>' }) };
    const pace = { firstSeconds: 60 };
    const handler = new SendMailHandler(this.unitOfWork, this.server, writer, pace, this.clock);
    return handler.execute(new SendMail(mail, attempt));
  }

  sendAgain(mail: string, key = 'k'): Promise<void> {
    const handler = new SendMailAgainHandler(this.unitOfWork, this.server, this.clock);
    return handler.execute(new SendMailAgain(mail, ANA, { scope: 'console', key, fingerprint: mail }));
  }

  /** What the list of failed mails says, and what was asked of it. */
  listed: readonly { readonly id: string; readonly isLinkOver?: boolean }[] = [];
  asked: unknown;

  sendFailed(key: string): Promise<number> {
    const list = ({ criteria }: ListMails) => {
      this.asked = criteria;
      return Promise.resolve({ rows: this.listed });
    };
    const queries = { execute: list } as unknown as QueryBus;
    const sendAgain = new SendMailAgainHandler(this.unitOfWork, this.server, this.clock);
    const handler = new SendFailedMailsHandler(queries, sendAgain);
    return handler.execute(new SendFailedMails(ANA, { scope: 'console', key, fingerprint: 'all' }));
  }

  dismiss(mail: string): Promise<void> {
    return new DismissMailHandler(this.unitOfWork, this.clock).execute(new DismissMail(mail, ANA));
  }

  data(cause = 'add-card:1') {
    const stored = this.unitOfWork.stored.mails.get(cause);
    if (!stored) throw new Error(`There is no mail for ${cause}.`);
    return stored.data;
  }

  stateOf(cause = 'add-card:1') {
    return this.unitOfWork.stored.mails.get(cause)?.data.state;
  }

  /** When jobs for a mail are due, besides the first. */
  get laterJobs() {
    return this.unitOfWork.stored.jobs.flatMap(({ at }) => at ?? []);
  }
}

describe('sending a mail', () => {
  test('hands it over once, however often its job is done', async () => {
    const desk = new MailDesk();
    const mail = await desk.queue();
    await Promise.all([desk.send(mail), desk.send(mail), desk.send(mail)]);
    await desk.send(mail);
    expect(desk.server.taken).toHaveLength(1);
    expect(desk.stateOf()).toBe('sent');
  });

  test.each([0, 1, 2])('hands it over once when the answer to commit %i is lost', async (heard) => {
    const desk = new MailDesk();
    const mail = await desk.queue();
    desk.unitOfWork.loseAnswersToCommits(1, { heard });
    await desk.send(mail);
    expect(desk.server.taken).toHaveLength(1);
    expect(desk.stateOf()).toBe('sent');
  });

  test('of one cause is queued once when the answer to its commit is lost', async () => {
    const desk = new MailDesk();
    desk.unitOfWork.loseAnswersToCommits(1);
    await desk.queue();
    expect(desk.unitOfWork.stored.mails.size).toBe(1);
    expect(desk.unitOfWork.stored.jobs).toHaveLength(1);
  });

  test('leaves it in the open when the process dies while it is handed over, and never does it again by itself', async () => {
    const desk = new MailDesk();
    const mail = await desk.queue();
    desk.server.dies = true;
    await expect(desk.send(mail)).rejects.toThrow('died');
    desk.server.dies = false;
    expect(desk.stateOf()).toBe('sending');
    // Another job, before the attempt’s time is up and after.
    await desk.send(mail);
    expect(desk.stateOf()).toBe('sending');
    desk.clock.pass(66);
    await desk.send(mail);
    expect(desk.stateOf()).toBe('unknown');
    await desk.send(mail);
    expect(desk.server.taken).toHaveLength(1);
    expect(desk.laterJobs.length).toBeGreaterThan(0);
  });

  test('waits for the time of the next attempt, for which there is a job', async () => {
    const desk = new MailDesk();
    const mail = await desk.queue();
    desk.server.answer = { outcome: 'not_sent', note: '451 Later' };
    await desk.send(mail);
    const due = new Date(desk.clock.now().getTime() + 60_000);
    expect(desk.laterJobs).toContainEqual(due);
    await desk.send(mail);
    expect(desk.server.taken).toHaveLength(1);
    desk.clock.pass(60);
    desk.server.answer = { outcome: 'sent', note: '250 OK' };
    await desk.send(mail);
    expect(desk.server.taken).toHaveLength(2);
    expect(desk.stateOf()).toBe('sent');
  });

  test('keeps it where there is no mail server, until a person sends it once there is one', async () => {
    const desk = new MailDesk();
    desk.server.isSetUp = false;
    const mail = await desk.queue();
    await desk.send(mail);
    expect(desk.stateOf()).toBe('kept');
    await expectLaterRefused(desk.sendAgain(mail), 'mail_not_set_up');
    desk.server.isSetUp = true;
    await desk.send(mail);
    expect(desk.server.taken).toEqual([]);
    await desk.sendAgain(mail);
    await desk.send(mail);
    expect(desk.stateOf()).toBe('sent');
  });
});

describe('a mail that didn’t get through', () => {
  const refused: Delivery = { outcome: 'refused', note: '550 No such user' };

  test('is dismissed once, and is to be looked at again when it is sent again and fails', async () => {
    const desk = new MailDesk();
    desk.server.answer = refused;
    const mail = await desk.queue();
    await expectLaterRefused(desk.dismiss(mail), 'mail_state', { state: 'queued' });
    await desk.send(mail);
    desk.unitOfWork.loseAnswersToCommits(1);
    await desk.dismiss(mail);
    await desk.dismiss(mail);
    expect(desk.data().dismissedAt).toEqual(desk.clock.now());
    await desk.sendAgain(mail);
    expect(desk.data().dismissedAt).toBeUndefined();
    await desk.send(mail);
    expect(desk.data()).toMatchObject({ state: 'failed', dismissedAt: undefined });
  });
});

describe('all mails that failed', () => {
  test('are sent again once by one decision; a link that leads nowhere, and what may have been sent, isn’t', async () => {
    const desk = new MailDesk();
    desk.server.answer = { outcome: 'refused', note: '535 Wrong password' };
    const mails = [
      await desk.queue('add-card:1'),
      await desk.queue('add-card:2'),
      await desk.queue('add-card:3'),
    ];
    for (const mail of mails) await desk.send(mail);
    desk.server.answer = { outcome: 'sent', note: '250 OK' };
    const [first = '', , third = ''] = mails;
    desk.listed = [{ id: first }, { id: third, isLinkOver: true }];
    expect(await desk.sendFailed('decision')).toBe(1);
    await desk.sendFailed('decision');
    await desk.send(first);
    await desk.sendFailed('decision');
    await desk.send(first);
    expect(desk.server.taken.slice(3).map(({ id }) => id)).toEqual([first]);
    expect(desk.asked).toEqual({ state: 'failed', needsAttention: true, limit: 200 });
    expect(desk.stateOf('add-card:3')).toBe('failed');
  });
});

describe('sending a mail again', () => {
  test('is one decision, however often it is told', async () => {
    const desk = new MailDesk();
    const mail = await desk.queue();
    await desk.send(mail);
    desk.unitOfWork.loseAnswersToCommits(1);
    await desk.sendAgain(mail, 'once more');
    await desk.sendAgain(mail, 'once more');
    await desk.send(mail);
    await desk.sendAgain(mail, 'once more');
    await desk.send(mail);
    expect(desk.server.taken.map(({ id }) => id)).toEqual([mail, `${mail}.1`]);
  });

  test('of what may have been sent is the same message, so that a copy can be told', async () => {
    const desk = new MailDesk();
    const mail = await desk.queue();
    desk.server.answer = { outcome: 'unknown', note: 'broke off' };
    await desk.send(mail);
    desk.server.answer = { outcome: 'sent', note: '250 OK' };
    await desk.sendAgain(mail);
    await desk.send(mail);
    expect(desk.server.taken.map(({ id }) => id)).toEqual([mail, mail]);
  });
});
