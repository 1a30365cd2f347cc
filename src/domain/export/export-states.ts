/**
 * `queued` waits to be begun, or to be begun anew; `running` is being written; of a `ready` one the file is kept until it
 * is `expired`.
 */
export const EXPORT_STATES = ['queued', 'running', 'ready', 'failed', 'canceled', 'expired'] as const;
export type ExportState = (typeof EXPORT_STATES)[number];

/** From a state to those that may follow it; `running` follows itself where another instance takes it over. */
export const EXPORT_TRANSITIONS: Readonly<Record<ExportState, readonly ExportState[]>> = {
  queued: ['running', 'canceled'],
  running: ['running', 'queued', 'ready', 'failed', 'canceled'],
  ready: ['expired'],
  failed: [],
  canceled: [],
  expired: [],
};

/** Whether it still has to be written. */
export function isUnderWay(state: ExportState): boolean {
  return state === 'queued' || state === 'running';
}
