import { Body, Get, Param, Patch, Post, Query, Res } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { ApiHeader, ApiOperation } from '@nestjs/swagger';
import type { Response } from 'express';
import { v7 as uuid } from 'uuid';
import { ChangeBooking } from '../../../../application/booking/change-booking.command.js';
import { GetBooking } from '../../../../application/booking/get-booking.query.js';
import { ListBookings } from '../../../../application/booking/list-bookings.query.js';
import { RegisterBooking } from '../../../../application/booking/register-booking.command.js';
import type { Idempotency } from '../../../../application/shared/decision-log.port.js';
import type { Actor } from '../../../../domain/shared/actor.js';
import { Money } from '../../../../domain/shared/money.js';
import { CallingProgram } from '../../access/bearer-token.guard.js';
import { API_ROOT, ApiController } from '../../api-controller.js';
import { Answers, Refuses } from '../../documentation/answers.js';
import { ApiProblem } from '../../problems/api-problem.js';
import { OptionalIdempotency } from '../../requests/idempotency-key.js';
import { RequiredVersion } from '../../requests/if-match.js';
import { BookingId } from './booking-id.js';
import { BookingListQueryString } from './booking-list.query-string.js';
import { BookingChangeBody, NewBookingBody } from './booking.body.js';
import { detailsFrom, priceFrom } from './read-booking-body.js';
import { BookingJson, bookingJson, BookingPageJson, bookingSummaryJson } from './booking.json.js';
import { priceLinesFrom } from './price-line.body.js';

const ETAG = { ETag: 'The version, in quotes, for If-Match' };

@ApiController('bookings', 'Bookings')
export class BookingsController {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: QueryBus,
  ) {}

  @Post()
  @ApiOperation({
    summary: 'Register a booking',
    description:
      'Makes the booking and its customer, and charges or holds the total if `payment_option` says so. The booking stands even if the card is refused: look at `payments` and `flags`.',
  })
  @ApiHeader({
    name: 'Idempotency-Key',
    required: false,
    description: 'The same key and body again get the same booking',
    schema: { type: 'string', minLength: 1, maxLength: 255 },
  })
  @Answers(201, BookingJson, 'The booking', { ...ETAG, Location: 'Where the booking is' })
  @Refuses(409, '`reference_taken`, `idempotency_key_reused`')
  @Refuses(413, '`payload_too_large`')
  @Refuses(415, '`unsupported_media_type`')
  @Refuses(
    422,
    '`validation_failed`, `lines_do_not_add_up` (with `lines` and `total`), `discounts_exceed_price`, `amount_not_positive`, `amount_not_accepted`, `over_chargeable`',
  )
  @Refuses(503, '`stripe_unavailable`: the booking may be there; repeat with the same Idempotency-Key')
  async register(
    @Body() body: NewBookingBody,
    @OptionalIdempotency() idempotency: Idempotency | undefined,
    @CallingProgram() by: Actor,
    @Res({ passthrough: true }) response: Response,
  ): Promise<BookingJson> {
    const { name, email, phone, payment_method: paymentMethod } = body.customer;
    const { booking } = await this.commands.execute(
      new RegisterBooking({
        ids: { booking: uuid(), customer: uuid(), payment: uuid() },
        reference: body.reference,
        contact: { name, email, phone },
        paymentMethod,
        service: body.service,
        startsAt: new Date(body.starts_at),
        ...priceFrom(body),
        paymentOption: body.payment_option,
        by,
        idempotency,
      }),
    );
    response.location(`${API_ROOT}/bookings/${booking}`);
    return this.show(booking, response);
  }

  @Get()
  @ApiOperation({ summary: 'List bookings' })
  @Answers(200, BookingPageJson, 'One page of them')
  @Refuses(422, '`validation_failed`, `invalid_cursor`')
  async list(
    @Query() { booking_status: life, owing, ...criteria }: BookingListQueryString,
  ): Promise<BookingPageJson> {
    const { rows, nextCursor } = await this.queries.execute(
      new ListBookings({ ...criteria, life, owing: owing === 'true' }),
    );
    return { data: rows.map(bookingSummaryJson), next_cursor: nextCursor ?? null };
  }

  @Get(':id')
  @ApiOperation({ summary: 'A booking with its payments' })
  @Answers(200, BookingJson, 'The booking', ETAG)
  @Refuses(404, '`booking_not_found`')
  async show(
    @Param('id', BookingId) id: string,
    @Res({ passthrough: true }) response: Response,
  ): Promise<BookingJson> {
    const booking = await this.queries.execute(new GetBooking(id));
    response.set('ETag', `"${booking.version}"`);
    return bookingJson(booking);
  }

  @Patch(':id')
  @ApiOperation({
    summary: 'Change a booking',
    description:
      'What is owed, what it is made of, how the customer is to pay, and the facts of the booking. No money moves by it: a raised price is outstanding, and what was taken above a lowered one shows as `overpaid`, to be refunded.',
  })
  @ApiHeader({
    name: 'If-Match',
    required: true,
    description: 'The version that was decided on, in quotes',
    schema: { type: 'string' },
    example: '"3"',
  })
  @Answers(200, BookingJson, 'The booking as it is now', ETAG)
  @Refuses(404, '`booking_not_found`')
  @Refuses(412, '`booking_changed`: since that version')
  @Refuses(413, '`payload_too_large`')
  @Refuses(415, '`unsupported_media_type`')
  @Refuses(
    422,
    '`validation_failed`, `currency_mismatch`, `lines_do_not_add_up` (with `lines` and `total`), `discounts_exceed_price`, `amount_not_positive`, `nothing_to_change`',
  )
  @Refuses(428, '`if_match_required`')
  async change(
    @Param('id', BookingId) id: string,
    @RequiredVersion() expectedVersion: number | undefined,
    @Body() body: BookingChangeBody,
    @CallingProgram() by: Actor,
    @Res({ passthrough: true }) response: Response,
  ): Promise<BookingJson> {
    const change = await this.readChange(id, body);
    await this.commands.execute(new ChangeBooking({ booking: id, expectedVersion, ...change, by }));
    return this.show(id, response);
  }

  private async readChange(id: string, body: BookingChangeBody) {
    const { total, lines, reason, payment_option: paymentOption } = body;
    const details = detailsFrom(body);
    if (!total && !lines && !details && !paymentOption)
      throw new ApiProblem(
        422,
        'nothing_to_change',
        'Say what to change: total, lines, service, starts_at, payment_option or customer.',
      );
    const currency = lines && (await this.queries.execute(new GetBooking(id))).currency;
    return {
      total: total && Money.of(total.amount, total.currency),
      lines: lines && currency ? priceLinesFrom(lines, currency) : undefined,
      details,
      paymentOption,
      reason,
    };
  }
}
