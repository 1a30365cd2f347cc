import type { NestExpressApplication } from '@nestjs/platform-express';
import type { NextFunction, Request, RequestHandler, Response } from 'express';
import helmet from 'helmet';
import { SessionSecret } from './session/session-secret.js';
import { isConsolePath } from './console-paths.js';
import { UnknownPage } from './errors/unknown-page.filter.js';
import { sessionMiddleware, type SqlConnection } from './session/session-middleware.js';
import { Assets } from './views/assets.js';

export interface AdminOptions {
  /** Where sessions are kept. */
  readonly dataSource: SqlConnection;
  /** How people reach the console; `https:` makes cookies secure and trusts a proxy on a private address. */
  readonly publicUrl: string;
}

/** Headers, sessions and static files of the console. Call it after the application is made and before it listens. */
export function configureAdmin(app: NestExpressApplication, { dataSource, publicUrl }: AdminOptions): void {
  const secure = publicUrl.startsWith('https:');
  app.disable('x-powered-by');
  if (secure) app.set('trust proxy', ['loopback', 'linklocal', 'uniquelocal']);
  app.use(onlyConsole(securityHeaders(secure)));
  app.use(app.get(Assets).router());
  app.use(onlyConsole(neverStored));
  app.use(onlyConsole(sessionMiddleware(dataSource, app.get(SessionSecret).value, publicUrl)));
  app.useGlobalFilters(app.get(UnknownPage));
}

function onlyConsole(handler: RequestHandler): RequestHandler {
  return (request, response, next) =>
    isConsolePath(request.path) ? handler(request, response, next) : next();
}

/** Nothing inline, nothing from elsewhere. */
function securityHeaders(secure: boolean): RequestHandler {
  return helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'"],
        imgSrc: ["'self'"],
        connectSrc: ["'self'"],
        frameSrc: ["'self'"],
        formAction: ["'self'"],
        baseUri: ["'none'"],
        frameAncestors: ["'none'"],
      },
    },
    referrerPolicy: { policy: 'same-origin' },
    strictTransportSecurity: secure,
    xFrameOptions: { action: 'deny' },
  });
}

function neverStored(_request: Request, response: Response, next: NextFunction): void {
  response.set('Cache-Control', 'no-store');
  next();
}
