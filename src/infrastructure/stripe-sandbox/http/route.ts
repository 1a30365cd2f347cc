import type { Work } from '../state/work.js';
import type { Params } from './params.js';

export interface Call {
  readonly work: Work;
  readonly params: Params;
  /** A part of the path, `:id`. */
  readonly part: (name: string) => string;
}

export interface Route {
  readonly method: 'get' | 'post' | 'delete';
  /** As express writes it. */
  readonly path: string;
  /** What faults call it. */
  readonly operation: string;
  /** The object to answer with, unexpanded. Throws StripeApiError. */
  handle(call: Call): Promise<object>;
}
