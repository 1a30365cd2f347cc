import { Injectable, type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import type { Request } from 'express';
import type { Observable } from 'rxjs';
import { CountAttention } from '../../application/attention/count-attention.query.js';

/** What waits behind the items of the menu. */
export interface Waiting {
  readonly unmatched: number;
  /** Payments that take long to settle, what rules left undone, and events and mails that somebody has to look at. */
  readonly attention: number;
}

/** Counts it for the page that is about to be made. */
@Injectable()
export class Navigation implements NestInterceptor {
  constructor(private readonly queries: QueryBus) {}

  async intercept(context: ExecutionContext, next: CallHandler): Promise<Observable<unknown>> {
    const request = context.switchToHttp().getRequest<Request>();
    const { unmatchedPayments, ...others } = await this.queries.execute(new CountAttention());
    const { unsettledPayments, parkedEvents, ofRules, mails } = others;
    request.waiting = {
      unmatched: unmatchedPayments,
      attention: unsettledPayments + parkedEvents + ofRules + mails,
    };
    return next.handle();
  }
}
