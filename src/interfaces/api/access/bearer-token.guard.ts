import { createParamDecorator, Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import type { Request } from 'express';
import { ApiTokens, type ApiToken } from '../../../application/api-access/api-tokens.port.js';
import type { Actor } from '../../../domain/shared/actor.js';
import { ApiProblem } from '../problems/api-problem.js';

export interface AuthorizedRequest extends Request {
  apiToken?: ApiToken;
}

const CHALLENGE = 'Bearer realm="Purser API"';

/** Lets programs in by their bearer token: https://www.rfc-editor.org/rfc/rfc6750 */
@Injectable()
export class BearerTokenGuard implements CanActivate {
  constructor(private readonly tokens: ApiTokens) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<AuthorizedRequest>();
    const token = /^Bearer +(\S+)$/i.exec(request.headers.authorization?.trim() ?? '')?.[1];
    if (token === undefined) {
      throw refused('unauthorized', 'Send an API token: Authorization: Bearer <token>.', CHALLENGE);
    }
    const known = await this.tokens.find(token);
    if (!known) {
      throw refused(
        'invalid_token',
        'This API token isn’t known, or was revoked.',
        `${CHALLENGE}, error="invalid_token"`,
      );
    }
    request.apiToken = known;
    return true;
  }
}

/** The program that asks, as the one who causes what it asks for. */
export const CallingProgram = createParamDecorator((_: unknown, context: ExecutionContext): Actor => {
  const { id, name } = tokenOf(context.switchToHttp().getRequest<AuthorizedRequest>());
  return { kind: 'api', id, name };
});

/** The token that the guard let in. */
export function tokenOf(request: AuthorizedRequest): ApiToken {
  if (!request.apiToken) throw new Error('This route isn’t behind the BearerTokenGuard.');
  return request.apiToken;
}

function refused(code: string, detail: string, challenge: string): ApiProblem {
  return new ApiProblem(401, code, detail, {}, { 'WWW-Authenticate': challenge });
}
