import type { NestExpressApplication } from '@nestjs/platform-express';
import type { RequestHandler } from 'express';
import helmet from 'helmet';
import { serveDocumentation } from './documentation/serve-documentation.js';
import { ApiProblem } from './problems/api-problem.js';
import { sendProblem } from './problems/send-problem.js';
import { csvBody } from './requests/csv-body.js';
import { jsonBody } from './requests/json-body.js';

/** Bodies, headers and documentation of the API. Call it after the application is made and before it listens. */
export function configureApi(app: NestExpressApplication): void {
  app.use('/api', answerHeaders, neverStored, readableAddress, ...csvBody, ...jsonBody);
  serveDocumentation(app);
}

/** An answer is data: a browser that is led to one runs nothing in it and shows it in no frame. */
const answerHeaders: RequestHandler = helmet({
  contentSecurityPolicy: {
    useDefaults: false,
    directives: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] },
  },
  strictTransportSecurity: false,
});

const neverStored: RequestHandler = (_request, response, next) => {
  response.set('Cache-Control', 'no-store');
  next();
};

/** Express would answer in a form of its own to an address that it can't decode. */
const readableAddress: RequestHandler = (request, response, next) => {
  try {
    decodeURIComponent(request.path);
  } catch {
    sendProblem(
      new ApiProblem(400, 'malformed_address', 'The address isn’t properly percent-encoded.'),
      request,
      response,
    );
    return;
  }
  next();
};
