import { Readable } from 'node:stream';
import MailComposer from 'nodemailer/lib/mail-composer';
import SMTPConnection from 'nodemailer/lib/smtp-connection';
import { MailTransport, type OutgoingMail } from '../../application/mail/mail-transport.port.js';
import type { Delivery } from '../../domain/mail/mail.js';

/** Where mail is handed over, and as whom. */
export interface SmtpSettings {
  readonly host: string;
  readonly port: number;
  /** TLS from the first byte; otherwise STARTTLS where the server offers it. */
  readonly secure: boolean;
  /** Never hand over anything without TLS. */
  readonly requireTls: boolean;
  readonly user?: string;
  readonly password?: string;
  /** How long handing over one mail may take. */
  readonly timeoutSeconds: number;
}

export interface Sender {
  readonly name: string;
  readonly email: string;
}

/** What nodemailer says of a failure. `response`: the server’s own words. */
interface SmtpFailure {
  readonly code?: string;
  readonly response?: string;
  readonly responseCode?: number;
  readonly message: string;
}

/**
 * Hands mails to one SMTP server, each over a connection of its own. Until the first byte of the message is read, which
 * is after the server has asked for it, nothing can have been accepted; a reply to the whole message is its answer; what
 * breaks off between the two may have been accepted: https://www.rfc-editor.org/rfc/rfc5321#section-4.2.5
 */
export class SmtpTransport extends MailTransport {
  override readonly isSetUp = true;
  override readonly longestSeconds: number;

  constructor(
    private readonly settings: SmtpSettings,
    private readonly sender: Sender,
  ) {
    super();
    this.longestSeconds = settings.timeoutSeconds;
  }

  override async send(mail: OutgoingMail): Promise<Delivery> {
    let isHandedOver = false;
    try {
      const message = await this.compose(mail);
      const source = Readable.from(
        (function* () {
          isHandedOver = true;
          yield message;
        })(),
      );
      const { response } = await this.handOver(mail.to.email, source);
      return { outcome: 'sent', note: `The mail server said: ${response}` };
    } catch (error) {
      return deliveryAfter(error, isHandedOver);
    }
  }

  private compose({ id, to, subject, text, html }: OutgoingMail): Promise<Buffer> {
    const { name, email } = this.sender;
    return new MailComposer({
      from: { name, address: email },
      to: to.name === undefined ? to.email : { name: to.name, address: to.email },
      messageId: `<${id}@${email.split('@').at(-1) ?? 'localhost'}>`,
      subject,
      text,
      html,
      disableFileAccess: true,
      disableUrlAccess: true,
    })
      .compile()
      .build();
  }

  private handOver(to: string, message: Readable): Promise<{ response: string }> {
    const { host, port, secure, requireTls, user, password, timeoutSeconds } = this.settings;
    const timeout = timeoutSeconds * 1000;
    const connection = new SMTPConnection({
      host,
      port,
      secure,
      requireTLS: requireTls,
      connectionTimeout: timeout,
      greetingTimeout: timeout,
      socketTimeout: timeout,
      dnsTimeout: timeout,
    });
    return new Promise<{ response: string }>((resolve, reject) => {
      const deadline = setTimeout(
        () => reject(new Error(`The mail server took longer than ${timeoutSeconds} seconds.`)),
        timeout,
      );
      const end = (settle: () => void) => {
        clearTimeout(deadline);
        settle();
      };
      const failed = (error: Error) => end(() => reject(error));
      const send = () =>
        connection.send({ from: this.sender.email, to: [to] }, message, (error, info) =>
          error ? failed(error) : end(() => resolve({ response: info?.response ?? '' })),
        );
      connection.on('error', failed);
      connection.connect((error) => {
        if (error) return failed(error);
        if (user === undefined) return send();
        connection.login({ user, pass: password ?? '' }, (refused) => (refused ? failed(refused) : send()));
      });
    }).finally(() => connection.close());
  }
}

function deliveryAfter(error: unknown, isHandedOver: boolean): Delivery {
  const failure = error as SmtpFailure;
  const { code, responseCode = 0 } = failure;
  const note = wordsOf(failure);
  const isAnswer = code === 'EMESSAGE' || code === 'EENVELOPE';
  if (isHandedOver && !isAnswer) return { outcome: 'unknown', note };
  // A server that can’t be reached or used, and 4yz replies, may be otherwise later; what has no reply was refused by
  // the client itself.
  if (isAnswer && (responseCode === 0 || responseCode >= 500)) return { outcome: 'refused', note };
  return { outcome: 'not_sent', note };
}

function wordsOf({ message, response, code }: SmtpFailure): string {
  if (response) return `The mail server said: ${response.replaceAll(/\s+/g, ' ').trim()}`.slice(0, 500);
  // nodemailer calls every failure of the socket ESOCKET; the system’s own name is in its words.
  const name = /\bE[A-Z]{4,}\b/.exec(message)?.[0] ?? code;
  const said = name === undefined ? undefined : (WORDS[name] ?? WORDS[code ?? '']);
  return (said === undefined ? message : `${said}: ${message}`).slice(0, 500);
}

const UNREACHABLE = 'The mail server couldn’t be reached';
const BROKEN = 'The connection to the mail server broke';
const WORDS: Readonly<Record<string, string>> = {
  ECONNREFUSED: UNREACHABLE,
  EHOSTUNREACH: UNREACHABLE,
  ENETUNREACH: UNREACHABLE,
  ECONNECTION: BROKEN,
  ECONNRESET: BROKEN,
  ESOCKET: BROKEN,
  EPIPE: BROKEN,
  EDNS: 'The mail server’s name is unknown',
  ENOTFOUND: 'The mail server’s name is unknown',
  ETIMEDOUT: 'The mail server didn’t answer in time',
  EAUTH: 'The mail server refused the user or password',
  ETLS: 'No secure connection to the mail server could be made',
};

/** No mail server is set up. */
export class NoTransport extends MailTransport {
  override readonly isSetUp = false;
  override readonly longestSeconds = 1;

  override send(): Promise<Delivery> {
    return Promise.resolve({ outcome: 'not_sent', note: 'No mail server is set up.' });
  }
}
