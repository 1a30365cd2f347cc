import { AUTHENTICATION_REQUIRED, type CardDecline, type TestCard } from './test-cards.js';

export type Situation = 'on_session' | 'off_session' | 'authenticated';

export type AttemptOutcome =
  | { readonly kind: 'approved' }
  | { readonly kind: 'must_authenticate' }
  | { readonly kind: 'declined'; readonly decline: CardDecline };

/** What the issuer says to one attempt. https://docs.stripe.com/testing#regulatory-cards */
export function attemptCard(card: TestCard, situation: Situation, setUp: boolean): AttemptOutcome {
  if (asksForAuthentication(card, situation, setUp)) {
    return situation === 'off_session'
      ? { kind: 'declined', decline: AUTHENTICATION_REQUIRED }
      : { kind: 'must_authenticate' };
  }
  return card.decline ? { kind: 'declined', decline: card.decline } : { kind: 'approved' };
}

/** Saving a card for later. `already_set_up` aside, cards that ask for authentication ask for it here too. */
export function attemptSetup(card: TestCard, authenticated: boolean): AttemptOutcome {
  if (!authenticated && (card.authentication === 'always' || card.authentication === 'unless_set_up'))
    return { kind: 'must_authenticate' };
  return card.decline?.refusedOnSave ? { kind: 'declined', decline: card.decline } : { kind: 'approved' };
}

function asksForAuthentication(card: TestCard, situation: Situation, setUp: boolean): boolean {
  if (situation === 'authenticated' || card.authentication === 'never') return false;
  if (situation === 'on_session') return true;
  return card.authentication === 'always' || (card.authentication === 'unless_set_up' && !setUp);
}
