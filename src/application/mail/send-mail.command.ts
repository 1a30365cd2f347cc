import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { Mail } from '../../domain/mail/mail.js';
import { Clock } from '../shared/clock.port.js';
import { UnitOfWork, type Transaction } from '../shared/unit-of-work.port.js';
import { MailPace, MailTransport, MailWriter, type OutgoingMail } from './mail-transport.port.js';

/** Whoever hands a mail over stores the outcome within this after the longest that it can take. */
const MARGIN_SECONDS = 5;

/** Hands a mail to the mail server, if it waits for that now. Repeating it sends nothing twice. */
export class SendMail extends Command<void> {
  constructor(
    readonly mail: string,
    /** A fresh id of this attempt. */
    readonly attempt: string,
  ) {
    super();
  }
}

/**
 * An attempt is stored as begun before the mail server is spoken to, and its outcome afterwards. One that never got to
 * that may have sent the mail: it becomes `unknown` once its time is up, and nothing is sent again by itself.
 */
@CommandHandler(SendMail)
export class SendMailHandler implements ICommandHandler<SendMail> {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly transport: MailTransport,
    private readonly writer: MailWriter,
    private readonly pace: MailPace,
    private readonly clock: Clock,
  ) {}

  async execute({ mail, attempt }: SendMail): Promise<void> {
    const letter = await this.unitOfWork.run((transaction) => this.begin(transaction, mail, attempt));
    if (!letter) return;
    const delivery = await this.transport.send(letter);
    await this.unitOfWork.run(async ({ mails }) => {
      const sent = await mails.lock(mail);
      sent.conclude(attempt, delivery, this.pace, this.clock.now());
      await mails.save(sent);
    });
  }

  private async begin(
    transaction: Transaction,
    id: string,
    attempt: string,
  ): Promise<OutgoingMail | undefined> {
    const { mails } = transaction;
    const mail = await mails.lock(id);
    const letter = await mails.letter(id);
    const written = letter.written ?? this.writer.write(letter.content);
    const outgoing = { ...written, id: messageIdOf(mail), to: letter.to };
    // Begun by an earlier run of this work, whose COMMIT was never answered.
    if (mail.isTriedBy(attempt)) return outgoing;

    const now = this.clock.now();
    mail.abandonAttempt(new Date(now.getTime() - this.patienceMs), now);
    if (!this.transport.isSetUp) mail.keep(now);
    const begun = mail.begin(attempt, now);
    // Should nobody be there any more to store its outcome.
    if (mail.state === 'sending') await this.lookAgain(transaction, id, now);
    await mails.save(mail, written);
    return begun ? outgoing : undefined;
  }

  private lookAgain({ jobs }: Transaction, mail: string, now: Date): Promise<void> {
    return jobs.add('send-mail', { mail }, { at: new Date(now.getTime() + this.patienceMs + 1000) });
  }

  private get patienceMs(): number {
    return (this.transport.longestSeconds + MARGIN_SECONDS) * 1000;
  }
}

/** What was accepted once and is sent again on purpose is another message. */
function messageIdOf(mail: Mail): string {
  const { id, timesSent } = mail.toData();
  return timesSent === 0 ? id : `${id}.${timesSent}`;
}
