import type { GatewayAnswer } from './payment-gateway.port.js';

export interface Recovery {
  /** `unreachable`: Stripe can't be asked now, by nobody here. `open`: this payment isn't settled yet. */
  readonly outcome: 'settled' | 'open' | 'rate_limited' | 'unreachable';
  /** What is in the way of this payment and of all others. For staff. */
  readonly why?: string;
}

/** `kept`: it may be relied upon. `going`: not for a request that begins now. `gone`: no request can be under way. */
export type Key = 'kept' | 'going' | 'gone';

export const SETTLED: Recovery = { outcome: 'settled' };
export const OPEN: Recovery = { outcome: 'open' };

/** While a request is younger than this, no difference between clocks makes its key one that Stripe has forgotten. */
export const SURELY_KEPT_SECONDS = 60 * 60;

/** Nothing was learned of this payment, and nothing would be of another now. */
export function interruptionBy(
  answer:
    | Extract<GatewayAnswer, { message: string }>
    | { readonly outcome: 'accepted' | 'declined' | 'authentication_required' },
): Recovery | undefined {
  switch (answer.outcome) {
    case 'rate_limited':
      return { outcome: 'rate_limited', why: answer.message };
    case 'unavailable':
    case 'locked_out':
      return { outcome: 'unreachable', why: answer.message };
    default:
      return undefined;
  }
}
