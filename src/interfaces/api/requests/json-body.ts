import express, { type ErrorRequestHandler, type RequestHandler } from 'express';
import { ApiProblem } from '../problems/api-problem.js';
import { sendProblem } from '../problems/send-problem.js';
import { hasCsv } from './csv-body.js';

/** Far more than the largest body this API takes. */
const LIMIT = '100kb';

const refuseOtherTypes: RequestHandler = (request, _response, next) => {
  const type = request.headers['content-type'];
  const hasBody =
    request.headers['transfer-encoding'] !== undefined || Number(request.headers['content-length'] ?? 0) > 0;
  if (!hasBody || hasCsv(request) || /^application\/(?:[\w.+-]+\+)?json\s*(?:;|$)/i.test(type ?? '')) {
    next();
    return;
  }
  const given = type === undefined ? 'without a Content-Type' : `of type ${type}`;
  next(
    new ApiProblem(
      415,
      'unsupported_media_type',
      `Send JSON (Content-Type: application/json), not a body ${given}.`,
      {},
      { Accept: 'application/json' },
    ),
  );
};

const parse = express.json({ limit: LIMIT, type: ['application/json', 'application/*+json'] });
/** Under a name of its own: Nest leaves its parsers out where it finds Express's by name. */
const readJson: RequestHandler = (request, response, next) => parse(request, response, next);

const answerUnreadable: ErrorRequestHandler = (error: unknown, request, response, _next) =>
  sendProblem(error, request, response);

/** Reads JSON bodies and nothing else, and answers in the API's own words when one can't be read. */
export const jsonBody: (RequestHandler | ErrorRequestHandler)[] = [
  refuseOtherTypes,
  readJson,
  answerUnreadable,
];
