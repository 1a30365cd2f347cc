import {
  applyDecorators,
  Injectable,
  mixin,
  PayloadTooLargeException,
  UseInterceptors,
  type CallHandler,
  type ExecutionContext,
  type NestInterceptor,
  type Type,
} from '@nestjs/common';
import { FileInterceptor } from '@nestjs/platform-express';
import type { Request } from 'express';
import type { Observable } from 'rxjs';
import { FormReadLater, requireFormToken } from '../session/csrf.js';

/** A file that came with a form. */
export interface FormFile {
  /** As the browser calls it. */
  readonly originalname: string;
  readonly buffer: Uint8Array;
}

interface FileRequest extends Request {
  fileTooLarge?: boolean;
}

/**
 * A form with a file in `field`: it is read after the guards, so its token is looked at here. A file above the bound is
 * left out, and `isFileTooLarge` tells. The token must come before the file in the form.
 */
export function FileForm(field: string, mostBytes: number): MethodDecorator {
  return applyDecorators(FormReadLater, UseInterceptors(fileReader(field, mostBytes)));
}

export function isFileTooLarge(request: Request): boolean {
  return (request as FileRequest).fileTooLarge === true;
}

function fileReader(field: string, mostBytes: number): Type<NestInterceptor> {
  const limits = { fileSize: mostBytes, fieldSize: mostBytes, files: 1, fields: 20 };
  const Reader = FileInterceptor(field, { limits });

  @Injectable()
  class FileFormInterceptor extends Reader {
    override async intercept(context: ExecutionContext, next: CallHandler): Promise<Observable<unknown>> {
      const request = context.switchToHttp().getRequest<FileRequest>();
      const afterwards: CallHandler = {
        handle: () => {
          requireFormToken(request);
          return next.handle();
        },
      };
      try {
        return await super.intercept(context, afterwards);
      } catch (error) {
        if (!(error instanceof PayloadTooLargeException)) throw error;
        request.fileTooLarge = true;
        return afterwards.handle();
      }
    }
  }
  return mixin(FileFormInterceptor);
}
