import { Injectable } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { CompareWithStripe } from '../../application/payment/compare-with-stripe.query.js';
import type { GatewayPayment } from '../../application/payment/payment-gateway.port.js';
import { SyncStripeCapture } from '../../application/payment/sync-stripe-capture.command.js';
import { DomainError } from '../../domain/shared/domain-error.js';
import { ReconciliationFindings } from './reconciliation-findings.js';

/** In which run something was found, and what may be done about it. */
export interface Search {
  /** The run's id; one that only exists once it has found something is made here. */
  readonly run: () => Promise<string>;
  readonly dryRun: boolean;
  /** Events about the payment that no webhook brought. */
  readonly missed?: readonly string[];
}

/** `different`, whether it could be put right or not. */
export type Settled = 'equal' | 'different' | 'unmatched' | 'foreign';

/** Compares one PaymentIntent with our books, puts down what differs, and puts it right. */
@Injectable()
export class Reconciler {
  constructor(
    private readonly queries: QueryBus,
    private readonly commands: CommandBus,
    private readonly findings: ReconciliationFindings,
  ) {}

  async settle(said: GatewayPayment, search: Search): Promise<Settled> {
    const comparison = await this.queries.execute(new CompareWithStripe(said));
    const { paymentIntent } = said.report;
    switch (comparison.standing) {
      case 'unmatched':
        if (!search.dryRun) await this.sync(said);
        return 'unmatched';
      case 'foreign':
        return 'foreign';
      case 'equal':
        if (comparison.isNews && !search.dryRun) await this.sync(said);
        return 'equal';
      case 'contradicted': {
        const { booking, payment, why: note } = comparison;
        const finding = { paymentIntent, booking, payment, differences: [], events: search.missed };
        await this.findings.put(await search.run(), { ...finding, outcome: 'refused', note });
        return 'different';
      }
      case 'different': {
        const { booking, payment, differences } = comparison;
        const run = await search.run();
        // Put down first: should this process die right after healing, there would be nothing left to find.
        const finding = { paymentIntent, booking, payment, differences, events: search.missed };
        await this.findings.put(run, { ...finding, outcome: 'found' });
        if (!search.dryRun) await this.heal(said, run);
        return 'different';
      }
    }
  }

  private async heal(said: GatewayPayment, run: string): Promise<void> {
    const refusal = await this.sync(said).then(
      () => undefined,
      (error: unknown) => {
        if (error instanceof DomainError) return error.message;
        throw error;
      },
    );
    const outcome = refusal === undefined ? 'healed' : 'refused';
    await this.findings.conclude(run, said.report.paymentIntent, outcome, refusal);
  }

  private sync(said: GatewayPayment) {
    return this.commands.execute(new SyncStripeCapture(said));
  }
}
