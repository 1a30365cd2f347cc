import { Body, Delete, Get, Param, Patch, Post, Res } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { ApiHeader, ApiOperation } from '@nestjs/swagger';
import type { Response } from 'express';
import { v7 as uuid } from 'uuid';
import { AskForCard, type NewCardLink } from '../../../../application/customer-link/ask-for-card.command.js';
import { GetCustomerLink } from '../../../../application/customer-link/get-customer-link.query.js';
import { linkAddress } from '../../../../application/customer-link/link-token.js';
import { GetCustomer } from '../../../../application/customer/get-customer.query.js';
import { MakeCardPrimary } from '../../../../application/customer/make-card-primary.command.js';
import { OpenCardSetup } from '../../../../application/customer/open-card-setup.command.js';
import { RemoveCard } from '../../../../application/customer/remove-card.command.js';
import { BusinessSettings } from '../../../../application/shared/business-settings.port.js';
import type { Idempotency } from '../../../../application/shared/decision-log.port.js';
import type { Actor } from '../../../../domain/shared/actor.js';
import { CallingProgram } from '../../access/bearer-token.guard.js';
import { ApiController } from '../../api-controller.js';
import { Answers, Refuses } from '../../documentation/answers.js';
import { ApiProblem } from '../../problems/api-problem.js';
import { OptionalIdempotency } from '../../requests/idempotency-key.js';
import { OptionalVersion } from '../../requests/if-match.js';
import { CustomerId } from './customer-id.js';
import { CustomerLinkJson, customerLinkJson } from '../customer-links/customer-link.json.js';
import { CardChangeBody, CardLinkBody, CardSetupBody } from './customer.body.js';
import {
  CardListJson,
  cardSetupJson,
  CardSetupJson,
  customerJson,
  keptCardJson,
  KnownCustomerJson,
} from './customer.json.js';

const ETAG = { ETag: 'The version of the customer, in quotes, for If-Match' };
const IF_MATCH = {
  name: 'If-Match',
  required: false,
  description: 'The version of the customer that was decided on, in quotes',
  schema: { type: 'string' },
  example: '"3"',
};
const IDEMPOTENCY_KEY = {
  name: 'Idempotency-Key',
  required: false,
  description: 'The same key and body again get the same one as it stands by then',
  schema: { type: 'string', minLength: 1, maxLength: 255 },
};
const UNAVAILABLE = '`stripe_unavailable`, `storage_unavailable`: repeating it is safe';

@ApiController('customers/:id', 'Customers')
export class CustomersController {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: QueryBus,
    private readonly settings: BusinessSettings,
  ) {}

  @Get()
  @ApiOperation({
    summary: 'A customer with their cards',
    description: 'By the id of one that was merged with another, that other one: see `id`.',
  })
  @Answers(200, KnownCustomerJson, 'The customer', ETAG)
  @Refuses(404, '`customer_not_found`')
  async show(
    @Param('id', CustomerId) id: string,
    @Res({ passthrough: true }) response: Response,
  ): Promise<KnownCustomerJson> {
    const customer = await this.queries.execute(new GetCustomer(id));
    response.set('ETag', `"${customer.version}"`);
    return customerJson(customer);
  }

  @Get('cards')
  @ApiOperation({
    summary: 'The customer’s cards',
    description: 'As Stripe keeps them: what is added or removed there is here within a second or two.',
  })
  @Answers(200, CardListJson, 'All of them', ETAG)
  @Refuses(404, '`customer_not_found`')
  async cards(
    @Param('id', CustomerId) id: string,
    @Res({ passthrough: true }) response: Response,
  ): Promise<CardListJson> {
    const { cards, version } = await this.queries.execute(new GetCustomer(id));
    response.set('ETag', `"${version}"`);
    return { data: cards.map(keptCardJson) };
  }

  @Post('card-setups')
  @ApiOperation({
    summary: 'Have a card added on Stripe’s page',
    description:
      'Lead whoever has the card to `url`, Stripe’s own page: no card number ever comes to Purser. The card is the customer’s once it was given there, and their primary one if it is the first.',
  })
  @ApiHeader(IDEMPOTENCY_KEY)
  @Answers(201, CardSetupJson, 'The page')
  @Refuses(404, '`customer_not_found`, `booking_not_found`')
  @Refuses(409, '`idempotency_key_reused`')
  @Refuses(413, '`payload_too_large`')
  @Refuses(415, '`unsupported_media_type`')
  @Refuses(
    422,
    '`validation_failed`, `booking_of_another`, `customer_not_accepted`, `card_refused` (in Stripe’s words)',
  )
  @Refuses(503, UNAVAILABLE)
  async addCard(
    @Param('id', CustomerId) customer: string,
    @Body() { currency, return_url: returnUrl, send, booking }: CardSetupBody,
    @OptionalIdempotency() idempotency: Idempotency | undefined,
    @CallingProgram() by: Actor,
  ): Promise<CardSetupJson> {
    if (send === 'email') return this.mailLink({ customer, booking, by, idempotency });
    const here = `${this.settings.publicUrl}/card-setups`;
    const opened = await this.commands.execute(
      new OpenCardSetup({
        setup: uuid(),
        customer,
        booking,
        currency: currency ?? this.settings.currency,
        by,
        successUrl: (setup) => returnUrl ?? `${here}/${setup}/done`,
        cancelUrl: (setup) => returnUrl ?? `${here}/${setup}/left`,
        idempotency,
      }),
    );
    return cardSetupJson(opened);
  }

  @Post('card-links')
  @ApiOperation({
    summary: 'Ask a customer for a card by a link',
    description:
      'Makes a link to a page on which the customer adds a card on a page of Stripe’s, without signing in. Nothing is charged by that.',
  })
  @ApiHeader(IDEMPOTENCY_KEY)
  @Answers(201, CustomerLinkJson, 'The link')
  @Refuses(404, '`customer_not_found`, `booking_not_found`')
  @Refuses(409, '`idempotency_key_reused`')
  @Refuses(413, '`payload_too_large`')
  @Refuses(415, '`unsupported_media_type`')
  @Refuses(422, '`validation_failed`, `link_days`, `booking_of_another`')
  async askForCard(
    @Param('id', CustomerId) customer: string,
    @Body() { booking, days, send }: CardLinkBody,
    @OptionalIdempotency() idempotency: Idempotency | undefined,
    @CallingProgram() by: Actor,
  ): Promise<CustomerLinkJson> {
    const asked = { link: uuid(), customer, booking, days, send, by, idempotency };
    const { link } = await this.commands.execute(new AskForCard(asked));
    const view = await this.queries.execute(new GetCustomerLink({ id: link }));
    return customerLinkJson(view, this.settings.publicUrl);
  }

  @Patch('cards/:card')
  @ApiOperation({ summary: 'Make a card the primary one' })
  @ApiHeader(IF_MATCH)
  @Answers(200, KnownCustomerJson, 'The customer as they are now', ETAG)
  @Refuses(404, '`customer_not_found`, `card_not_found`')
  @Refuses(412, '`cards_changed`: since that version')
  @Refuses(413, '`payload_too_large`')
  @Refuses(415, '`unsupported_media_type`')
  @Refuses(422, '`validation_failed`, `nothing_to_change`, `card_refused` (in Stripe’s words)')
  @Refuses(503, UNAVAILABLE)
  async changeCard(
    @Param('id', CustomerId) customer: string,
    @Param('card') card: string,
    @Body() { primary }: CardChangeBody,
    @OptionalVersion() expectedVersion: number | undefined,
    @CallingProgram() by: Actor,
    @Res({ passthrough: true }) response: Response,
  ): Promise<KnownCustomerJson> {
    if (!primary) {
      throw new ApiProblem(422, 'nothing_to_change', 'To have another card be primary, say so of that one.');
    }
    await this.commands.execute(new MakeCardPrimary({ customer, card, by, expectedVersion }));
    return this.show(customer, response);
  }

  @Delete('cards/:card')
  @ApiOperation({
    summary: 'Remove a card',
    description:
      'For good: Stripe never takes a removed card back. Where it was the primary one, the one that is there longest is from then on.',
  })
  @ApiHeader(IF_MATCH)
  @Answers(200, KnownCustomerJson, 'The customer without it', ETAG)
  @Refuses(404, '`customer_not_found`, `card_not_found`')
  @Refuses(409, '`card_in_use`: a payment with it is under way')
  @Refuses(412, '`cards_changed`: since that version')
  @Refuses(422, '`card_refused` (in Stripe’s words)')
  @Refuses(503, UNAVAILABLE)
  async removeCard(
    @Param('id', CustomerId) customer: string,
    @Param('card') card: string,
    @OptionalVersion() expectedVersion: number | undefined,
    @CallingProgram() by: Actor,
    @Res({ passthrough: true }) response: Response,
  ): Promise<KnownCustomerJson> {
    await this.commands.execute(new RemoveCard({ customer, card, by, expectedVersion }));
    return this.show(customer, response);
  }

  private async mailLink(asked: Omit<NewCardLink, 'link' | 'send'>): Promise<CardSetupJson> {
    const { link: id } = await this.commands.execute(new AskForCard({ ...asked, link: uuid(), send: true }));
    const link = await this.queries.execute(new GetCustomerLink({ id }));
    return {
      id,
      state: link.state === 'settled' ? 'complete' : link.state === 'open' ? 'open' : 'expired',
      url: link.state === 'open' ? linkAddress(this.settings.publicUrl, link.token) : null,
      expires_at: link.expiresAt.toISOString(),
    };
  }
}
