import { Query } from '@nestjs/cqrs';

/** The sweep of Stripe's events: how the last one went and when the next one comes. */
export interface SweepOutlook {
  readonly finishedAt?: Date;
  readonly nextAt: Date;
  readonly seen: number;
  readonly missed: number;
  /** Why the sweeps since the last finished one ended early. */
  readonly error?: string;
}

export class GetSweepOutlook extends Query<SweepOutlook> {}
