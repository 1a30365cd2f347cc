import type { CustomerLinkView } from '../../application/customer-link/customer-link.views.js';
import type { LinkScreen } from './link-action.js';
import type { CustomerFormat } from './customer-format.js';

/** What there is to say of any link that can’t be followed. */
export function closedScreen(
  link: CustomerLinkView,
  business: string,
  format: CustomerFormat,
): LinkScreen | undefined {
  const { state, stopped, expiresAt } = link;
  const facts = bookingFacts(link, format);
  if (state === 'stopped') {
    return {
      status: 410,
      tone: 'info',
      title: 'This link isn’t in use any more',
      text: [
        `${business} stopped it${stopped ? ` on ${format.dateTime(stopped.at)}` : ''}. Nothing was taken by it since.`,
        contact(business),
      ],
      facts,
    };
  }
  if (state === 'expired') {
    return {
      status: 410,
      tone: 'info',
      title: 'This link has expired',
      text: [`It could be used until ${format.dateTime(expiresAt)}.`, `Ask ${business} for a new one.`],
      facts,
    };
  }
  return undefined;
}

export function contact(business: string): string {
  return `If you didn’t expect this, get in touch with ${business}.`;
}

export function bookingFacts({ booking }: CustomerLinkView, format: CustomerFormat): LinkScreen['facts'] {
  if (!booking) return undefined;
  return [
    { name: 'Booking', value: booking.reference },
    { name: 'For', value: booking.service },
    { name: 'When', value: format.dateTime(booking.startsAt) },
  ];
}

export function cardName(card: { readonly brand: string; readonly last4: string } | undefined): string {
  if (!card) return 'your card';
  const brand = card.brand.charAt(0).toUpperCase() + card.brand.slice(1).replaceAll('_', ' ');
  return `${brand} ending in ${card.last4}`;
}

export function unknownScreen(business: string): LinkScreen {
  return {
    status: 404,
    tone: 'info',
    title: 'This link leads nowhere',
    text: [
      'It may have been copied only in part. Open it again from the message that brought it to you.',
      `If that doesn’t help, ask ${business} for a new one.`,
    ],
  };
}

export function waitScreen(link: CustomerLinkView, shown: LinkScreen): LinkScreen {
  return {
    ...shown,
    status: 503,
    tone: 'info',
    title: 'One moment, please',
    text: [
      'The payment service isn’t answering just now. Nothing was taken.',
      'Try again in a minute: pressing twice never pays twice.',
    ],
    button: shown.button ?? 'Try again',
    amount: shown.amount,
    facts: shown.facts,
    small: link.booking ? shown.small : undefined,
  };
}

export function busyScreen(): LinkScreen {
  return {
    status: 429,
    tone: 'info',
    title: 'Too many requests',
    text: ['Wait a minute, then open the link again.'],
  };
}

export function brokenScreen(business: string): LinkScreen {
  return {
    status: 503,
    tone: 'bad',
    title: 'Something went wrong',
    text: ['Try again in a minute: pressing twice never pays twice.', `If it stays so, tell ${business}.`],
  };
}
