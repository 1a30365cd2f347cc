import type { AddressInfo, Socket } from 'node:net';
import { SMTPServer } from 'smtp-server';

export interface ReceivedMail {
  readonly to: string;
  /** As it came: headers and body. */
  readonly raw: string;
}

/**
 * What the mail server does with the next mails:
 * `take` them; `busy`: "not now" to the recipient; `no_such_mailbox`: never; `refuse_message`: never, once it has been
 * read; `lose_answer`: keep the mail, hang up without a word; `never_answer`: keep it, and say nothing.
 */
export type SmtpManners =
  'take' | 'busy' | 'no_such_mailbox' | 'refuse_message' | 'lose_answer' | 'never_answer';

/** A mail server of our own, on this machine. */
export class SmtpListener {
  /** All that was ever accepted, or may have been. */
  readonly received: ReceivedMail[] = [];
  manners: SmtpManners = 'take';
  private readonly sockets = new Set<Socket>();

  private constructor(private readonly server: SMTPServer) {
    server.server.on('connection', (socket: Socket) => {
      this.sockets.add(socket);
      socket.once('close', () => this.sockets.delete(socket));
    });
  }

  static async start(port = 0): Promise<SmtpListener> {
    const server = new SMTPServer({
      disabledCommands: ['STARTTLS', 'AUTH'],
      logger: false,
      onRcptTo: (_address, _session, answer) => {
        if (listener.manners === 'busy') return answer(refusal(451, 'Try again later'));
        if (listener.manners === 'no_such_mailbox') return answer(refusal(550, 'No such mailbox'));
        answer();
      },
      onData: (stream, session, answer) => {
        const chunks: Buffer[] = [];
        stream.on('data', (chunk: Buffer) => chunks.push(chunk));
        stream.on('end', () => {
          if (listener.manners === 'refuse_message') return answer(refusal(554, 'Looks like spam'));
          const [recipient] = session.envelope.rcptTo;
          listener.received.push({
            to: recipient?.address ?? '',
            raw: Buffer.concat(chunks).toString('utf8'),
          });
          if (listener.manners === 'lose_answer') return listener.hangUp();
          if (listener.manners !== 'never_answer') answer();
        });
      },
    });
    server.on('error', () => undefined);
    await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
    const listener = new SmtpListener(server);
    return listener;
  }

  get port(): number {
    return (this.server.server.address() as AddressInfo).port;
  }

  get url(): string {
    return `smtp://127.0.0.1:${this.port}`;
  }

  receivedBy(email: string): ReceivedMail[] {
    return this.received.filter(({ to }) => to === email);
  }

  hangUp(): void {
    for (const socket of this.sockets) socket.destroy();
  }

  async stop(): Promise<void> {
    this.hangUp();
    await new Promise<void>((resolve) => this.server.close(resolve));
  }
}

function refusal(responseCode: number, message: string): Error {
  return Object.assign(new Error(message), { responseCode });
}
