import { createHash } from 'node:crypto';
import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { Idempotency } from '../../../application/shared/decision-log.port.js';
import { tokenOf } from '../access/bearer-token.guard.js';
import type { AuthorizedRequest } from '../access/bearer-token.guard.js';
import { ApiProblem } from '../problems/api-problem.js';
import { canonicalJson } from './canonical-json.js';

const LONGEST = 255;

/** From `Idempotency-Key`, which the call can't do without. */
export const RequiredIdempotency = createParamDecorator((_: unknown, context: ExecutionContext) => {
  const request = context.switchToHttp().getRequest<AuthorizedRequest>();
  const idempotency = idempotencyOf(request);
  if (idempotency) return idempotency;
  throw new ApiProblem(
    400,
    'idempotency_key_required',
    'This call acts on your decision: send an Idempotency-Key header, a new one (such as a UUID) for each decision and the same one when you repeat it.',
  );
});

export const OptionalIdempotency = createParamDecorator((_: unknown, context: ExecutionContext) =>
  idempotencyOf(context.switchToHttp().getRequest<AuthorizedRequest>()),
);

function idempotencyOf(request: AuthorizedRequest): Idempotency | undefined {
  const header = request.headers['idempotency-key'];
  const key = (Array.isArray(header) ? header.join() : header)?.trim();
  if (!key) return undefined;
  if (key.length > LONGEST || !/^[\x20-\x7e]+$/.test(key)) {
    throw new ApiProblem(
      400,
      'malformed_idempotency_key',
      `An Idempotency-Key is 1 to ${LONGEST} printable ASCII characters.`,
    );
  }
  return { scope: tokenOf(request).id, key, fingerprint: fingerprintOf(request) };
}

/** A digest of what is asked; the order of a body's members and a trailing slash say nothing. */
function fingerprintOf(request: AuthorizedRequest): string {
  const path = request.path.toLowerCase().replace(/\/+$/, '');
  const body: unknown = request.body ?? {};
  return createHash('sha256')
    .update(`${request.method} ${path}\n${canonicalJson(body)}`)
    .digest('hex');
}
