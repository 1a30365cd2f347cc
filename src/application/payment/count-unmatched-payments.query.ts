import { Query } from '@nestjs/cqrs';

/** More than this many are not counted. */
export const MOST_COUNTED = 100;

/** How many payments wait to be linked to a booking, up to MOST_COUNTED. */
export class CountUnmatchedPayments extends Query<number> {}
