import { once } from 'node:events';
import {
  Agent,
  createServer,
  request,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { Interception } from './interception.js';

/** `arrived`: Stripe hasn't seen the request. `answered`: Stripe has done it, and its answer is kept back. */
export type RequestMoment = 'arrived' | 'answered';

/** A request that can move money. */
export interface MoneyRequest {
  readonly path: string;
  readonly body: string;
  readonly key: string | undefined;
}

interface Trap {
  readonly id: string;
  readonly moment: RequestMoment;
  readonly interception: Interception;
}

const MOVES_MONEY =
  /^\/v1\/(payment_intents(\/\w+\/(capture|cancel|confirm))?|refunds|checkout\/sessions(\/\w+\/expire)?)$/;

/** Stands between Purser and the sandbox, and can stop or break any request that moves money for one booking. */
export class StripeProxy {
  /** All that moves money, in the order in which it came. */
  readonly requests: MoneyRequest[] = [];
  private readonly traps = new Set<Trap>();
  private readonly agent = new Agent({ keepAlive: true });

  private constructor(
    private readonly server: Server,
    readonly url: string,
    private readonly target: URL,
  ) {}

  static async start(target: string): Promise<StripeProxy> {
    const server = createServer();
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const { port } = server.address() as AddressInfo;
    const proxy = new StripeProxy(server, `http://127.0.0.1:${port}`, new URL(target));
    server.on('request', (incoming, response) => {
      proxy.pass(incoming, response).catch(() => response.destroy());
    });
    return proxy;
  }

  /** Stops the first request that moves money and names `id`: a booking of ours, or a PaymentIntent. */
  intercept(id: string, moment: RequestMoment): Interception {
    const interception = new Interception();
    this.traps.add({ id, moment, interception });
    return interception;
  }

  disarm(): void {
    this.traps.clear();
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    this.agent.destroy();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async pass(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await contentOf(incoming);
    const trap = this.look(incoming, body.toString());
    if (trap?.moment === 'arrived' && (await trap.interception.stop()) === 'cut') return cut(response);
    const answer = await this.forward(incoming, body);
    const content = await contentOf(answer);
    if (trap?.moment === 'arrived') trap.interception.through();
    if (trap?.moment === 'answered' && (await trap.interception.stop()) === 'cut') return cut(response);
    response.writeHead(answer.statusCode ?? 502, answer.headers).end(content);
  }

  private look({ method, url = '', headers }: IncomingMessage, body: string): Trap | undefined {
    if (method !== 'POST' || !MOVES_MONEY.test(url)) return undefined;
    const key = headers['idempotency-key'];
    this.requests.push({ path: url, body, key: Array.isArray(key) ? key[0] : key });
    for (const trap of this.traps) {
      if (!url.includes(trap.id) && !body.includes(trap.id)) continue;
      this.traps.delete(trap);
      return trap;
    }
    return undefined;
  }

  private async forward({ method, url, headers }: IncomingMessage, body: Buffer): Promise<IncomingMessage> {
    const { hostname: host, port } = this.target;
    const outgoing = request({ host, port, method, path: url, headers, agent: this.agent });
    outgoing.end(body);
    const [answer] = (await once(outgoing, 'response')) as [IncomingMessage];
    return answer;
  }
}

async function contentOf(message: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

function cut(response: ServerResponse): void {
  response.socket?.destroy();
}
