import { Get, Post, Req, Res } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import type { Request, Response } from 'express';
import {
  CreateWebhookEndpoint,
  EndpointExists,
  type CreatedEndpoint,
} from '../../../application/stripe-setup/create-webhook-endpoint.command.js';
import { ExamineStripeSetup } from '../../../application/stripe-setup/examine-stripe-setup.query.js';
import { overall, type SetupStep, type StepState } from '../../../application/stripe-setup/setup-steps.js';
import { StripeAccountUnavailable } from '../../../application/stripe-setup/stripe-account.port.js';
import type { Badge } from '../bookings/badges.js';
import { ConsoleController } from '../console-controller.js';
import { seeOther } from '../session/see-other.js';
import { leaveToast } from '../session/toasts.js';
import { Pages } from '../views/pages.js';

const BADGES: Readonly<Record<StepState, Badge>> = {
  good: { tone: 'good', icon: 'check', label: 'In order' },
  warn: { tone: 'warn', icon: 'bang', label: 'Worth a look' },
  bad: { tone: 'bad', icon: 'cross', label: 'Doesn’t work' },
};

const IN_ALL: Readonly<Record<StepState, string>> = {
  good: 'Everything is in order.',
  warn: 'It works; some of it is worth a look.',
  bad: 'Something keeps it from working.',
};

/** Whether Stripe and this Purser are set up for each other, tried while the page is made. */
@ConsoleController('stripe')
export class StripeSetupController {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: QueryBus,
    private readonly pages: Pages,
  ) {}

  @Get()
  async show(@Res() response: Response): Promise<void> {
    this.send(response, await this.queries.execute(new ExamineStripeSetup()));
  }

  /** The secret is told this once, on the answer itself, which nobody keeps. */
  @Post('endpoint')
  async create(@Req() request: Request, @Res() response: Response): Promise<void> {
    try {
      const created = await this.commands.execute(new CreateWebhookEndpoint());
      response.set('Cache-Control', 'no-store');
      this.send(response, await this.queries.execute(new ExamineStripeSetup()), created);
    } catch (error) {
      if (!(error instanceof EndpointExists) && !(error instanceof StripeAccountUnavailable)) throw error;
      leaveToast(request, {
        id: `toast-endpoint-${Date.now()}`,
        tone: error instanceof EndpointExists ? 'info' : 'bad',
        title: 'No endpoint was made',
        text: error.message,
      });
      await seeOther(request, response, '/stripe');
    }
  }

  private send(response: Response, steps: readonly SetupStep[], created?: CreatedEndpoint): void {
    const state = overall(steps);
    this.pages.send(response, 'stripe-setup/show', {
      created,
      inAll: { ...BADGES[state], words: IN_ALL[state] },
      steps: steps.map((step, index) => ({ ...step, number: index + 1, badge: BADGES[step.state] })),
      canCreate: steps.some(
        ({ id, state, found }) => id === 'endpoint' && state === 'bad' && found.includes('no events'),
      ),
    });
  }
}
