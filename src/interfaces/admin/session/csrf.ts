import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { csrfSync } from 'csrf-sync';
import type { Request } from 'express';
import { FormExpired } from '../errors/form-expired.js';

const { generateToken, isRequestValid, ignored } = {
  ...csrfSync({ getTokenFromRequest: (request) => tokenIn(request) }),
  ignored: ['GET', 'HEAD', 'OPTIONS'],
};

/** What every form carries in its hidden field `_csrf`; one per session. */
export function csrfTokenOf(request: Request): string {
  return generateToken(request);
}

/** A guard, not middleware: the form is parsed by then. */
@Injectable()
export class CsrfGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    const request = context.switchToHttp().getRequest<Request>();
    if (ignored.includes(request.method) || isRequestValid(request)) return true;
    throw new FormExpired();
  }
}

function tokenIn(request: Request): string | undefined {
  const body: unknown = request.body;
  if (typeof body !== 'object' || body === null || !('_csrf' in body)) return undefined;
  return typeof body._csrf === 'string' ? body._csrf : undefined;
}
