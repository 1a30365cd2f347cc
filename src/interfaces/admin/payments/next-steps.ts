import type { NextStep } from '../../../domain/payment/decline.js';

/** What to do about a declined card, as staff are told. */
export const NEXT_STEP_LABELS: Readonly<Record<NextStep, string>> = {
  try_again_later: 'Try again later',
  use_another_card: 'Use another card',
  call_the_bank: 'The customer calls their bank, or uses another card',
  correct_the_card: 'The customer enters the card again',
  authenticate: 'The customer confirms the payment with their bank',
  do_not_retry: 'Don’t try this card again; use another one',
  look_in_stripe: 'Look at the payment in Stripe before you try again',
};

export function nextStepLabel(step: string): string | undefined {
  return isNextStep(step) ? NEXT_STEP_LABELS[step] : undefined;
}

function isNextStep(step: string): step is NextStep {
  return Object.hasOwn(NEXT_STEP_LABELS, step);
}
