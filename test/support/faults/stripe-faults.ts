import type { WantedFault } from '../stripe-controls.js';

/** A way in which Stripe, or the way there, fails. */
export interface StripeFault {
  readonly name: string;
  /** What the sandbox is told, for the operation's own request. */
  readonly fault: Omit<WantedFault, 'operation'>;
  /** Whether the operation ends up done. */
  readonly done: boolean;
}

/** The official client asks twice while the caller waits; what fails more often is left to recovery. */
const TWICE = 2;
/** Recovery's first try fails as well. */
const OFTEN = 4;

export const STRIPE_FAULTS: readonly StripeFault[] = [
  { name: 'request lost once', fault: { kind: 'lose_request' }, done: true },
  { name: 'request lost twice', fault: { kind: 'lose_request', times: TWICE }, done: true },
  { name: 'request lost again and again', fault: { kind: 'lose_request', times: OFTEN }, done: true },
  { name: 'answer lost once', fault: { kind: 'lose_answer' }, done: true },
  { name: 'answer lost again and again', fault: { kind: 'lose_answer', times: OFTEN }, done: true },
  { name: 'answer after the time limit', fault: { kind: 'delay', delay_ms: 5000 }, done: true },
  { name: '500 before it is done', fault: { kind: '500_before', times: TWICE }, done: true },
  { name: '500 after it is done', fault: { kind: '500_after', times: TWICE }, done: true },
  { name: '500 saved under the key, done', fault: { kind: '500_saved' }, done: true },
  { name: '500 saved under the key, not done', fault: { kind: '500_saved', execute: false }, done: false },
  { name: '429', fault: { kind: '429', times: TWICE }, done: true },
  { name: 'lock_timeout', fault: { kind: 'lock_timeout', times: TWICE }, done: true },
  { name: 'key in use', fault: { kind: 'key_in_use', times: TWICE }, done: true },
];

/** Stripe has forgotten the key by the time recovery looks: only its list of payments tells. */
export const FAULTS_WITH_THE_KEY_GONE: readonly StripeFault[] = [
  { name: 'answer lost, key gone', fault: { kind: 'lose_answer', times: TWICE }, done: true },
  { name: 'request lost, key gone', fault: { kind: 'lose_request', times: TWICE }, done: false },
];
