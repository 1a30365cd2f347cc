import { Injectable, type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common';
import type { Request } from 'express';
import type { Observable } from 'rxjs';
import { validate } from 'uuid';
import { BookingAttendances } from '../../application/rule/booking-attendances.port.js';
import { Clock } from '../../application/shared/clock.port.js';
import { PERSON_ACTS_MINUTES } from '../../domain/rule/rule-decision.js';

/** The dialogs in which staff decide about a booking's money, by the last parts of their addresses. */
const DIALOGS: Readonly<Record<string, readonly string[]>> = {
  bookings: [
    'charges',
    'holds',
    'refunds',
    'collections',
    'payment-links',
    'price',
    'cancellation',
    'no-show',
  ],
  payments: ['capture', 'release', 'reauthorize', 'cancel', 'reversal', 'authentication-links'],
};

/** Takes whoever opens such a dialog for somebody who acts on that booking: no rule does for a while. */
@Injectable()
export class Attendance implements NestInterceptor {
  constructor(
    private readonly attendances: BookingAttendances,
    private readonly clock: Clock,
  ) {}

  async intercept(context: ExecutionContext, next: CallHandler): Promise<Observable<unknown>> {
    const request = context.switchToHttp().getRequest<Request>();
    const attended = request.method === 'GET' ? attendedAt(request.path) : undefined;
    if (attended && request.staff) {
      const until = new Date(this.clock.now().getTime() + PERSON_ACTS_MINUTES * 60_000);
      await this.attendances.note(attended, request.staff.id, until);
    }
    return next.handle();
  }
}

function attendedAt(path: string): { booking: string } | { payment: string } | undefined {
  const [resource = '', id = '', what = '', form, ...more] = path.split('/').filter(Boolean);
  const isDialog = form === 'new' && more.length === 0 && DIALOGS[resource]?.includes(what);
  if (!isDialog || !validate(id)) return undefined;
  return resource === 'bookings' ? { booking: id } : { payment: id };
}
