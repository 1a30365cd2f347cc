import type { CustomerActivity } from '../../../application/customer/customer.views.js';
import { by } from '../bookings/actor-name.js';
import type { Badge } from '../bookings/badges.js';
import { cardName } from '../bookings/card-name.js';
import { expiresOn } from './card-list.js';

/** One line of what happened to a customer. */
export interface ToldActivity {
  readonly id: string;
  readonly at: Date;
  readonly tone: Badge['tone'];
  readonly what: string;
  readonly rest?: string;
  readonly hint?: string;
  readonly by: string;
  /** What an open page says when this happens while it is looked at. */
  readonly toast: string;
}

type Sentence = Pick<ToldActivity, 'tone' | 'what' | 'rest' | 'hint'>;

export function tellActivity(activity: readonly CustomerActivity[]): ToldActivity[] {
  return activity.map((entry) => {
    const said = sentenceFor(entry);
    return {
      ...said,
      id: `activity-${entry.id}`,
      at: entry.at,
      by: whoDid(entry),
      toast: `${said.what}${said.rest ?? ''}`,
    };
  });
}

function sentenceFor({ type, data }: CustomerActivity): Sentence {
  const name = cardName(data.card) || 'A card';
  switch (type) {
    case 'card_added':
      return { tone: 'good', what: `${name} added` };
    case 'card_removed':
      return { tone: 'mute', what: `${name} removed` };
    case 'primary_card_changed':
      return {
        tone: 'info',
        what: `${name} is now the primary card`,
        hint: 'It is charged unless another is chosen.',
      };
    case 'card_asked_for':
      return {
        tone: 'info',
        what: 'Asked for a card by a link',
        rest: data.sent === true ? ', mailed to them' : '',
      };
    case 'card_changed':
      return { tone: 'info', what: `${name} renewed`, rest: renewal(data) };
    case 'details_corrected':
      return { tone: 'info', what: `Corrected the ${correctedIn(data)}`, hint: changesIn(data) };
    case 'customer_merged':
      return {
        tone: 'info',
        what: `Merged with ${nameIn(data)}`,
        rest: movedIn(data),
        hint: typeof data.reason === 'string' ? data.reason : undefined,
      };
    case 'note_added':
      return { tone: 'mute', what: 'Note added' };
    case 'note_removed':
      return { tone: 'mute', what: 'Note removed' };
    case 'card_refused':
      return {
        tone: 'bad',
        what: 'A card was given that Stripe didn’t keep',
        hint: typeof data.note === 'string' ? data.note : undefined,
      };
    case 'customer_imported':
      return { tone: 'mute', what: 'Imported', rest: ` from ${originIn(data)}` };
    case 'phone_imported':
      return { tone: 'info', what: 'Phone number added', rest: ` from ${originIn(data)}` };
    default:
      return { tone: 'mute', what: type.replaceAll('_', ' ') };
  }
}

const FIELD_WORDS: Readonly<Record<string, string>> = {
  name: 'name',
  email: 'e-mail address',
  phone: 'phone number',
};

interface Change {
  readonly field: string;
  readonly from: string;
  readonly to: string;
}

function changes({ changes: all }: CustomerActivity['data']): readonly Change[] {
  return Array.isArray(all) ? (all as readonly Change[]) : [];
}

function correctedIn(data: CustomerActivity['data']): string {
  const fields = changes(data).map(({ field }) => FIELD_WORDS[field] ?? field);
  return new Intl.ListFormat('en-GB').format(fields);
}

function changesIn(data: CustomerActivity['data']): string {
  return changes(data)
    .map(({ from, to }) => `${from || 'none'} → ${to || 'none'}`)
    .join(' · ');
}

function nameIn({ before }: CustomerActivity['data']): string {
  const { merged } = (before ?? {}) as { merged?: { name?: string; email?: string } };
  return [merged?.name, merged?.email && `(${merged.email})`].filter(Boolean).join(' ') || 'another customer';
}

function movedIn({ moved }: CustomerActivity['data']): string {
  const { bookings = 0, cards = 0 } = (moved ?? {}) as { bookings?: number; cards?: number };
  const counted = (count: number, one: string) => `${count} ${one}${count === 1 ? '' : 's'}`;
  return `: ${counted(bookings, 'booking')} and ${counted(cards, 'card')} came with it`;
}

function renewal({ card, before }: CustomerActivity['data']): string | undefined {
  const [now, then] = [card, before].map((each) => expiresOn((each ?? {}) as { expMonth?: number }));
  return now && then && now !== then ? `: good to ${now}, before to ${then}` : undefined;
}

/** Networks renew cards too, and nobody at a dashboard has to do with it. */
function whoDid({ type, by: actor }: CustomerActivity): string {
  return type === 'card_changed' && actor.kind === 'stripe' ? 'Told by Stripe' : by(actor);
}

/** "customers.csv, row 12" */
function originIn({ imported }: CustomerActivity['data']): string {
  const { file, row } = (imported ?? {}) as { file?: unknown; row?: unknown };
  return typeof file === 'string' && typeof row === 'number' ? `${file}, row ${row}` : 'a file';
}
