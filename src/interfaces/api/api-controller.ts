import { applyDecorators, Controller, UseFilters, UseGuards, UsePipes } from '@nestjs/common';
import { ApiBearerAuth, ApiExtraModels, ApiTags } from '@nestjs/swagger';
import { BearerTokenGuard } from './access/bearer-token.guard.js';
import { Refuses } from './documentation/answers.js';
import { ProblemDetailsFilter } from './problems/problem-details.filter.js';
import { ProblemJson } from './problems/problem.json.js';
import { RequestValidationPipe } from './requests/request-validation.pipe.js';

export const API_ROOT = '/api/v1';

/** A resource under /api/v1: for bearers of a token, with checked input and errors as problem details. */
export function ApiController(path: string, tag: string): ClassDecorator {
  return applyDecorators(
    Controller(`${API_ROOT}/${path}`),
    UseGuards(BearerTokenGuard),
    UseFilters(ProblemDetailsFilter),
    UsePipes(RequestValidationPipe),
    ApiTags(tag),
    ApiBearerAuth(),
    ApiExtraModels(ProblemJson),
    Refuses(400, '`malformed_request`, `malformed_json`: not of the shape that is documented here'),
    Refuses(401, '`unauthorized`, `invalid_token`: no token, or one that has no rights'),
    Refuses(500, '`internal_error`: a defect; the log tells more under `error_id`'),
    Refuses(503, '`storage_unavailable`: repeat it in a moment, with the same Idempotency-Key if it has one'),
  );
}
