import { Injectable } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { v7 as uuid } from 'uuid';
import { AuthenticateByLink } from '../../application/customer-link/authenticate-by-link.command.js';
import type { CustomerLinkView, LinkPayment } from '../../application/customer-link/customer-link.views.js';
import { LookByLink } from '../../application/customer-link/look-by-link.command.js';
import type { NextStep } from '../../application/customer-link/next-step.js';
import { BusinessSettings } from '../../application/shared/business-settings.port.js';
import { CustomerFormat } from './customer-format.js';
import { LinkAction, type LinkScreen } from './link-action.js';
import { bookingFacts, cardName, closedScreen, contact } from './screens.js';

/** Confirming with the bank what it wouldn't take without the customer. */
@Injectable()
export class AuthenticateAction extends LinkAction {
  readonly purpose = 'authenticate';
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
    const [payment] = link.payments;
    if (!payment || link.currency === undefined) return this.over(link, undefined);
    const amount = this.format.money(payment.amount, link.currency);
    const facts = bookingFacts(link, this.format);
    if (payment.state === 'succeeded' || payment.state === 'authorized') {
      const what = payment.state === 'succeeded' ? 'is paid' : 'is reserved';
      return {
        status: 200,
        tone: 'good',
        title: `Thank you, it ${what}`,
        amount,
        text: [`With ${cardName(payment.card)}. ${name} knows of it.`],
        facts,
      };
    }
    if (payment.state !== 'requires_action' || link.state === 'settled') return this.over(link, payment);
    return closedScreen(link, name, this.format) ?? this.ask(link, payment, amount);
  }

  override act({ token }: CustomerLinkView): Promise<NextStep> {
    return this.commands.execute(new AuthenticateByLink(token, uuid()));
  }

  override comeBack({ token }: CustomerLinkView): Promise<void> {
    return this.commands.execute(new LookByLink(token));
  }

  private ask(link: CustomerLinkView, payment: LinkPayment, amount: string): LinkScreen {
    const { name } = this.settings;
    const failed = payment.decline?.code === 'payment_intent_authentication_failure';
    return {
      status: 200,
      tone: 'ask',
      title: 'Your bank wants to hear from you',
      amount,
      text: [
        failed
          ? 'Your bank couldn’t confirm that it was you. Nothing was taken; you can try again.'
          : `${name} wants to take this from ${cardName(payment.card)}, and your bank asks you to confirm it.`,
      ],
      facts: [
        ...(bookingFacts(link, this.format) ?? []),
        { name: 'Until', value: this.format.dateTime(link.expiresAt) },
      ],
      button: failed ? 'Try again with your bank' : 'Confirm with your bank',
      small: `You confirm on a page of your bank’s. ${contact(name)}`,
    };
  }

  private over(link: CustomerLinkView, payment: LinkPayment | undefined): LinkScreen {
    const { name } = this.settings;
    const facts = bookingFacts(link, this.format);
    if (payment?.state === 'declined') {
      return {
        status: 410,
        tone: 'bad',
        title: 'Your bank declined it',
        text: ['Nothing was taken.', `Get in touch with ${name}, or your bank, to go on.`],
        facts,
      };
    }
    return {
      status: 410,
      tone: 'info',
      title: 'There is nothing to confirm any more',
      text: [
        payment?.state === 'requires_action'
          ? 'Less is owed by now than it asked for. Nothing was taken by this link.'
          : 'Nothing was taken by this link.',
        `If you have a question, get in touch with ${name}.`,
      ],
      facts,
    };
  }
}
