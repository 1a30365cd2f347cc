import { randomUUID } from 'node:crypto';
import { HttpException, Logger } from '@nestjs/common';
import type { Request } from 'express';
import { GatewayUnavailable } from '../../../application/payment/gateway-errors.js';
import { StorageUnavailable } from '../../../application/shared/storage-unavailable.js';
import { DomainError, type DomainErrorKind } from '../../../domain/shared/domain-error.js';
import { ApiProblem } from './api-problem.js';

const STATUS_OF: Readonly<Record<DomainErrorKind, number>> = {
  invalid: 422,
  conflict: 409,
  stale: 409,
  not_found: 404,
};

const CODE_OF: Readonly<Record<number, string>> = {
  400: 'malformed_request',
  401: 'unauthorized',
  403: 'forbidden',
  404: 'not_found',
  405: 'method_not_allowed',
  413: 'payload_too_large',
  415: 'unsupported_media_type',
  429: 'too_many_requests',
};

const RETRY_AFTER_SECONDS = 5;
const log = new Logger('Api');

/** The one place where errors become answers. What isn't expected is logged under an id, and tells nothing else. */
export function problemFromError(error: unknown, request: Request): ApiProblem {
  if (error instanceof ApiProblem) return error;
  if (error instanceof DomainError) return fromDomain(error, request);
  if (error instanceof GatewayUnavailable) {
    return new ApiProblem(
      503,
      'stripe_unavailable',
      'Stripe can’t be reached right now. Try again in a moment, with the same Idempotency-Key if the call takes one.',
      {},
      { 'Retry-After': String(RETRY_AFTER_SECONDS) },
    );
  }
  if (error instanceof StorageUnavailable) {
    return new ApiProblem(
      503,
      'storage_unavailable',
      'Purser’s database can’t be reached right now, so what became of this request isn’t known. Repeat it in a moment, with the same Idempotency-Key if the call takes one: nothing is done twice.',
      {},
      { 'Retry-After': String(RETRY_AFTER_SECONDS) },
    );
  }
  return fromHttp(error) ?? unexpected(error, request);
}

function fromDomain(error: DomainError, request: Request): ApiProblem {
  const decidedOnETag = error.kind === 'stale' && request.headers['if-match'] !== undefined;
  return new ApiProblem(
    decidedOnETag ? 412 : STATUS_OF[error.kind],
    error.code,
    error.message,
    error.details,
  );
}

/** Nest's own exceptions, and those of Express and its parsers (`http-errors`). */
function fromHttp(error: unknown): ApiProblem | undefined {
  if (!(error instanceof Error)) return undefined;
  const status = error instanceof HttpException ? error.getStatus() : statusOf(error);
  if (status === undefined || status < 400 || status >= 500) return undefined;
  return new ApiProblem(status, codeOf(error, status), detailOf(error));
}

function statusOf(error: Error): number | undefined {
  return 'status' in error && typeof error.status === 'number' ? error.status : undefined;
}

function codeOf(error: Error, status: number): string {
  return isUnparsable(error) ? 'malformed_json' : (CODE_OF[status] ?? 'refused');
}

function detailOf(error: Error): string {
  if (isUnparsable(error)) return `The body isn’t JSON: ${error.message}`;
  if ('limit' in error && typeof error.limit === 'number')
    return `The body may have at most ${error.limit} bytes.`;
  return error.message;
}

/** https://github.com/expressjs/body-parser#errors */
function isUnparsable(error: Error): boolean {
  return 'type' in error && error.type === 'entity.parse.failed';
}

function unexpected(error: unknown, request: Request): ApiProblem {
  const id = randomUUID();
  const what = error instanceof Error ? (error.stack ?? error.message) : String(error);
  log.error(`${id}: ${request.method} ${request.path} failed`, what);
  return new ApiProblem(
    500,
    'internal_error',
    `Something went wrong in Purser. Its log tells more under ${id}.`,
    { error_id: id },
  );
}
