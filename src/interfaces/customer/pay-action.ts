import { Injectable } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { v7 as uuid } from 'uuid';
import type { CustomerLinkView } from '../../application/customer-link/customer-link.views.js';
import { LookByLink } from '../../application/customer-link/look-by-link.command.js';
import type { NextStep } from '../../application/customer-link/next-step.js';
import { PayByLink } from '../../application/customer-link/pay-by-link.command.js';
import { BusinessSettings } from '../../application/shared/business-settings.port.js';
import { CustomerFormat } from './customer-format.js';
import { LinkAction, type LinkScreen } from './link-action.js';
import { bookingFacts, cardName, closedScreen, contact } from './screens.js';

/** Paying what is outstanding, or a part of it. */
@Injectable()
export class PayAction extends LinkAction {
  readonly purpose = 'pay';
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
    const { state, currency = '', paid, payable = 0 } = link;
    const facts = bookingFacts(link, this.format);
    const money = (amount: number) => this.format.money(amount, currency);
    if (state === 'paid') {
      const last = link.payments.findLast(({ captured }) => captured > 0);
      return {
        status: 200,
        tone: 'good',
        title: 'Thank you, it’s paid',
        amount: money(paid),
        text: [`Paid with ${cardName(last?.card)}. ${name} knows of it.`],
        facts,
      };
    }
    const open = link.payments.find(({ state: each }) => WAITING.has(each));
    if (open?.state === 'processing') {
      return {
        status: 200,
        tone: 'info',
        title: 'Your payment is being processed',
        amount: money(open.amount),
        text: ['You needn’t do anything: it takes a moment.'],
        facts,
      };
    }
    // Who is on the page already may finish there, whatever becomes of the link.
    if (open && state === 'paying') return this.ask(link, money(open.amount), 'Go on to pay');
    const closed = closedScreen(link, name, this.format);
    if (closed) return closed;
    if (state === 'settled') {
      return {
        status: 410,
        tone: 'good',
        title: 'There is nothing left to pay here',
        text: [
          ...(paid > 0 ? [`${money(paid)} was paid by this link.`] : []),
          ...(payable > 0 ? [`What is left, ${money(payable)}, is too little to be paid by card here.`] : []),
          ...(paid + payable > 0 ? [] : ['What this link asked for is settled.']),
          `If you have a question, get in touch with ${name}.`,
        ],
        facts,
      };
    }
    return this.ask(link, money(payable), 'Pay');
  }

  override act({ token }: CustomerLinkView): Promise<NextStep> {
    return this.commands.execute(new PayByLink(token, uuid()));
  }

  override comeBack({ token }: CustomerLinkView): Promise<void> {
    return this.commands.execute(new LookByLink(token));
  }

  private ask(link: CustomerLinkView, amount: string, verb: string): LinkScreen {
    const { name } = this.settings;
    const declined = link.payments.find(({ state, decline }) => WAITING.has(state) && decline !== undefined);
    return {
      status: 200,
      tone: 'ask',
      title: `${name} asks you to pay`,
      amount,
      text: declined ? ['The card you tried was declined. You can try another one.'] : [],
      facts: [
        ...(bookingFacts(link, this.format) ?? []),
        { name: 'Until', value: this.format.dateTime(link.expiresAt) },
      ],
      button: `${verb} ${amount}`,
      small: `You pay on a page of Stripe’s; ${name} never sees the number of your card. ${contact(name)}`,
    };
  }
}

const WAITING = new Set<string>(['requested', 'in_doubt', 'processing', 'requires_action']);
