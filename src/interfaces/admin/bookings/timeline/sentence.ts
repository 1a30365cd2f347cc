import type { BookingHappening } from '../../../../domain/booking/booking-events.js';
import type { Badge } from '../badges.js';
import type { EventFacts } from './event-facts.js';

/** One line of the timeline: what happened, in a sentence; who and how; and what to do about it. */
export interface Told {
  readonly id: string;
  readonly at: Date;
  readonly tone: Badge['tone'];
  readonly what: string;
  readonly rest?: string;
  readonly hint?: string;
  readonly by: string;
  /** Where the batch is by which it was done. */
  readonly batch?: string;
  readonly paymentIntent?: string;
  /** What an open page says when this happens while it is looked at. */
  readonly toast: string;
}

export type Sentence = Pick<Told, 'tone' | 'what'> & Partial<Pick<Told, 'rest' | 'hint' | 'toast'>>;

/** How each kind of event is told. */
export type SentencesFor = Readonly<Record<BookingHappening['type'], (facts: EventFacts) => Sentence>>;
