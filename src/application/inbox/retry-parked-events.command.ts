import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { Actor } from '../../domain/shared/actor.js';
import { EventNotParked, ParkedEvents } from './parked-events.port.js';

/**
 * Has parked events tried again, after whatever was in their way was mended. How many there were. Throws EventNotParked
 * for one that isn't parked (any more).
 */
export class RetryParkedEvents extends Command<number> {
  constructor(
    /** An event's id, or all that are parked now. */
    readonly which: string | typeof ALL_PARKED,
    readonly by: Actor,
  ) {
    super();
  }
}

export const ALL_PARKED = Symbol('all parked events');

@CommandHandler(RetryParkedEvents)
export class RetryParkedEventsHandler implements ICommandHandler<RetryParkedEvents> {
  constructor(private readonly parked: ParkedEvents) {}

  async execute({ which, by }: RetryParkedEvents): Promise<number> {
    if (which === ALL_PARKED) return this.parked.retryAll(by);
    if (!(await this.parked.retry(which, by))) throw new EventNotParked(which);
    return 1;
  }
}
