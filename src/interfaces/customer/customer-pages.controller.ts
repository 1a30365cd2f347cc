import { Controller, Get, Inject, Logger, Param, Post, Res } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Response } from 'express';
import type { CustomerLinkView } from '../../application/customer-link/customer-link.views.js';
import { GetCustomerLink } from '../../application/customer-link/get-customer-link.query.js';
import type { NextStep } from '../../application/customer-link/next-step.js';
import { GetBusinessDetails } from '../../application/settings/get-business-details.query.js';
import { BusinessSettings } from '../../application/shared/business-settings.port.js';
import { StorageUnavailable } from '../../application/shared/storage-unavailable.js';
import { LinkNotFound } from '../../domain/customer-link/customer-link-errors.js';
import type { BusinessDetails } from '../../domain/settings/business-details.js';
import { DomainError } from '../../domain/shared/domain-error.js';
import { CustomerViews } from './customer-views.js';
import { LinkAction, type LinkScreen } from './link-action.js';
import { brokenScreen, unknownScreen, waitScreen } from './screens.js';

export const LINK_ACTIONS = Symbol('What customers can do by links');

const RETRY_AFTER_SECONDS = 30;

/**
 * The pages behind links: for whoever has the link, with no session. Opening one only shows, for programs that read mail
 * open them too; pressing the button acts, and leads on to Stripe’s page.
 */
@Controller('l/:token')
@ApiExcludeController()
export class CustomerPagesController {
  private readonly log = new Logger('CustomerPages');

  constructor(
    private readonly queries: QueryBus,
    private readonly settings: BusinessSettings,
    private readonly views: CustomerViews,
    @Inject(LINK_ACTIONS) private readonly actions: readonly LinkAction[],
  ) {}

  @Get()
  async show(@Param('token') token: string, @Res() response: Response): Promise<void> {
    await this.answering(token, response, async (link, action) => {
      await this.send(response, action.show(link), link);
    });
  }

  @Post()
  async act(@Param('token') token: string, @Res() response: Response): Promise<void> {
    await this.answering(token, response, async (link, action) => {
      const next = await this.nextStep(link, action);
      if (next.outcome === 'go') return response.redirect(303, next.address);
      if (next.outcome === 'look') return response.redirect(303, addressOf(link));
      response.set('Retry-After', String(RETRY_AFTER_SECONDS));
      await this.send(response, waitScreen(link, action.show(link)), link);
    });
  }

  /** Where Stripe leads the customer back to. */
  @Get('back')
  async comeBack(@Param('token') token: string, @Res() response: Response): Promise<void> {
    await this.answering(token, response, async (link, action) => {
      await action.comeBack(link);
      response.redirect(303, addressOf(link));
    });
  }

  /** A refusal is what the page tells by itself: the link was paid, stopped or settled since it was opened. */
  private async nextStep(link: CustomerLinkView, action: LinkAction): Promise<NextStep> {
    try {
      return await action.act(link);
    } catch (error) {
      if (error instanceof DomainError) return { outcome: 'look' };
      throw error;
    }
  }

  private async answering(
    token: string,
    response: Response,
    answer: (link: CustomerLinkView, action: LinkAction) => Promise<void>,
  ): Promise<void> {
    try {
      const link = await this.queries.execute(new GetCustomerLink({ token }));
      const action = this.actions.find(({ purpose }) => purpose === link.purpose);
      if (!action) throw new LinkNotFound();
      await answer(link, action);
    } catch (error) {
      if (error instanceof LinkNotFound) return await this.send(response, unknownScreen(this.settings.name));
      if (!(error instanceof StorageUnavailable))
        this.log.error(error instanceof Error ? error.stack : String(error));
      if (response.headersSent) return;
      response.set('Retry-After', String(RETRY_AFTER_SECONDS));
      await this.send(response, brokenScreen(this.settings.name));
    }
  }

  private async send(response: Response, screen: LinkScreen, link?: CustomerLinkView): Promise<void> {
    const html = this.views.render(screen, link && addressOf(link), await this.contact());
    response.status(screen.status).type('html').send(html);
  }

  /** What went wrong may be the database: the page is shown without it then. */
  private async contact(): Promise<BusinessDetails | undefined> {
    return this.queries.execute(new GetBusinessDetails()).catch(() => undefined);
  }
}

function addressOf({ token }: CustomerLinkView): string {
  return `/l/${token}`;
}
