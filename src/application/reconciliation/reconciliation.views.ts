import type { DifferingAmount } from '../../domain/payment/payment-differences.js';
import type { PaymentState } from '../../domain/payment/payment-transitions.js';
import type { Actor } from '../../domain/shared/actor.js';

/** `events`: Stripe's events since the last sweep; `deep`: its objects of a period; `holds`: holds whose time is over. */
export const RECONCILIATION_KINDS = ['events', 'deep', 'holds'] as const;
export type ReconciliationKind = (typeof RECONCILIATION_KINDS)[number];

/** `interrupted` goes on by itself; `done` and `failed` are ends. */
export const RECONCILIATION_STATES = ['waiting', 'running', 'interrupted', 'done', 'failed'] as const;
export type ReconciliationState = (typeof RECONCILIATION_STATES)[number];

/** The parts of a deep run, in their order. */
export const DEEP_PARTS = ['payments', 'refunds', 'disputes', 'ours', 'open'] as const;
export type DeepPart = (typeof DEEP_PARTS)[number];

export interface ReconciliationView {
  readonly id: string;
  readonly kind: ReconciliationKind;
  readonly state: ReconciliationState;
  readonly since: Date;
  readonly until: Date;
  readonly dryRun: boolean;
  readonly askedBy: Actor;
  readonly askedAt: Date;
  readonly startedAt?: Date;
  readonly finishedAt?: Date;
  /** Objects of Stripe's that were looked at, and pages of them. */
  readonly seen: number;
  readonly pages: number;
  /** Events that no webhook had brought. */
  readonly missed: number;
  /** Payments that differed, and those of them that were put right. */
  readonly drifted: number;
  readonly healed: number;
  /** PaymentIntents with no payment of ours behind them. */
  readonly unmatched: number;
  /** What a deep run is at. */
  readonly part?: DeepPart;
  /** Why it was interrupted or failed. */
  readonly error?: string;
}

/** Amounts in minor units of the finding's currency. */
export type FoundDifference =
  | { readonly what: 'state'; readonly before: PaymentState; readonly after: PaymentState }
  | { readonly what: DifferingAmount; readonly before: number; readonly after: number };

/**
 * `found`: not put right (yet); `healed`; `refused`: what Stripe says contradicts what is known, see `note`;
 * `missing`: Stripe has no such PaymentIntent, and nothing was changed.
 */
export const FINDING_OUTCOMES = ['found', 'healed', 'refused', 'missing'] as const;
export type FindingOutcome = (typeof FINDING_OUTCOMES)[number];

export interface FindingView {
  readonly id: string;
  readonly at: Date;
  readonly booking: { readonly id: string; readonly reference: string; readonly customer: string };
  readonly payment: string;
  readonly paymentIntent: string;
  readonly currency: string;
  readonly differences: readonly FoundDifference[];
  /** Types of the events that had been missed, for a sweep of events. */
  readonly events: readonly string[];
  readonly outcome: FindingOutcome;
  readonly note?: string;
}
