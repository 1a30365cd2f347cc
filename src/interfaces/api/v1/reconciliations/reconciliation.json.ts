import { ApiProperty } from '@nestjs/swagger';
import type { ReconciliationWithFindings } from '../../../../application/reconciliation/get-reconciliation.query.js';
import {
  FINDING_OUTCOMES,
  RECONCILIATION_KINDS,
  RECONCILIATION_STATES,
  type FindingView,
  type ReconciliationView,
} from '../../../../application/reconciliation/reconciliation.views.js';
import { DIFFERING_AMOUNTS } from '../../../../domain/payment/payment-differences.js';

function Count(description: string): PropertyDecorator {
  return ApiProperty({ type: 'integer', minimum: 0, description });
}

function Time(description: string, nullable = false): PropertyDecorator {
  return ApiProperty({ type: String, format: 'date-time', nullable, description: `${description}, UTC` });
}

/** One look at Stripe for what webhooks missed. */
export class ReconciliationJson {
  @ApiProperty({ type: String, format: 'uuid' })
  id!: string;

  @ApiProperty({
    type: String,
    enum: [...RECONCILIATION_KINDS],
    description:
      '`events`: a sweep of Stripe’s events; `deep`: its objects of a period; `holds`: holds whose time is over',
  })
  kind!: string;

  @ApiProperty({
    type: String,
    enum: [...RECONCILIATION_STATES],
    description: '`interrupted` goes on by itself; `done` and `failed` are ends',
  })
  state!: string;

  @Time('Where the period begins')
  since!: string;

  @Time('Where it ends')
  until!: string;

  @ApiProperty({ type: Boolean, description: 'Whether it only looks' })
  dry_run!: boolean;

  @ApiProperty({ type: String, description: 'Who asked for it', example: 'Booking site' })
  asked_by!: string;

  @Time('When it was asked for')
  asked_at!: string;

  @Time('When it began', true)
  started_at!: string | null;

  @Time('When it was over', true)
  finished_at!: string | null;

  @Count('Objects of Stripe’s that were looked at')
  seen!: number;

  @Count('Events that no webhook had brought')
  missed!: number;

  @Count('Payments that differed')
  drifted!: number;

  @Count('Those of them that were put right')
  healed!: number;

  @Count('Payments of the desk’s customers that no booking asked for')
  unmatched!: number;

  @ApiProperty({ type: String, nullable: true, description: 'Why it was interrupted or failed' })
  error!: string | null;
}

class DifferenceJson {
  @ApiProperty({ type: String, enum: ['state', ...DIFFERING_AMOUNTS] })
  what!: string;

  @ApiProperty({
    oneOf: [{ type: 'string' }, { type: 'integer' }],
    description: 'In our books; an amount in minor units, or the payment’s state',
  })
  before!: string | number;

  @ApiProperty({ oneOf: [{ type: 'string' }, { type: 'integer' }], description: 'In Stripe’s' })
  after!: string | number;
}

class FindingJson {
  @ApiProperty({ type: String, format: 'uuid', description: 'The booking’s id' })
  booking!: string;

  @ApiProperty({ type: String, example: 'LX-1042' })
  reference!: string;

  @ApiProperty({ type: String, format: 'uuid', description: 'The payment’s id' })
  payment!: string;

  @ApiProperty({ type: String, example: 'pi_3QxWvK2eZvKYlo2C' })
  stripe_payment_intent!: string;

  @ApiProperty({ type: String, description: 'ISO 4217', example: 'USD' })
  currency!: string;

  @ApiProperty({ type: () => [DifferenceJson] })
  differences!: DifferenceJson[];

  @ApiProperty({ type: String, isArray: true, description: 'Types of the events that were missed' })
  events!: string[];

  @ApiProperty({
    type: String,
    enum: [...FINDING_OUTCOMES],
    description:
      '`found`: not put right (yet); `healed`; `refused`: Stripe contradicts what is known, see `note`; `missing`: Stripe has no such payment, and nothing was changed',
  })
  outcome!: string;

  @ApiProperty({ type: String, nullable: true })
  note!: string | null;

  @Time('When it was found')
  at!: string;
}

export class ReconciliationWithFindingsJson extends ReconciliationJson {
  @ApiProperty({ type: () => [FindingJson], description: 'Oldest first' })
  findings!: FindingJson[];

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'For the next page of findings; null on the last',
  })
  next_cursor!: string | null;
}

export class ReconciliationPageJson {
  @ApiProperty({ type: () => [ReconciliationJson], description: 'Newest first' })
  data!: ReconciliationJson[];

  @ApiProperty({ type: String, nullable: true, description: 'For the next page; null on the last' })
  next_cursor!: string | null;
}

export function reconciliationJson(view: ReconciliationView): ReconciliationJson {
  const { id, kind, state, seen, missed, drifted, healed, unmatched } = view;
  return {
    ...{ id, kind, state, seen, missed, drifted, healed, unmatched },
    since: view.since.toISOString(),
    until: view.until.toISOString(),
    dry_run: view.dryRun,
    asked_by: view.askedBy.name,
    asked_at: view.askedAt.toISOString(),
    started_at: view.startedAt?.toISOString() ?? null,
    finished_at: view.finishedAt?.toISOString() ?? null,
    error: view.error ?? null,
  };
}

export function withFindingsJson(view: ReconciliationWithFindings): ReconciliationWithFindingsJson {
  return {
    ...reconciliationJson(view),
    findings: view.findings.map(findingJson),
    next_cursor: view.nextCursor ?? null,
  };
}

function findingJson(finding: FindingView): FindingJson {
  return {
    booking: finding.booking.id,
    reference: finding.booking.reference,
    payment: finding.payment,
    stripe_payment_intent: finding.paymentIntent,
    currency: finding.currency,
    differences: finding.differences.map(({ what, before, after }) => ({ what, before, after })),
    events: [...finding.events],
    outcome: finding.outcome,
    note: finding.note ?? null,
    at: finding.at.toISOString(),
  };
}
