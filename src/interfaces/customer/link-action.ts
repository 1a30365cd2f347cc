import type { CustomerLinkView } from '../../application/customer-link/customer-link.views.js';
import type { LinkPurpose } from '../../domain/customer-link/customer-link.js';
import type { NextStep } from '../../application/customer-link/next-step.js';

/** What a link’s page says. */
export interface LinkScreen {
  readonly status: 200 | 402 | 404 | 410 | 429 | 503;
  readonly tone: 'ask' | 'good' | 'info' | 'bad';
  readonly title: string;
  /** The figure that it is about, already written. */
  readonly amount?: string;
  readonly text: readonly string[];
  readonly facts?: readonly { readonly name: string; readonly value: string }[];
  /** What its button says; a page without one has nothing to press. */
  readonly button?: string;
  readonly small?: string;
}

/** What customers do by the links of one purpose: showing changes nothing, only pressing the button does. */
export abstract class LinkAction {
  abstract readonly purpose: LinkPurpose;
  abstract show(link: CustomerLinkView): LinkScreen;
  /** Throws what its use case throws. */
  abstract act(link: CustomerLinkView): Promise<NextStep>;
  /** The customer is back from Stripe’s page. */
  abstract comeBack(link: CustomerLinkView): Promise<void>;
}
