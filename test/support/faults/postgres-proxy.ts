import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { once } from 'node:events';
import { Interception } from './interception.js';
import { MessageSplitter, StatementReader, type Message } from './postgres-messages.js';
import { StatementWatch, type StatementPoint } from './statement-watch.js';

/** `before`: PostgreSQL hasn't seen the statement. `after`: it has executed it, and its answer is kept back. */
export type Moment = 'before' | 'after';

interface Trap {
  readonly watch: StatementWatch;
  readonly wants: (point: StatementPoint) => boolean;
  readonly moment: Moment;
  readonly interception: Interception;
}

/**
 * Stands between Purser and PostgreSQL, and can stop or break a connection at any statement of what is done about one
 * booking. Takes clients that send one statement at a time, unencrypted, as Purser's do.
 */
export class PostgresProxy {
  private readonly traps = new Set<Trap>();
  private readonly recordings = new Set<{ watch: StatementWatch; points: StatementPoint[] }>();
  private readonly connections = new Set<ProxiedConnection>();

  private constructor(
    private readonly server: Server,
    /** As the database's own, by way of the proxy. */
    readonly url: string,
  ) {}

  static async start(databaseUrl: string): Promise<PostgresProxy> {
    const target = new URL(databaseUrl);
    const server = createServer({ noDelay: true });
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const url = new URL(databaseUrl);
    url.host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
    const proxy = new PostgresProxy(server, url.href);
    server.on('connection', (client) => {
      const upstream = connect({
        host: target.hostname,
        port: Number(target.port || 5432),
        noDelay: true,
      });
      const connection = new ProxiedConnection(client, upstream, proxy);
      proxy.connections.add(connection);
      upstream.once('close', () => proxy.connections.delete(connection));
    });
    return proxy;
  }

  /** Stops the first statement about `ids` that `wants` wants. */
  intercept(ids: readonly string[], moment: Moment, wants: (point: StatementPoint) => boolean): Interception {
    const interception = new Interception();
    this.traps.add({ watch: new StatementWatch(ids), wants, moment, interception });
    return interception;
  }

  /** Every statement about `ids`, in its order, from now on. */
  record(ids: readonly string[]): readonly StatementPoint[] {
    const points: StatementPoint[] = [];
    this.recordings.add({ watch: new StatementWatch(ids), points });
    return points;
  }

  /** What wasn't reached is let alone from now on. */
  disarm(): void {
    this.traps.clear();
    this.recordings.clear();
  }

  /** Breaks every connection that is open now. */
  cutAll(): void {
    for (const connection of this.connections) connection.destroy();
  }

  async stop(): Promise<void> {
    this.cutAll();
    await new Promise((resolve) => this.server.close(resolve));
  }

  /** For its connections: the trap that this statement goes into. */
  look(messages: readonly Message[], reader: StatementReader, transaction: object | undefined) {
    const statement = reader.read(messages);
    for (const { watch, points } of this.recordings) {
      const point = watch.see(statement, transaction);
      if (point) points.push(point);
    }
    let sprung: Trap | undefined;
    for (const trap of this.traps) {
      const point = trap.watch.see(statement, transaction);
      if (point && trap.wants(point)) sprung ??= trap;
    }
    if (sprung) this.traps.delete(sprung);
    return sprung;
  }
}

/** One connection of a client, and the one to PostgreSQL that stands for it. */
class ProxiedConnection {
  private readonly fromClient = new MessageSplitter(true);
  private readonly fromServer = new MessageSplitter();
  private readonly reader = new StatementReader();
  /** Of the statement that is being sent. */
  private sent: Message[] = [];
  private transaction: object | undefined;
  private withheld: { readonly answer: Buffer[]; readonly interception: Interception } | undefined;
  private isStopped = false;

  constructor(
    private readonly client: Socket,
    private readonly server: Socket,
    private readonly proxy: PostgresProxy,
  ) {
    client.on('data', (chunk) => {
      for (const message of this.fromClient.push(chunk)) void this.take(message);
    });
    server.on('data', (chunk) => {
      for (const message of this.fromServer.push(chunk)) void this.answer(message);
    });
    for (const socket of [client, server]) socket.on('error', () => undefined);
    server.on('close', () => this.client.destroy());
    // A statement that was stopped on its way may still be let through after the death of whoever sent it.
    client.on('close', () => {
      if (!this.isStopped) this.server.destroy();
    });
  }

  destroy(): void {
    this.client.destroy();
    this.server.destroy();
  }

  private async take(message: Message): Promise<void> {
    if (!'QSPBDECH'.includes(message.type) || message.type === '') {
      this.server.write(message.bytes);
      return;
    }
    this.sent.push(message);
    if (message.type !== 'Q' && message.type !== 'S') return;
    const statement = this.sent;
    this.sent = [];
    const trap = this.proxy.look(statement, this.reader, this.transaction);
    if (trap?.moment === 'before' && !(await this.mayGoOn(trap.interception))) return;
    if (trap?.moment === 'after') this.withheld = { answer: [], interception: trap.interception };
    this.server.write(Buffer.concat(statement.map(({ bytes }) => bytes)));
  }

  private async answer(message: Message): Promise<void> {
    const isReady = message.type === 'Z';
    if (isReady) this.follow(message.body.toString('latin1'));
    if (!this.withheld) {
      this.client.write(message.bytes);
      if (isReady && this.client.destroyed) this.server.destroy();
      return;
    }
    this.withheld.answer.push(message.bytes);
    if (!isReady) return;
    const { answer, interception } = this.withheld;
    this.withheld = undefined;
    if (await this.mayGoOn(interception)) this.client.write(Buffer.concat(answer));
  }

  /** ReadyForQuery says whether a transaction is open: `T`, or `E` once it failed. */
  private follow(status: string): void {
    if (status === 'I') this.transaction = undefined;
    else this.transaction ??= {};
  }

  private async mayGoOn(interception: Interception): Promise<boolean> {
    this.isStopped = true;
    const verdict = await interception.stop();
    this.isStopped = false;
    if (verdict === 'cut') this.destroy();
    return verdict === 'proceed';
  }
}
