import { Injectable } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { v4 as randomUuid } from 'uuid';
import { TellStripe } from '../../application/customer/tell-stripe.command.js';
import type { JobData } from '../../application/shared/job-queue.port.js';
import { JobWorkers, type JobHandler } from '../jobs/job-workers.js';
import { RecoveryLimits } from '../recovery/recovery-worker.js';

/** Tells Stripe what was put right about customers. */
@Injectable()
export class TellStripeJob implements JobHandler<'tell-stripe'> {
  readonly name = 'tell-stripe';

  constructor(
    private readonly commands: CommandBus,
    private readonly limits: RecoveryLimits,
    workers: JobWorkers,
  ) {
    workers.register(this);
  }

  handle({ stripeCustomer }: JobData['tell-stripe']): Promise<void> {
    return this.commands.execute(new TellStripe(stripeCustomer, randomUuid(), this.limits.requestSeconds));
  }
}
