import { randomUUID } from 'node:crypto';
import {
  Catch,
  HttpException,
  Injectable,
  Logger,
  type ArgumentsHost,
  type ExceptionFilter,
} from '@nestjs/common';
import type { Request, Response } from 'express';
import { StorageUnavailable } from '../../../application/shared/storage-unavailable.js';
import { DomainError } from '../../../domain/shared/domain-error.js';
import { formPathOf, keepDraft } from '../session/drafts.js';
import { SignInNeeded } from '../session/signed-in.guard.js';
import { Pages } from '../views/pages.js';
import { FormExpired } from './form-expired.js';

interface ErrorPage {
  readonly status: number;
  readonly title: string;
  readonly text: string;
  readonly way?: { readonly href: string; readonly label: string };
  /** Under which the log tells more. */
  readonly logged?: string;
}

const BOOKINGS = { href: '/bookings', label: 'To the bookings' };

/** Errors of the console as pages that say what to do next. */
@Catch()
@Injectable()
export class ErrorPages implements ExceptionFilter {
  private readonly log = new Logger('Console');

  constructor(private readonly pages: Pages) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    this.answer(error, http.getRequest<Request>(), http.getResponse<Response>());
  }

  answer(error: unknown, request: Request, response: Response): void {
    if (response.headersSent) {
      response.destroy();
      return;
    }
    if (error instanceof SignInNeeded) return toSignIn(request, response);
    if (error instanceof FormExpired && request.path === '/sign-in') {
      response.redirect(303, '/sign-in?expired=1');
      return;
    }
    const page = this.pageFor(error, request);
    this.pages.send(response, 'errors/error', page, page.status);
  }

  private pageFor(error: unknown, request: Request): ErrorPage {
    if (error instanceof FormExpired) return expiredForm(request);
    if (error instanceof DomainError && error.kind === 'not_found') return notFound(error.message);
    if (error instanceof HttpException && error.getStatus() === 404) return notFound();
    if (error instanceof HttpException && error.getStatus() < 500) {
      return { status: error.getStatus(), title: 'That didn’t work', text: error.message, way: BOOKINGS };
    }
    if (error instanceof StorageUnavailable) return withoutDatabase(request);
    return this.unexpected(error, request);
  }

  private unexpected(error: unknown, request: Request): ErrorPage {
    const logged = randomUUID();
    const what = error instanceof Error ? (error.stack ?? error.message) : String(error);
    this.log.error(`${logged}: ${request.method} ${request.path} failed`, what);
    return {
      status: 500,
      title: 'Something went wrong in Purser',
      text: 'If you were moving money, look at the booking before you try again: what was already sent is shown there. Sending the same form again never charges twice.',
      way: BOOKINGS,
      logged,
    };
  }
}

function toSignIn(request: Request, response: Response): void {
  // A script's own request can't sign in: it is told so and loads the page.
  if (request.get('x-purser-live') || request.accepts('html') !== 'html') {
    response.status(401).type('text').send('Sign in first.');
    return;
  }
  const to = request.method === 'GET' ? request.originalUrl : formPathOf(request);
  response.redirect(
    303,
    to === '/' || to === '/bookings' ? '/sign-in' : `/sign-in?to=${encodeURIComponent(to)}`,
  );
}

function expiredForm(request: Request): ErrorPage {
  if (request.path === '/sign-out') {
    return {
      status: 403,
      title: 'You are still signed in',
      text: 'This page was out of date. Sign out again.',
      way: BOOKINGS,
    };
  }
  // What a script only asked about still stands in the form. And a session that is stored here would be as it was before
  // whatever another request of it does meanwhile.
  if (!request.get('x-purser-live')) keepDraft(request);
  return {
    status: 403,
    title: 'This form had expired',
    text: 'Nothing was sent. What you typed is kept: look at it once more and send it again.',
    way: { href: formPathOf(request), label: 'Back to the form' },
  };
}

function withoutDatabase(request: Request): ErrorPage {
  return {
    status: 503,
    title: 'The database can’t be reached just now',
    text: 'Try again in a moment. If you were moving money, send the same form again: whatever became of it, nothing is done twice.',
    way: request.method === 'GET' ? { href: request.originalUrl, label: 'Try again' } : BOOKINGS,
  };
}

function notFound(message?: string): ErrorPage {
  return {
    status: 404,
    title: 'There is nothing here',
    text: message ?? 'The address may be mistyped, or what it led to is gone.',
    way: BOOKINGS,
  };
}
