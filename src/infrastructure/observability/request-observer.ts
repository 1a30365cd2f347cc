import { randomUUID } from 'node:crypto';
import type { Request, RequestHandler, Response } from 'express';
import type { Logger } from 'pino';
import { pinoHttp, type HttpLogger } from 'pino-http';
import type { Metrics } from './metrics.js';

/** Asked every few seconds by supervisors: not worth a line each. */
const UNLOGGED = new Set(['/healthz', '/readyz', '/metrics']);

/** Times and logs every request. Register it before everything else that answers. */
export function observeRequests(log: Logger, metrics: Metrics): RequestHandler[] {
  return [requestTimer(metrics), requestLog(log)];
}

function requestTimer(metrics: Metrics): RequestHandler {
  return (request, response, next) => {
    const stop = metrics.httpDuration.startTimer({ method: request.method });
    response.once('finish', () => stop({ route: routeOf(request), status: String(response.statusCode) }));
    next();
  };
}

/** The pattern that answered, never the path: ids don't become series. */
function routeOf(request: Request): string {
  const route: unknown = request.route;
  if (typeof route !== 'object' || route === null || !('path' in route)) return 'unmatched';
  return typeof route.path === 'string' ? request.baseUrl + route.path : 'unmatched';
}

/** One line per answer. Of headers, bodies and query strings nothing: they carry secrets and people's names. */
function requestLog(log: Logger): HttpLogger<Request, Response> {
  return pinoHttp<Request, Response>({
    logger: log,
    wrapSerializers: false,
    serializers: {
      req: (request: Request) => ({ id: request.id, method: request.method, path: pathOf(request) }),
      res: (response: Response) => ({ status: response.statusCode }),
    },
    genReqId: (_request, response) => {
      const id = randomUUID();
      response.setHeader('X-Request-Id', id);
      return id;
    },
    customLogLevel: (_request, response, error) => (error || response.statusCode >= 500 ? 'error' : 'info'),
    customSuccessMessage: (request, response) =>
      `${request.method} ${pathOf(request)} ${response.statusCode}`,
    customErrorMessage: (request, response) => `${request.method} ${pathOf(request)} ${response.statusCode}`,
    // The error itself is logged where it is answered; here it would only say the status again.
    customErrorObject: (_request, _response, _error, { err: _err, ...line }: Record<string, unknown>) => line,
    autoLogging: { ignore: (request) => UNLOGGED.has(pathOf(request)) },
  });
}

/** What a customer's link ends in is as good as a password. Routes don't tell capitals from small letters. */
const LINK_TOKEN = /^(\/l\/)[^/]+/i;

function pathOf(request: Request): string {
  return ((request.originalUrl ?? request.url).split('?')[0] ?? '').replace(LINK_TOKEN, '$1…');
}
