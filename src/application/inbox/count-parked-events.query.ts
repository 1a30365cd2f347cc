import { Query } from '@nestjs/cqrs';

/** How many events are parked, for a badge. */
export class CountParkedEvents extends Query<number> {}
