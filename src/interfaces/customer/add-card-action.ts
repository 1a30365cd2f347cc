import { Injectable } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { v7 as uuid } from 'uuid';
import { AddCardByLink } from '../../application/customer-link/add-card-by-link.command.js';
import type { CustomerLinkView } from '../../application/customer-link/customer-link.views.js';
import { LookForCard } from '../../application/customer-link/look-for-card.command.js';
import type { NextStep } from '../../application/customer-link/next-step.js';
import { BusinessSettings } from '../../application/shared/business-settings.port.js';
import { CustomerFormat } from './customer-format.js';
import { LinkAction, type LinkScreen } from './link-action.js';
import { bookingFacts, cardName, closedScreen, contact } from './screens.js';

/** Adding a card, which is charged nothing by that. */
@Injectable()
export class AddCardAction extends LinkAction {
  readonly purpose = 'add_card';
  private readonly format: CustomerFormat;

  constructor(
    private readonly settings: BusinessSettings,
    private readonly commands: CommandBus,
  ) {
    super();
    this.format = new CustomerFormat(settings);
  }

  override show(link: CustomerLinkView): LinkScreen {
    const { name } = this.settings;
    if (link.state === 'settled') {
      return {
        status: 200,
        tone: 'good',
        title: 'Thank you, your card is saved',
        text: [`${name} knows of ${cardName(link.card)}. Nothing was charged by this.`],
        facts: bookingFacts(link, this.format),
      };
    }
    return closedScreen(link, name, this.format) ?? this.ask(link);
  }

  override act({ token }: CustomerLinkView): Promise<NextStep> {
    return this.commands.execute(new AddCardByLink(token, uuid()));
  }

  override comeBack({ token }: CustomerLinkView): Promise<void> {
    return this.commands.execute(new LookForCard(token));
  }

  private ask(link: CustomerLinkView): LinkScreen {
    const { name } = this.settings;
    return {
      status: 200,
      tone: 'ask',
      title: `${name} asks you for a card`,
      text: ['Nothing is charged when you save it.'],
      facts: [
        ...(bookingFacts(link, this.format) ?? []),
        { name: 'Until', value: this.format.dateTime(link.expiresAt) },
      ],
      button: 'Add a card',
      small: `You type it on a page of Stripe’s; ${name} never sees its number. ${contact(name)}`,
    };
  }
}
