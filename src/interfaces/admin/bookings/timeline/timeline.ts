import type { TimelineEntry } from '../../../../application/booking/booking.views.js';
import type { Format } from '../../views/format.js';
import { by } from '../actor-name.js';
import { AGREEMENT_SENTENCES } from './agreement-sentences.js';
import { BOOKING_SENTENCES } from './booking-sentences.js';
import { COLLECTION_SENTENCES } from './collection-sentences.js';
import { factsOf } from './event-facts.js';
import { HOLD_SENTENCES } from './hold-sentences.js';
import { LINK_SENTENCES } from './link-sentences.js';
import { PAYMENT_SENTENCES } from './payment-sentences.js';
import { DISPUTE_SENTENCES } from './dispute-sentences.js';
import { RECEIPT_SENTENCES } from './receipt-sentences.js';
import { REFUND_SENTENCES } from './refund-sentences.js';
import { RULE_SENTENCES } from './rule-sentences.js';
import type { Sentence, SentencesFor, Told } from './sentence.js';

const SENTENCES: SentencesFor & typeof RULE_SENTENCES = {
  ...BOOKING_SENTENCES,
  ...AGREEMENT_SENTENCES,
  ...PAYMENT_SENTENCES,
  ...LINK_SENTENCES,
  ...HOLD_SENTENCES,
  ...REFUND_SENTENCES,
  ...DISPUTE_SENTENCES,
  ...COLLECTION_SENTENCES,
  ...RECEIPT_SENTENCES,
  ...RULE_SENTENCES,
};

/** A request that was answered at once says nothing that its answer doesn't. */
const REQUESTS = new Set<string>([
  'charge_requested',
  'hold_requested',
  'capture_requested',
  'release_requested',
  'refund_requested',
  'checkout_requested',
  'give_up_requested',
]);
const OPEN_ENDS = new Set<string>(['payment_in_doubt', 'payment_processing']);

/** Newest first, as stored. */
export function tellTimeline(entries: readonly TimelineEntry[], format: Format): Told[] {
  return entries
    .filter((entry, index) => !REQUESTS.has(entry.type) || !isAnswered(entry, entries.slice(0, index)))
    .map((entry) => tell(entry, format));
}

function isAnswered(request: TimelineEntry, newer: readonly TimelineEntry[]): boolean {
  const next = newer.findLast((entry) => entry.data.payment === request.data.payment);
  return next !== undefined && !OPEN_ENDS.has(next.type);
}

function tell(entry: TimelineEntry, format: Format): Told {
  const known = isKnown(entry.type) ? SENTENCES[entry.type] : undefined;
  const said: Sentence = known
    ? known(factsOf(entry, format))
    : { tone: 'mute', what: entry.type.replaceAll('_', ' ') };
  const { paymentIntent } = entry.data;
  return {
    id: `event-${entry.id}`,
    at: entry.at,
    by: by(entry.by),
    batch: entry.by.batch && `/batches/${entry.by.batch}`,
    paymentIntent: typeof paymentIntent === 'string' ? paymentIntent : undefined,
    ...said,
    toast: said.toast ?? `${said.what}${said.rest ?? ''}`,
  };
}

function isKnown(type: string): type is keyof typeof SENTENCES {
  return Object.hasOwn(SENTENCES, type);
}
