import { applyDecorators, Body, Get, HttpCode, Param, Post, Query, Res } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { ApiBody, ApiHeader, ApiOperation } from '@nestjs/swagger';
import type { Response } from 'express';
import { v7 as uuid } from 'uuid';
import { GetBooking } from '../../../../application/booking/get-booking.query.js';
import { AskToAuthenticate } from '../../../../application/customer-link/ask-to-authenticate.command.js';
import { CreatePaymentLink } from '../../../../application/customer-link/create-payment-link.command.js';
import { GetCustomerLink } from '../../../../application/customer-link/get-customer-link.query.js';
import { ListCustomerLinks } from '../../../../application/customer-link/list-customer-links.query.js';
import { SendCustomerLink } from '../../../../application/customer-link/send-customer-link.command.js';
import { StopCustomerLink } from '../../../../application/customer-link/stop-customer-link.command.js';
import { BusinessSettings } from '../../../../application/shared/business-settings.port.js';
import type { Idempotency } from '../../../../application/shared/decision-log.port.js';
import type { Actor } from '../../../../domain/shared/actor.js';
import { Money } from '../../../../domain/shared/money.js';
import { CallingProgram } from '../../access/bearer-token.guard.js';
import { API_ROOT, ApiController } from '../../api-controller.js';
import { Answers, Refuses } from '../../documentation/answers.js';
import { RequiredIdempotency } from '../../requests/idempotency-key.js';
import { OptionalVersion } from '../../requests/if-match.js';
import { BookingId } from '../bookings/booking-id.js';
import { PaymentId } from '../payments/payment-id.js';
import {
  AuthenticationLinkBody,
  LinkListQueryString,
  NoFieldsBody,
  PaymentLinkBody,
} from './customer-link.body.js';
import { CustomerLinkJson, customerLinkJson, CustomerLinkPageJson } from './customer-link.json.js';
import { LinkId } from './link-id.js';

/** Links by which customers pay, or confirm with their bank. */
@ApiController('', 'Links')
export class CustomerLinksController {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: QueryBus,
    private readonly settings: BusinessSettings,
  ) {}

  @LinkCall('bookings/:id/payment-links', {
    summary: 'Ask a customer to pay by a link',
    description:
      'Makes a link to a page on which the customer pays, with a card of their choice, on a page of Stripe’s. Nothing is under way until they open that page, and by then no more than is `chargeable` is asked for.',
    outOfBounds:
      '`over_outstanding` (with `outstanding`), `link_days`, `amount_not_accepted`, `validation_failed`',
  })
  async askToPay(
    @Param('id', BookingId) booking: string,
    @RequiredIdempotency() idempotency: Idempotency,
    @OptionalVersion() expectedVersion: number | undefined,
    @Body() { amount, days, send }: PaymentLinkBody,
    @CallingProgram() by: Actor,
    @Res({ passthrough: true }) response: Response,
  ): Promise<CustomerLinkJson> {
    const { currency } = await this.queries.execute(new GetBooking(booking));
    const asked = amount === undefined ? undefined : Money.of(amount, currency);
    const { link } = await this.commands.execute(
      new CreatePaymentLink({
        booking,
        link: uuid(),
        amount: asked,
        days,
        send,
        by,
        idempotency,
        expectedVersion,
      }),
    );
    return this.made(link, response);
  }

  @Get('bookings/:id/payment-links')
  @ApiOperation({ summary: 'The links of a booking', description: 'Those to authenticate included.' })
  @Answers(200, CustomerLinkPageJson, 'One page of them, newest first')
  @Refuses(404, '`booking_not_found`')
  @Refuses(422, '`validation_failed`, `invalid_cursor`')
  async list(
    @Param('id', BookingId) id: string,
    @Query() { limit, cursor }: LinkListQueryString,
  ): Promise<CustomerLinkPageJson> {
    const booking = await this.queries.execute(new GetBooking(id));
    const { links, nextCursor } = await this.queries.execute(
      new ListCustomerLinks(booking.id, { limit, cursor }),
    );
    const { publicUrl } = this.settings;
    return { data: links.map((link) => customerLinkJson(link, publicUrl)), next_cursor: nextCursor ?? null };
  }

  @LinkCall('payments/:id/authentication-links', {
    summary: 'Ask a customer to authenticate a payment',
    description:
      'Makes a link by which the customer confirms, with their bank, a payment that is `requires_action`. While one is open for the payment, that one is answered.',
    outOfBounds: '`link_days`, `validation_failed`',
  })
  async askToAuthenticate(
    @Param('id', PaymentId) payment: string,
    @RequiredIdempotency() idempotency: Idempotency,
    @OptionalVersion() expectedVersion: number | undefined,
    @Body() { days, send }: AuthenticationLinkBody,
    @CallingProgram() by: Actor,
    @Res({ passthrough: true }) response: Response,
  ): Promise<CustomerLinkJson> {
    const { link } = await this.commands.execute(
      new AskToAuthenticate({ payment, link: uuid(), days, send, by, idempotency, expectedVersion }),
    );
    return this.made(link, response);
  }

  @Get('payment-links/:id')
  @ApiOperation({ summary: 'A link' })
  @Answers(200, CustomerLinkJson, 'The link')
  @Refuses(404, '`link_not_found`')
  show(@Param('id', LinkId) id: string): Promise<CustomerLinkJson> {
    return this.json(id);
  }

  @Post('payment-links/:id/stop')
  @HttpCode(200)
  @ApiOperation({
    summary: 'Stop a link',
    description:
      'It leads nowhere from then on. A page of Stripe’s that the customer has open by it is ended; should they have paid by then, that stands. Stopping twice is stopping once.',
  })
  @ApiBody({ type: NoFieldsBody, required: false })
  @Answers(200, CustomerLinkJson, 'The link as it is now')
  @Refuses(404, '`link_not_found`')
  @Refuses(413, '`payload_too_large`')
  @Refuses(415, '`unsupported_media_type`')
  async stop(
    @Param('id', LinkId) id: string,
    @Body() _body: NoFieldsBody,
    @CallingProgram() by: Actor,
  ): Promise<CustomerLinkJson> {
    await this.commands.execute(new StopCustomerLink(id, uuid(), by));
    return this.json(id);
  }

  @Post('payment-links/:id/send')
  @HttpCode(200)
  @ApiOperation({ summary: 'Mail a link to the customer', description: 'Once for each Idempotency-Key.' })
  @ApiHeader(idempotencyKey())
  @ApiBody({ type: NoFieldsBody, required: false })
  @Answers(200, CustomerLinkJson, 'The link; its mail is on its way')
  @Refuses(404, '`link_not_found`')
  @Refuses(409, '`link_stopped`, `link_expired`')
  @Refuses(413, '`payload_too_large`')
  @Refuses(415, '`unsupported_media_type`')
  async send(
    @Param('id', LinkId) id: string,
    @RequiredIdempotency() { scope, key }: Idempotency,
    @Body() _body: NoFieldsBody,
    @CallingProgram() by: Actor,
  ): Promise<CustomerLinkJson> {
    await this.commands.execute(new SendCustomerLink(id, `${scope}:${key}`, by));
    return this.json(id);
  }

  private async made(link: string, response: Response): Promise<CustomerLinkJson> {
    response.status(201).location(`${API_ROOT}/payment-links/${link}`);
    return this.json(link);
  }

  private async json(id: string): Promise<CustomerLinkJson> {
    return customerLinkJson(await this.queries.execute(new GetCustomerLink({ id })), this.settings.publicUrl);
  }
}

/** A POST that makes a link, and what those share. */
function LinkCall(
  path: string,
  { summary, description, outOfBounds }: { summary: string; description: string; outOfBounds: string },
): MethodDecorator {
  return applyDecorators(
    Post(path),
    ApiOperation({ summary, description }),
    ApiHeader(idempotencyKey()),
    ApiHeader({
      name: 'If-Match',
      required: false,
      description: 'The version of the booking that was decided on, in quotes',
      schema: { type: 'string' },
      example: '"3"',
    }),
    Answers(201, CustomerLinkJson, 'The link', { Location: 'Where the link is' }),
    Refuses(
      400,
      '`idempotency_key_required`, `malformed_idempotency_key`, `malformed_request`, `malformed_json`, `malformed_if_match`',
    ),
    Refuses(404, '`booking_not_found`, `payment_not_found`'),
    Refuses(
      409,
      '`idempotency_key_reused`: with another body; `payment_state`; `operation_under_way`; `no_longer_owed` (with `outstanding`)',
    ),
    Refuses(412, '`booking_changed`: since the version in If-Match'),
    Refuses(413, '`payload_too_large`'),
    Refuses(415, '`unsupported_media_type`'),
    Refuses(422, outOfBounds),
  );
}

function idempotencyKey() {
  return {
    name: 'Idempotency-Key',
    required: true,
    description: 'One for each decision, such as a UUID. The same key and body again make no second one.',
    schema: { type: 'string', minLength: 1, maxLength: 255 },
  } as const;
}
