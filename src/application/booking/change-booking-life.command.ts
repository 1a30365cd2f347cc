import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { DecisionContext } from '../payment/payment-decision.js';
import { Clock } from '../shared/clock.port.js';
import { UnitOfWork } from '../shared/unit-of-work.port.js';

export interface LifeChange extends DecisionContext {
  readonly booking: string;
  /** A fresh id, which tells a repetition of this decision apart from the next one. */
  readonly decision: string;
  readonly life: 'completed' | 'no_show' | 'scheduled';
  /** For the timeline. */
  readonly reason?: string;
}

/**
 * Takes note of what became of a booking; no money moves. A fee that took the place of the price is taken back with
 * it. Throws LifeTransitionRefused and BookingChanged.
 */
export class ChangeBookingLife extends Command<void> {
  constructor(readonly wanted: LifeChange) {
    super();
  }
}

@CommandHandler(ChangeBookingLife)
export class ChangeBookingLifeHandler implements ICommandHandler<ChangeBookingLife> {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly clock: Clock,
  ) {}

  execute({ wanted }: ChangeBookingLife): Promise<void> {
    const { booking: id, decision, life, reason, by, expectedVersion, idempotency } = wanted;
    return this.unitOfWork.run(async ({ bookings, decisions }) => {
      const booking = await bookings.lock(id);
      // Decided before, or stored by an earlier run of this work.
      if (await decisions.claim(idempotency ?? onceFor(decision), decision)) return;
      booking.expectVersion(expectedVersion);
      booking.recordLife(life, { by, at: this.clock.now() }, reason);
      await bookings.save(booking);
    });
  }
}

/** A decision that nobody can repeat but the work itself that stores it. */
export function onceFor(decision: string) {
  return { scope: 'booking-life', key: decision, fingerprint: '' };
}
