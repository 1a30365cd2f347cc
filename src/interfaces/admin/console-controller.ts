import { applyDecorators, Controller, UseFilters, UseGuards, UseInterceptors } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { Attendance } from './attendance.js';
import { ErrorPages } from './errors/error-pages.filter.js';
import { Navigation } from './navigation.js';
import { CsrfGuard } from './session/csrf.js';
import { SignedInGuard } from './session/signed-in.guard.js';

/** A controller of the console: staff only, every form with its token, errors as pages. */
export function ConsoleController(path = ''): ClassDecorator {
  return applyDecorators(
    Controller(path),
    UseGuards(SignedInGuard, CsrfGuard),
    UseInterceptors(Navigation, Attendance),
    UseFilters(ErrorPages),
    ApiExcludeController(),
  );
}

/** Nobody has to be signed in for these. */
export function PublicController(path = ''): ClassDecorator {
  return applyDecorators(
    Controller(path),
    UseGuards(CsrfGuard),
    UseFilters(ErrorPages),
    ApiExcludeController(),
  );
}
