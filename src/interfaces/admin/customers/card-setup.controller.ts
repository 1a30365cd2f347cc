import { Get, Param, Req, Res } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import type { Request, Response } from 'express';
import {
  FollowCardSetup,
  type FollowedCardSetup,
} from '../../../application/customer/follow-card-setup.command.js';
import { cardName } from '../bookings/card-name.js';
import { requireUuid } from '../bookings/ids.js';
import { ConsoleController } from '../console-controller.js';
import { seeOther } from '../session/see-other.js';
import { leaveToast, type Toast } from '../session/toasts.js';
import { Pages } from '../views/pages.js';

/** The way to Stripe's page and back. */
@ConsoleController('card-setups/:id')
export class CardSetupController {
  constructor(
    private readonly commands: CommandBus,
    private readonly pages: Pages,
  ) {}

  /**
   * A page of our own that leads on: a form may not lead to another site by itself (`form-action`), whichever address
   * Stripe's page has. https://docs.stripe.com/payments/checkout/custom-domains
   */
  @Get()
  async leave(@Param('id') id: string, @Req() request: Request, @Res() response: Response): Promise<void> {
    const followed = await this.follow(id);
    if (followed.url === undefined) return seeOther(request, response, backFrom(followed));
    const page = { leadsTo: followed.url, back: backFrom(followed) };
    this.pages.send(response, 'customers/to-stripe', page);
  }

  @Get('done')
  async done(@Param('id') id: string, @Req() request: Request, @Res() response: Response): Promise<void> {
    const followed = await this.follow(id);
    leaveToast(request, { id: `card-setup-${id}`, ...toastFor(followed) });
    await seeOther(request, response, backFrom(followed));
  }

  @Get('left')
  async left(@Param('id') id: string, @Req() request: Request, @Res() response: Response): Promise<void> {
    const followed = await this.follow(id);
    leaveToast(request, { id: `card-setup-${id}`, ...toastFor(followed) });
    await seeOther(request, response, backFrom(followed));
  }

  private follow(id: string): Promise<FollowedCardSetup> {
    return this.commands.execute(new FollowCardSetup(requireUuid(id)));
  }
}

function backFrom({ setup }: FollowedCardSetup): string {
  return setup.booking ? `/bookings/${setup.booking}` : `/customers/${setup.customer}`;
}

function toastFor({ state, card, isPrimary }: FollowedCardSetup): Omit<Toast, 'id'> {
  if (state !== 'complete') return { tone: 'info', title: 'No card was added' };
  if (!card) return { tone: 'warn', title: 'The card was added, and removed again since' };
  return {
    tone: 'good',
    title: `${cardName(card)} added`,
    text: isPrimary
      ? 'It is the primary card: charged unless another is chosen.'
      : 'Choose it when you charge, or make it the primary card.',
  };
}
