export const IMPORT_STATES = ['checking', 'ready', 'running', 'done', 'canceled'] as const;
export type ImportState = (typeof IMPORT_STATES)[number];

/** The moves between them, as data. A file that is to be understood otherwise is checked anew. */
export const IMPORT_TRANSITIONS: Readonly<Record<ImportState, readonly ImportState[]>> = {
  checking: ['checking', 'ready', 'canceled'],
  ready: ['checking', 'running', 'canceled'],
  running: ['done', 'canceled'],
  done: [],
  canceled: [],
};
