import {
  STATUS_CODES,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { INestApplication } from '@nestjs/common';
import {
  InboxUnavailable,
  WebhookInbox,
  WebhookRefused,
} from '../../application/inbox/webhook-inbox.port.js';
import { BodyCutOff, BodyTooLarge, readBody } from './read-body.js';

const PATH = '/webhooks/stripe';
const LIMIT_BYTES = 1_000_000;
const RECEIVED = JSON.stringify({ received: true });

/** Told of every answer, with how long it took. */
export type AnswerObserver = (answer: { route: string; status: number; seconds: number }) => void;

/**
 * Stripe's events: stored, answered, and applied afterwards. They come by the thousand, each is small and signed, and
 * none needs what pages and the API do; so they are met at the server's door. https://docs.stripe.com/webhooks
 */
export function receiveStripeWebhooks(app: INestApplication, observe: AnswerObserver): void {
  const inbox = app.get(WebhookInbox);
  const server = app.getHttpServer() as Server;
  const others = server.listeners('request') as RequestListener[];
  server.removeAllListeners('request');
  server.on('request', (request, response) => {
    if (request.method === 'POST' && request.url === PATH) void receive(inbox, observe, request, response);
    else for (const other of others) other(request, response);
  });
}

async function receive(
  inbox: WebhookInbox,
  observe: AnswerObserver,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const begun = performance.now();
  try {
    const body = await readBody(request, LIMIT_BYTES);
    const signature = request.headers['stripe-signature'];
    await inbox.receive(body, typeof signature === 'string' ? signature : undefined);
    answer(response, 200, 'application/json', RECEIVED);
  } catch (error) {
    refuse(response, error);
  }
  observe({ route: PATH, status: response.statusCode, seconds: (performance.now() - begun) / 1000 });
}

/** In the form of the API's refusals: https://www.rfc-editor.org/rfc/rfc9457 */
function refuse(response: ServerResponse, error: unknown): void {
  if (error instanceof BodyCutOff) {
    response.destroy();
    return;
  }
  const { status, code, detail } = problemOf(error);
  const title = STATUS_CODES[status] ?? 'Error';
  const problem = { type: 'about:blank', title, status, detail, instance: PATH, code };
  if (status === 503) response.setHeader('Retry-After', '5');
  answer(response, status, 'application/problem+json', JSON.stringify(problem));
}

function problemOf(error: unknown): { status: number; code: string; detail: string } {
  if (error instanceof WebhookRefused) return { status: 400, code: error.code, detail: error.message };
  if (error instanceof BodyTooLarge) {
    const detail = `The body may have at most ${LIMIT_BYTES} bytes.`;
    return { status: 413, code: 'payload_too_large', detail };
  }
  const detail =
    error instanceof InboxUnavailable
      ? error.message
      : 'The event can’t be taken just now. Send it again later.';
  return { status: 503, code: 'inbox_unavailable', detail };
}

function answer(response: ServerResponse, status: number, type: string, body: string): void {
  response.writeHead(status, { 'Content-Type': type, 'Content-Length': Buffer.byteLength(body) });
  response.end(body);
}
