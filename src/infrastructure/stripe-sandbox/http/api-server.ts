import express, { type Express, type NextFunction, type Request, type Response } from 'express';
import qs from 'qs';
import { newId, randomText } from '../state/ids.js';
import { API_VERSION } from '../state/work.js';
import { requireSecretKey } from './authentication.js';
import { refuseAtOnce, type Faults } from './faults.js';
import { perform, type Engine, type StripeRequest } from './perform.js';
import type { RawParams } from './params.js';
import type { Route } from './route.js';
import { invalidRequest, StripeApiError } from './stripe-api-error.js';

const BODY_LIMIT = '512kb';

export interface ApiParts {
  readonly engine: Engine;
  readonly faults: Faults;
  readonly secretKey: string;
  readonly routes: readonly Route[];
  readonly controls: readonly Route[];
  readonly log: (line: string) => void;
}

export function newApp(): Express {
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  return app;
}

/** Stripe's API and the sandbox's controls. Everything else is unknown, as Stripe says it. */
export function mountApi(app: Express, parts: ApiParts): void {
  const body = express.text({ type: () => true, limit: BODY_LIMIT });
  app.use(['/v1', '/sandbox'], (request, response, next) => {
    response.locals.requestId = `req_${randomText(14)}`;
    response.setHeader('request-id', String(response.locals.requestId));
    response.setHeader('stripe-version', versionOf(request));
    requireSecretKey(request, parts.secretKey);
    next();
  });
  app.use('/sandbox', requireLoopback);
  app.use(['/v1', '/sandbox'], body);
  for (const route of [...parts.routes, ...parts.controls])
    app[route.method](route.path, (request, response) => answer(parts, route, request, response));
  app.use((request) => {
    throw new StripeApiError(404, {
      type: 'invalid_request_error',
      message: `Unrecognized request URL (${request.method}: ${request.path}). Please see https://stripe.com/docs or we can help at https://support.stripe.com/.`,
    });
  });
  app.use((error: unknown, request: Request, response: Response, next: NextFunction) => {
    if (response.headersSent) return next(error);
    sendError(toStripeError(error, parts, request), response);
  });
}

async function answer(parts: ApiParts, route: Route, request: Request, response: Response): Promise<void> {
  const fault = parts.controls.includes(route) ? undefined : await parts.faults.take(route.operation);
  if (fault?.kind === 'lose_request') {
    request.socket.destroy();
    return;
  }
  const key = route.method === 'post' ? keyOf(request) : undefined;
  refuseAtOnce(fault, key);
  const stripeRequest: StripeRequest = {
    id: String(response.locals.requestId),
    path: request.path,
    params: paramsOf(request),
    key,
    fault,
    part: (name) => String(request.params[name]),
  };
  const performed = await perform(parts.engine, route, stripeRequest);
  if (fault?.kind === 'lose_answer') {
    request.socket.destroy();
    return;
  }
  if (key !== undefined) response.setHeader('idempotency-key', key);
  if (performed.replayOf !== undefined) {
    response.setHeader('idempotent-replayed', 'true');
    response.setHeader('original-request', performed.replayOf);
  }
  if (performed.shouldRetry !== undefined)
    response.setHeader('stripe-should-retry', String(performed.shouldRetry));
  response.status(performed.status).type('json').send(performed.body);
}

function sendError(error: StripeApiError, response: Response): void {
  if (!response.getHeader('request-id')) response.setHeader('request-id', newId('req', 14));
  if (error.shouldRetry !== undefined) response.setHeader('stripe-should-retry', String(error.shouldRetry));
  if (error.status === 401) response.setHeader('www-authenticate', 'Bearer realm="Stripe"');
  response.status(error.status).json(error.toJson());
}

function toStripeError(error: unknown, parts: ApiParts, request: Request): StripeApiError {
  if (error instanceof StripeApiError) return error;
  const status = (error as { status?: unknown }).status;
  if (typeof status === 'number' && status >= 400 && status < 500)
    return new StripeApiError(status, { type: 'invalid_request_error', message: (error as Error).message });
  parts.log(
    `Stripe sandbox: ${request.method} ${request.path} failed: ${error instanceof Error ? error.stack : String(error)}`,
  );
  return new StripeApiError(500, { type: 'api_error', message: 'The sandbox failed; see its log.' });
}

/** Form bodies as Stripe takes them; JSON for the sandbox's own controls. */
function paramsOf(request: Request): RawParams {
  const query = request.url.indexOf('?');
  const inQuery = query < 0 ? {} : parseForm(request.url.slice(query + 1));
  const body: unknown = request.body;
  if (typeof body !== 'string' || body === '') return inQuery;
  if (!request.is('application/json')) return { ...inQuery, ...parseForm(body) };
  if (request.path.startsWith('/v1/')) {
    throw invalidRequest(
      'Invalid request: the body must be form-encoded (application/x-www-form-urlencoded). See https://docs.stripe.com/api.',
    );
  }
  try {
    const parsed: unknown = JSON.parse(body);
    if (typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed)) return parsed as RawParams;
  } catch {
    // Told below.
  }
  throw invalidRequest('Invalid JSON: expected an object.');
}

function parseForm(text: string): RawParams {
  return qs.parse(text, { depth: 10, arrayLimit: 1000, parameterLimit: 5000, allowSparse: false });
}

/** https://docs.stripe.com/api/idempotent_requests: up to 255 characters. */
function keyOf(request: Request): string | undefined {
  const key = request.get('idempotency-key');
  if (!key) return undefined;
  if (key.length > 255) {
    throw new StripeApiError(400, {
      type: 'idempotency_error',
      message: 'Idempotency keys can be up to 255 characters long.',
    });
  }
  return key;
}

function versionOf(request: Request): string {
  return request.get('stripe-version') ?? API_VERSION;
}

function requireLoopback(request: Request, _response: Response, next: NextFunction): void {
  const from = request.socket.remoteAddress ?? '';
  if (!/^(127\.|::1$|::ffff:127\.)/.test(from)) {
    throw new StripeApiError(403, {
      type: 'invalid_request_error',
      message: "The sandbox's controls are for this machine only.",
    });
  }
  next();
}
