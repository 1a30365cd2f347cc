import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { Request } from 'express';
import { ApiProblem } from '../problems/api-problem.js';

/** The version that was decided on, from `If-Match: "<version>"`; undefined for `*`, which accepts any. */
export const RequiredVersion = createParamDecorator((_: unknown, context: ExecutionContext) => {
  const header = headerOf(context);
  if (header === undefined) {
    throw new ApiProblem(
      428,
      'if_match_required',
      'Say which version you decided on: If-Match: "<version>", from its ETag.',
    );
  }
  return versionFrom(header);
});

/** The same where a decision may, but need not, be bound to a version. */
export const OptionalVersion = createParamDecorator((_: unknown, context: ExecutionContext) => {
  const header = headerOf(context);
  return header === undefined ? undefined : versionFrom(header);
});

function headerOf(context: ExecutionContext): string | undefined {
  return context.switchToHttp().getRequest<Request>().headers['if-match'];
}

/** A proxy that compresses may mark the tag as weak; the version in it is exact all the same. */
function versionFrom(header: string): number | undefined {
  const value = header.trim();
  if (value === '*') return undefined;
  const tag = /^(?:W\/)?"([^"]*)"$/.exec(value)?.[1];
  if (tag === undefined) {
    throw new ApiProblem(
      400,
      'malformed_if_match',
      'If-Match takes one version in quotes, as the ETag has it: If-Match: "3".',
    );
  }
  // A tag that was never ours matches no version.
  return /^\d{1,15}$/.test(tag) ? Number(tag) : -1;
}
