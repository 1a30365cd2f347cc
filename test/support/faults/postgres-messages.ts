/** https://www.postgresql.org/docs/current/protocol-message-formats.html */
export interface Message {
  /** One letter; empty for the first message of a connection, which has none. */
  readonly type: string;
  /** Without type and length. */
  readonly body: Buffer;
  /** As it came. */
  readonly bytes: Buffer;
}

export interface Statement {
  readonly sql: string;
  /** As text, which is how `pg` sends them. */
  readonly parameters: readonly string[];
}

/** Cuts what arrives on a connection into messages. */
export class MessageSplitter {
  private rest: Buffer = Buffer.alloc(0);

  /** `isUntyped`: the next message is the first one of a client. */
  constructor(private isUntyped = false) {}

  push(chunk: Buffer): Message[] {
    this.rest = Buffer.concat([this.rest, chunk]);
    const messages: Message[] = [];
    for (let message = this.take(); message; message = this.take()) messages.push(message);
    return messages;
  }

  private take(): Message | undefined {
    const start = this.isUntyped ? 0 : 1;
    if (this.rest.length < start + 4) return undefined;
    const end = start + this.rest.readInt32BE(start);
    if (this.rest.length < end) return undefined;
    const bytes = this.rest.subarray(0, end);
    const type = this.isUntyped ? '' : String.fromCharCode(bytes[0] ?? 0);
    this.rest = this.rest.subarray(end);
    this.isUntyped = false;
    return { type, body: bytes.subarray(start + 4), bytes };
  }
}

/** Reads the statements that a client sends, simple or with parameters. */
export class StatementReader {
  private readonly prepared = new Map<string, string>();

  /** `messages`: up to the Query, or the Sync that ends a statement with parameters. */
  read(messages: readonly Message[]): Statement {
    let sql = '';
    let parameters: string[] = [];
    for (const { type, body } of messages) {
      const fields = new Fields(body);
      if (type === 'Q') sql = fields.text();
      if (type === 'P') {
        const name = fields.text();
        sql = fields.text();
        this.prepared.set(name, sql);
      }
      if (type === 'B') {
        fields.text(); // the portal
        sql = this.prepared.get(fields.text()) ?? '';
        fields.skip(2 * fields.int16()); // formats
        parameters = Array.from({ length: fields.int16() }, () => fields.value());
      }
    }
    return { sql, parameters };
  }
}

/** Reads a message's body field by field. */
class Fields {
  private at = 0;

  constructor(private readonly body: Buffer) {}

  text(): string {
    const end = this.body.indexOf(0, this.at);
    const text = this.body.toString('utf8', this.at, end);
    this.at = end + 1;
    return text;
  }

  int16(): number {
    this.at += 2;
    return this.body.readInt16BE(this.at - 2);
  }

  skip(bytes: number): void {
    this.at += bytes;
  }

  /** NULL is told as an empty text. */
  value(): string {
    const length = this.body.readInt32BE(this.at);
    this.at += 4 + Math.max(0, length);
    return length < 0 ? '' : this.body.toString('utf8', this.at - length, this.at);
  }
}
