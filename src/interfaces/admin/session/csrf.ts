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
    // A form with a file is read later, and its token looked at then (forms/file-form.ts).
    if (request.is('multipart/form-data') && isReadLater(context)) return true;
    requireFormToken(request);
    return true;
  }
}

/** Throws FormExpired unless the form is one that this session was given. */
export function requireFormToken(request: Request): void {
  if (!ignored.includes(request.method) && !isRequestValid(request)) throw new FormExpired();
}

const READ_LATER = Symbol('read later');

/** Marks a handler whose interceptor reads the form and looks at its token. */
export const FormReadLater: MethodDecorator = (_target, _name, descriptor) => {
  Reflect.defineMetadata(READ_LATER, true, descriptor.value as object);
};

function isReadLater(context: ExecutionContext): boolean {
  return Reflect.getMetadata(READ_LATER, context.getHandler()) === true;
}

function tokenIn(request: Request): string | undefined {
  const body: unknown = request.body;
  if (typeof body !== 'object' || body === null || !('_csrf' in body)) return undefined;
  return typeof body._csrf === 'string' ? body._csrf : undefined;
}
