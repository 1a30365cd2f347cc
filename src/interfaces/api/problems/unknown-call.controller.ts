import { All, Controller, Req, UseFilters } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Request } from 'express';
import { ApiProblem } from './api-problem.js';
import { ProblemDetailsFilter } from './problem-details.filter.js';

/** Everything else under /api. */
@ApiExcludeController()
@Controller('api')
@UseFilters(ProblemDetailsFilter)
export class UnknownCallController {
  @All(['', '*path'])
  refuse(@Req() request: Request): never {
    throw new ApiProblem(
      404,
      'unknown_call',
      `There is no ${request.method} ${request.path}. What there is: /api/docs.`,
    );
  }
}
