import { Catch, Injectable, NotFoundException, type ArgumentsHost } from '@nestjs/common';
import { BaseExceptionFilter, HttpAdapterHost } from '@nestjs/core';
import type { Request, Response } from 'express';
import { isConsolePath } from '../console-paths.js';
import { ErrorPages } from './error-pages.filter.js';

/** An address that no controller knows: a page for people; programs get what they got before. */
@Catch(NotFoundException)
@Injectable()
export class UnknownPage extends BaseExceptionFilter {
  constructor(
    private readonly errorPages: ErrorPages,
    host: HttpAdapterHost,
  ) {
    super(host.httpAdapter);
  }

  override catch(error: NotFoundException, host: ArgumentsHost): void {
    const request = host.switchToHttp().getRequest<Request>();
    if (!isConsolePath(request.path)) return super.catch(error, host);
    this.errorPages.answer(error, request, host.switchToHttp().getResponse<Response>());
  }
}
