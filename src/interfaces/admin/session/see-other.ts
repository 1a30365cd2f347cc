import type { Request, Response } from 'express';

/**
 * Redirects once the session is stored. express-session stores it while the answer is already on its way, and a
 * browser follows a redirect as soon as it has read its first line.
 */
export async function seeOther(request: Request, response: Response, to: string): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    request.session.save((error?: unknown) =>
      error
        ? reject(error instanceof Error ? error : new Error('The session could not be stored.'))
        : resolve(),
    );
  });
  response.redirect(303, to);
}
