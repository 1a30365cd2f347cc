import { createHash } from 'node:crypto';
import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import express, { type ErrorRequestHandler, type Request, type RequestHandler } from 'express';
import { MOST_BYTES, MOST_MEGABYTES } from '../../../application/import/csv-files.port.js';
import { ApiProblem } from '../problems/api-problem.js';
import { sendProblem } from '../problems/send-problem.js';

const UPLOADS = /^\/v1\/imports\/?$/i;

interface CsvRequest extends Request {
  csv?: Buffer;
}

const read = express.raw({ limit: MOST_BYTES, type: 'text/csv' });

/** Bearer tokens are looked at later; of who sends none at all, nothing is read. */
const readCsv: RequestHandler = (request, response, next) => {
  const isUpload = request.method === 'POST' && UPLOADS.test(request.path);
  if (!isUpload || !request.is('text/csv')) {
    next();
    return;
  }
  if (!request.headers.authorization) {
    keep(request);
    next();
    return;
  }
  read(request, response, (error?: unknown) => {
    if (error === undefined) keep(request);
    next(error);
  });
};

const answerUnreadable: ErrorRequestHandler = (error: unknown, request, response, _next) => {
  const isTooLarge = error instanceof Error && 'status' in error && error.status === 413;
  const said = isTooLarge
    ? new ApiProblem(413, 'payload_too_large', `A file may have at most ${MOST_MEGABYTES} MB. Split it.`, {
        maximum_bytes: MOST_BYTES,
      })
    : error;
  sendProblem(said, request, response);
};

/** Reads files that are sent as they are, where the API takes one; everything else is left to others. */
export const csvBody: (RequestHandler | ErrorRequestHandler)[] = [readCsv, answerUnreadable];

export function hasCsv(request: Request): boolean {
  return (request as CsvRequest).csv !== undefined;
}

/** The file that was sent. */
export const CsvContent = createParamDecorator((_: unknown, context: ExecutionContext): Uint8Array => {
  const { csv } = context.switchToHttp().getRequest<CsvRequest>();
  if (csv) return csv;
  throw new ApiProblem(
    415,
    'unsupported_media_type',
    'Send the file itself as the body, with Content-Type: text/csv.',
    {},
    { Accept: 'text/csv' },
  );
});

/** What tells one request from another by its body is a digest of the file, and what was said of it. */
function keep(request: CsvRequest): void {
  request.csv = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
  request.body = {
    content: createHash('sha256').update(request.csv).digest('hex'),
    query: request.query,
  };
}
