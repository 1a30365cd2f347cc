/** What is known of one customer of Stripe's: whether it was told who they are by now. */
export interface ContactInStripeData {
  /** `cus_…` */
  readonly stripeCustomer: string;
  /** How often it was decided that Stripe is to be told, and up to which of these decisions it was. */
  readonly wanted: number;
  readonly told: number;
  /** Who tells it now, or told it last and has no answer; `of`: up to which decision. */
  readonly attempt?: { readonly id: string; readonly of: number; readonly since: Date };
  /** How many in a row had no answer. */
  readonly unanswered: number;
  /** Why Stripe won't have what it was told last, in its words. */
  readonly refusal?: string;
}

/** What Stripe said to it. `gone`: it has no such customer any more, so there is nothing to tell. */
export type ToldOutcome =
  | { readonly outcome: 'told' }
  | { readonly outcome: 'gone' }
  | { readonly outcome: 'refused'; readonly message: string }
  | { readonly outcome: 'unanswered' };

const FIRST_PAUSE_MS = 15_000;
const LONGEST_PAUSE_MS = 60 * 60 * 1000;

/**
 * Keeps a customer of Stripe's named as they are here. Stripe has no versions: whatever arrives last stands. So it is told
 * by one attempt at a time, and while one has no answer, the next waits until that one can't arrive any more.
 */
export class ContactInStripe {
  private constructor(private data: ContactInStripeData) {}

  static of(stripeCustomer: string): ContactInStripe {
    return new ContactInStripe({ stripeCustomer, wanted: 0, told: 0, unanswered: 0 });
  }

  static restore(data: ContactInStripeData): ContactInStripe {
    return new ContactInStripe(data);
  }

  get isTold(): boolean {
    return this.data.told >= this.data.wanted;
  }

  isToldBy(attempt: string): boolean {
    return this.data.attempt?.id === attempt;
  }

  /** Decides that Stripe is to be told, of whatever holds when it is. */
  want(): void {
    this.change({ wanted: this.data.wanted + 1, unanswered: 0, refusal: undefined });
  }

  /** When the next attempt may begin. `requestSeconds`: how long a request can be under way. */
  freeAt(requestSeconds: number): Date | undefined {
    const { attempt, unanswered } = this.data;
    if (!attempt) return undefined;
    const pause = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** unanswered);
    return new Date(attempt.since.getTime() + Math.max(requestSeconds * 1000, unanswered > 0 ? pause : 0));
  }

  /** What was read of the customer before this is not what is told. */
  begin(attempt: string, since: Date): void {
    this.change({ attempt: { id: attempt, of: this.data.wanted, since } });
  }

  /** Another attempt's answer is ignored. */
  conclude(id: string, said: ToldOutcome): void {
    const { attempt } = this.data;
    if (attempt?.id !== id) return;
    if (said.outcome === 'unanswered') return this.change({ unanswered: this.data.unanswered + 1 });
    const isCurrent = attempt.of === this.data.wanted;
    this.change({
      attempt: undefined,
      told: attempt.of,
      unanswered: 0,
      refusal: said.outcome === 'refused' && isCurrent ? said.message : undefined,
    });
  }

  toData(): ContactInStripeData {
    return this.data;
  }

  private change(changes: Partial<ContactInStripeData>): void {
    this.data = { ...this.data, ...changes };
  }
}
