import { DomainError } from '../shared/domain-error.js';
import type { Decline } from './decline.js';
import type { CardSummary } from './payment-report.js';

/** The card was declined before, and asking its bank once more now is more than Stripe advises. Nothing is sent. */
export abstract class CardRetryRefused extends DomainError {}

/** The bank declined this card for good, and Stripe advises never to try it again. */
export class CardMustNotBeRetried extends CardRetryRefused {
  override readonly name = 'CardMustNotBeRetried';
  constructor(card: CardSummary | undefined, decline: Decline, declinedAt: Date) {
    super(
      'conflict',
      'card_must_not_be_retried',
      `${nameOf(card)} was declined for good: its bank asks not to try it again. Nothing was sent. Use another card.`,
      {
        card: card?.id ?? null,
        decline_code: decline.declineCode ?? decline.code,
        declined_at: declinedAt.toISOString(),
        try_again_at: null,
      },
    );
  }
}

/** As often as Stripe and the card networks allow, or sooner than they ask to wait. */
export class CardRetriedTooOften extends CardRetryRefused {
  override readonly name = 'CardRetriedTooOften';
  constructor(
    card: CardSummary | undefined,
    declines: number,
    /** When it may be tried again. */
    readonly from: Date,
  ) {
    super(
      'conflict',
      'card_retried_too_often',
      `${nameOf(card)} was declined ${declines === 1 ? 'and its network asks to wait' : `${declines} times, as often as Stripe advises to try`}. It may be tried again from ${from.toISOString()}. Nothing was sent. Use another card, or wait.`,
      { card: card?.id ?? null, declines, try_again_at: from.toISOString() },
    );
  }
}

function nameOf(card: CardSummary | undefined): string {
  return card ? `The card ending in ${card.last4}` : 'This card';
}
