import { Query } from '@nestjs/cqrs';

/** A number that is another one once the newest of the unmatched payments, or what is said of them, have changed. */
export class GetUnmatchedVersion extends Query<number> {}
