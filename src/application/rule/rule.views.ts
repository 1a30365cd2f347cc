import type { RuleActionState, RuleDeed } from '../../domain/rule/rule-action.js';
import type { RuleKind } from '../../domain/rule/rule-task.js';
import type { RuleData, RuleHappening } from '../../domain/rule/rule.js';
import type { Actor } from '../../domain/shared/actor.js';

export interface RuleRowView extends RuleData {
  /** When it last found something to do. */
  readonly lastFoundAt?: Date;
}

export interface RuleView extends RuleData {
  /** Newest first. */
  readonly events: readonly RuleEventView[];
}

export interface RuleEventView {
  readonly id: string;
  readonly type: RuleHappening['type'];
  readonly at: Date;
  readonly by: Actor;
  readonly data: Readonly<Record<string, unknown>>;
}

interface BookingOfRule {
  readonly id: string;
  readonly reference: string;
  readonly customer: string;
  readonly service: string;
  readonly startsAt: Date;
}

/** Something that a rule would do as things stand. */
export interface ForeseenAction {
  readonly booking: BookingOfRule;
  /** None: when a person says so, by marking the booking complete. */
  readonly due?: Date;
  /** It comes of another action that is yet to be taken: of a hold that a renewal will place, taken to last as long as the one before. */
  readonly isEstimate: boolean;
  readonly deed: RuleDeed;
  /** ISO 4217, and minor units. */
  readonly currency: string;
  readonly amount: number;
  /** The card that would be asked; none where there is none, or where a hold is captured. */
  readonly card?: { readonly brand: string; readonly last4: string };
}

export interface ForeseenTotal {
  readonly currency: string;
  readonly actions: number;
  /** On how many bookings. */
  readonly bookings: number;
  /** Minor units. A hold that is renewed several times is counted once. */
  readonly amount: number;
}

/** What a rule would do. Nothing of it is stored. */
export interface DryRun {
  /** In the order in which it would. */
  readonly rows: readonly ForeseenAction[];
  readonly nextCursor?: string;
  /** Of the whole time that was asked for, by currency. */
  readonly totals: readonly ForeseenTotal[];
  /** What came due before, lately: it is only done when that is asked for. */
  readonly alreadyDue: readonly ForeseenTotal[];
  readonly from: Date;
  readonly until: Date;
}

export interface RuleActionView {
  readonly id: string;
  readonly rule: { readonly id: string; readonly name: string };
  readonly kind: RuleKind;
  readonly booking: Pick<BookingOfRule, 'id' | 'reference' | 'customer'> & {
    readonly currency: string;
    /** Minor units: the most that may be charged now. */
    readonly chargeable: number;
  };
  readonly due: Date;
  readonly foundAt: Date;
  readonly state: RuleActionState;
  readonly deed?: RuleDeed;
  readonly currency?: string;
  /** Minor units. */
  readonly amount?: number;
  readonly why?: string;
  readonly note?: string;
  readonly nextLookAt?: Date;
  readonly settledAt?: Date;
  readonly dismissed?: { readonly by: Actor; readonly at: Date };
}
