import type { Type } from '@nestjs/common';
import { ApiResponse, getSchemaPath } from '@nestjs/swagger';
import { ProblemJson } from '../problems/problem.json.js';

/** Documents an answer that is a success. */
export function Answers(
  status: 200 | 201 | 202,
  type: Type<unknown>,
  description: string,
  headers: Readonly<Record<string, string>> = {},
): ClassDecorator & MethodDecorator {
  return ApiResponse({
    status,
    type,
    description,
    headers: Object.fromEntries(
      Object.entries(headers).map(([name, meaning]) => [
        name,
        { description: meaning, schema: { type: 'string' } },
      ]),
    ),
  });
}

/** Documents a refusal: the description begins with its codes. */
export function Refuses(status: number, description: string): ClassDecorator & MethodDecorator {
  return ApiResponse({
    status,
    description,
    content: { 'application/problem+json': { schema: { $ref: getSchemaPath(ProblemJson) } } },
  });
}
