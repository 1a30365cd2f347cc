import type { Actor } from '../../domain/shared/actor.js';
import { DomainError } from '../../domain/shared/domain-error.js';

/** Events that were tried as often as makes sense: nothing happens to them until a person says so. */
export abstract class ParkedEvents {
  /** Has one tried again, as if it had just come. False when there is no parked event of that id. */
  abstract retry(event: string, by: Actor): Promise<boolean>;
  /** The same for all that are parked now; how many there were. */
  abstract retryAll(by: Actor): Promise<number>;
}

export class EventNotParked extends DomainError {
  override readonly name = 'EventNotParked';
  constructor(event: string) {
    super('not_found', 'event_not_parked', `There is no parked event ${event}: it was retried already.`, {
      event,
    });
  }
}
