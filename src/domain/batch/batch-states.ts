/**
 * The states of a batch and the moves between them, as data. `preparing`: its bookings are still being examined;
 * `review`: people look at what would be charged; `stopping`: what is under way ends, nothing more begins;
 * `discarded`: it was given up before it started.
 */
export const BATCH_STATES = [
  'preparing',
  'review',
  'running',
  'stopping',
  'stopped',
  'done',
  'discarded',
] as const;

export type BatchState = (typeof BATCH_STATES)[number];

export const BATCH_TRANSITIONS: Readonly<Record<BatchState, readonly BatchState[]>> = {
  preparing: ['review', 'discarded'],
  review: ['running', 'discarded'],
  running: ['stopping', 'done'],
  // Where nothing was left to be stopped, it is done all the same.
  stopping: ['stopped', 'done'],
  stopped: [],
  done: [],
  discarded: [],
};

export function canBatchMove(from: BatchState, to: BatchState): boolean {
  return BATCH_TRANSITIONS[from].includes(to);
}

/** Nothing more happens by itself, but for payments that were begun and whose outcome isn't known yet. */
export function isBatchOver(state: BatchState): boolean {
  return BATCH_TRANSITIONS[state].length === 0;
}
