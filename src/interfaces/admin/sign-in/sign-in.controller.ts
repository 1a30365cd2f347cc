import { Body, Get, Post, Query, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { SignIn } from '../../../application/staff/sign-in.js';
import { PublicController } from '../console-controller.js';
import { textOf, type FormFields } from '../forms/form-fields.js';
import { seeOther } from '../session/see-other.js';
import { localPath } from '../session/local-path.js';
import { Pages } from '../views/pages.js';

const WRONG = 'That e-mail address and password don’t go together. Check both and try again.';

@PublicController()
export class SignInController {
  constructor(
    private readonly signIn: SignIn,
    private readonly pages: Pages,
  ) {}

  @Get('sign-in')
  show(@Query() query: FormFields, @Req() request: Request, @Res() response: Response): void {
    if (request.session.staffId !== undefined) {
      response.redirect(303, localPath(textOf(query, 'to'), '/bookings'));
      return;
    }
    const notice =
      textOf(query, 'expired') === '' ? undefined : 'This page had been open for long. Sign in now.';
    this.pages.send(response, 'sign-in/sign-in', { to: textOf(query, 'to'), notice });
  }

  @Post('sign-in')
  async enter(@Body() body: FormFields, @Req() request: Request, @Res() response: Response): Promise<void> {
    const email = textOf(body, 'email');
    const to = textOf(body, 'to');
    const answer = await this.signIn.execute({
      email,
      password: textOf(body, 'password'),
      address: request.ip ?? 'unknown',
    });
    switch (answer.outcome) {
      case 'signed_in':
        await startSession(request, answer.member.id);
        await seeOther(request, response, localPath(to, '/bookings'));
        return;
      case 'refused':
        this.pages.send(response, 'sign-in/sign-in', { email, to, error: WRONG }, 422);
        return;
      case 'too_many_attempts': {
        const minutes = Math.ceil(answer.retryAfterSeconds / 60);
        const error = `Too many attempts. Try again in ${minutes} ${minutes === 1 ? 'minute' : 'minutes'}.`;
        response.set('Retry-After', String(answer.retryAfterSeconds));
        this.pages.send(response, 'sign-in/sign-in', { email, to, error }, 429);
      }
    }
  }

  @Post('sign-out')
  async leave(@Req() request: Request, @Res() response: Response): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      request.session.destroy((error?: unknown) =>
        error
          ? reject(error instanceof Error ? error : new Error('The session could not be ended.'))
          : resolve(),
      );
    });
    // Forms may be shown from the browser's memory when going back (see FormPage): not after signing out.
    response.set('Clear-Site-Data', '"cache"').redirect(303, '/sign-in');
  }
}

/** Under a new id, so that whoever knew the one from before signing in knows nothing. */
function startSession(request: Request, staffId: string): Promise<void> {
  return new Promise((resolve, reject) => {
    request.session.regenerate((error?: unknown) => {
      if (error) return reject(error instanceof Error ? error : new Error('No session could be started.'));
      request.session.staffId = staffId;
      resolve();
    });
  });
}
