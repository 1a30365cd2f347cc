import type Stripe from 'stripe';
import { WebhookRefused } from '../../application/inbox/webhook-inbox.port.js';
import { cardHolderOf, checkoutSessionOf, paymentIntentOf } from './event-subject.js';

/** An event as it is stored. */
export interface IncomingEvent {
  readonly id: string;
  readonly type: string;
  readonly apiVersion: string | undefined;
  /** Seconds since 1970, as Stripe counts. */
  readonly created: number;
  /** As it was received. */
  readonly payload: string;
  /** The one it speaks of, where it is of a kind that moves a booking. */
  readonly paymentIntent: string | undefined;
  /** The customer it speaks of, where it may tell news of their cards. */
  readonly cardHolder: string | undefined;
  /** The page it speaks of, where a payment of ours may be made on it. */
  readonly checkoutSession: string | undefined;
}

/** Whose events these are. https://docs.stripe.com/keys */
export interface ExpectedOrigin {
  readonly livemode: boolean;
}

/** Ids and names in Stripe are short and plain. */
const WORD = /^[\x21-\x7e]{1,255}$/;
const LATEST_SECOND = 253_402_300_799;

/** Throws WebhookRefused for text that is no event, or somebody else's. Fields and types that nobody knows are fine. */
export function readIncoming(payload: string, expected: ExpectedOrigin): IncomingEvent {
  const event = parse(payload);
  requireOwn(event, expected);
  return toIncoming(event, payload);
}

/** Throws WebhookRefused when it has no id, type, time or object. */
export function toIncoming(event: Partial<Stripe.Event>, payload: string): IncomingEvent {
  const { id, type, created, data, api_version: apiVersion } = event;
  if (!isWord(id)) throw malformed('id');
  if (!isWord(type)) throw malformed('type');
  if (!Number.isInteger(created) || created === undefined || created < 0 || created > LATEST_SECOND)
    throw malformed('created');
  if (!isObject(data) || !isObject(data.object)) throw malformed('data.object');
  const paymentIntent = paymentIntentOf({ data } as Stripe.Event);
  if (paymentIntent !== undefined && !isWord(paymentIntent)) throw malformed('PaymentIntent');
  const cardHolder = paymentIntent === undefined ? cardHolderOf({ type, data }) : undefined;
  if (cardHolder !== undefined && !isWord(cardHolder)) throw malformed('customer');
  const checkoutSession = checkoutSessionOf({ type, data });
  if (checkoutSession !== undefined && !isWord(checkoutSession)) throw malformed('Checkout Session');
  return {
    id,
    type,
    apiVersion: isWord(apiVersion) ? apiVersion : undefined,
    created,
    payload,
    paymentIntent,
    cardHolder,
    checkoutSession,
  };
}

function parse(payload: string): Partial<Stripe.Event> {
  let parsed: unknown;
  try {
    parsed = JSON.parse(payload);
  } catch {
    throw new WebhookRefused('malformed_json', 'The body was signed as it is, but it isn’t JSON.');
  }
  if (!isObject(parsed)) throw new WebhookRefused('malformed_event', 'The body isn’t a JSON object.');
  return parsed;
}

function requireOwn(event: Partial<Stripe.Event>, { livemode }: ExpectedOrigin): void {
  // https://docs.stripe.com/connect/webhooks: set on events of connected accounts, whose payments aren't ours.
  if (typeof event.account === 'string' && event.account !== '') {
    throw new WebhookRefused(
      'other_account',
      'The event is one of a connected account. Have this endpoint listen to events on your own account.',
    );
  }
  if (typeof event.livemode === 'boolean' && event.livemode !== livemode) {
    const [sent, key] = livemode ? ['test', 'live'] : ['live', 'test'];
    throw new WebhookRefused(
      'other_mode',
      `The event is of ${sent} mode, but Purser runs with a ${key} key. Check STRIPE_SECRET_KEY and STRIPE_WEBHOOK_SECRET.`,
    );
  }
}

function malformed(what: string): WebhookRefused {
  return new WebhookRefused('malformed_event', `The event has no ${what} that could be one of Stripe’s.`);
}

function isWord(value: unknown): value is string {
  return typeof value === 'string' && WORD.test(value);
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
