import type { NestExpressApplication } from '@nestjs/platform-express';
import type { RequestHandler } from 'express';
import helmet from 'helmet';
import { BusinessSettings } from '../../application/shared/business-settings.port.js';
import { CustomerViews } from './customer-views.js';
import { RequestLimit } from './request-limit.js';
import { busyScreen } from './screens.js';

/** Headers, styles and limits of the pages for customers. Call it after the application is made and before it listens. */
export function configureCustomerPages(app: NestExpressApplication): void {
  const views = app.get(CustomerViews);
  const { publicUrl, stripeDashboardUrl } = app.get(BusinessSettings);
  app.use('/l', securityHeaders(publicUrl.startsWith('https:'), new URL(stripeDashboardUrl).origin));
  const styles: RequestHandler = (_request, response) => {
    response.type('text/css').set('Cache-Control', 'public, max-age=31536000, immutable').send(views.styles);
  };
  app.use(views.stylesPath, styles);
  app.use('/l', forNobodyElse, limited(views));
}

/**
 * Nothing inline, nothing from elsewhere, and no address of ours in anybody's log. What the form leads to is Stripe's
 * page or the bank's, at addresses of their own: browsers check those against `form-action` too.
 */
function securityHeaders(secure: boolean, stripePages: string): RequestHandler {
  return helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        styleSrc: ["'self'"],
        imgSrc: ['data:'],
        formAction: ["'self'", 'https:', stripePages],
        baseUri: ["'none'"],
        frameAncestors: ["'none'"],
      },
    },
    referrerPolicy: { policy: 'no-referrer' },
    strictTransportSecurity: secure,
    xFrameOptions: { action: 'deny' },
  });
}

const forNobodyElse: RequestHandler = (_request, response, next) => {
  response.set({ 'Cache-Control': 'no-store', 'X-Robots-Tag': 'noindex, nofollow' });
  next();
};

function limited(views: CustomerViews): RequestHandler {
  const limit = new RequestLimit();
  return (request, response, next) => {
    const wait = limit.secondsToWait(request.ip ?? '');
    if (wait === 0) return next();
    response.status(429).set('Retry-After', String(wait)).type('html').send(views.render(busyScreen()));
  };
}
