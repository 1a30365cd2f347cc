import { Injectable } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { GetUnmatchedVersion } from '../../../application/payment/get-unmatched-version.query.js';
import { BookingWatch } from '../bookings/booking-watch.js';

/** What the open list is called among the things that are watched. */
export const THE_LIST = 'unmatched';

/** Tells open lists of unmatched payments that something in them has changed. */
@Injectable()
export class UnmatchedWatch extends BookingWatch {
  constructor(queries: QueryBus) {
    super({
      versionsOf: async () => new Map([[THE_LIST, await queries.execute(new GetUnmatchedVersion())]]),
    });
  }
}
