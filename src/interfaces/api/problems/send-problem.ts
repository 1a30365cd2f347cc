import type { Request, Response } from 'express';
import { problemFromError } from './problem-from-error.js';

/** Answers with what went wrong, as `application/problem+json`. */
export function sendProblem(error: unknown, request: Request, response: Response): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  const problem = problemFromError(error, request);
  response
    .status(problem.status)
    .set(problem.headers)
    .set('Content-Type', 'application/problem+json')
    .send(JSON.stringify(problem.toJSON(request.originalUrl.split('?')[0] ?? '')));
}
