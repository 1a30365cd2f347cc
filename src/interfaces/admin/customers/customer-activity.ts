import type { CustomerActivity } from '../../../application/customer/customer.views.js';
import { by } from '../bookings/actor-name.js';
import type { Badge } from '../bookings/badges.js';
import { cardName } from '../bookings/card-name.js';
import { expiresOn } from './card-list.js';

/** One line of what happened to a customer's cards. */
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
    case 'card_refused':
      return {
        tone: 'bad',
        what: 'A card was given that Stripe didn’t keep',
        hint: typeof data.note === 'string' ? data.note : undefined,
      };
    default:
      return { tone: 'mute', what: type.replaceAll('_', ' ') };
  }
}

function renewal({ card, before }: CustomerActivity['data']): string | undefined {
  const [now, then] = [card, before].map((each) => expiresOn((each ?? {}) as { expMonth?: number }));
  return now && then && now !== then ? `: good to ${now}, before to ${then}` : undefined;
}

/** Networks renew cards too, and nobody at a dashboard has to do with it. */
function whoDid({ type, by: actor }: CustomerActivity): string {
  return type === 'card_changed' && actor.kind === 'stripe' ? 'Told by Stripe' : by(actor);
}
