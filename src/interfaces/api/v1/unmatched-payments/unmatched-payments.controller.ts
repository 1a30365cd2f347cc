import { Body, Delete, Get, HttpCode, Param, Post, Query, Res } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { ApiHeader, ApiOperation } from '@nestjs/swagger';
import type { Response } from 'express';
import { GetBooking } from '../../../../application/booking/get-booking.query.js';
import { DismissUnmatchedPayment } from '../../../../application/payment/dismiss-unmatched-payment.command.js';
import { GetUnmatchedPayment } from '../../../../application/payment/get-unmatched-payment.query.js';
import { ReopenUnmatchedPayment } from '../../../../application/payment/reopen-unmatched-payment.command.js';
import { LinkUnmatchedPayment } from '../../../../application/payment/link-unmatched-payment.command.js';
import { ListUnmatchedPayments } from '../../../../application/payment/list-unmatched-payments.query.js';
import type { Idempotency } from '../../../../application/shared/decision-log.port.js';
import type { Actor } from '../../../../domain/shared/actor.js';
import { CallingProgram } from '../../access/bearer-token.guard.js';
import { ApiController } from '../../api-controller.js';
import { Answers, Refuses } from '../../documentation/answers.js';
import { OptionalIdempotency } from '../../requests/idempotency-key.js';
import { OptionalVersion } from '../../requests/if-match.js';
import { BookingJson, bookingJson } from '../bookings/booking.json.js';
import { UnmatchedPaymentId } from './unmatched-payment-id.js';
import { DismissalBody, LinkBody, UnmatchedPaymentListQueryString } from './unmatched-payment.body.js';
import {
  UnmatchedPaymentJson,
  unmatchedPaymentJson,
  UnmatchedPaymentPageJson,
} from './unmatched-payment.json.js';

@ApiController('unmatched-payments', 'Payments')
export class UnmatchedPaymentsController {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: QueryBus,
  ) {}

  @Get()
  @ApiOperation({
    summary: 'List unmatched payments',
    description:
      'Payments made in Stripe for the desk’s customers that no booking asked for: held, taken (even if refunded since) or processing. One that is linked, dismissed, or given back without having been taken, is listed no more.',
  })
  @Answers(200, UnmatchedPaymentPageJson, 'One page of them, newest first')
  @Refuses(422, '`validation_failed`, `invalid_cursor`')
  async list(@Query() criteria: UnmatchedPaymentListQueryString): Promise<UnmatchedPaymentPageJson> {
    const { rows, nextCursor } = await this.queries.execute(
      new ListUnmatchedPayments({ ...criteria, dismissed: criteria.dismissed === 'true' }),
    );
    return { data: rows.map(unmatchedPaymentJson), next_cursor: nextCursor ?? null };
  }

  @Post(':id/dismissal')
  @HttpCode(200)
  @ApiOperation({
    summary: 'Say that an unmatched payment is for no booking',
    description: 'It is listed no more, but with `dismissed=true`; it can still be linked. No money moves.',
  })
  @Answers(200, UnmatchedPaymentJson, 'The payment; said twice, the first note stands')
  @Refuses(404, '`unmatched_payment_not_found`')
  @Refuses(409, '`already_linked` (with the `booking`), `nothing_to_link` (with the `state`)')
  @Refuses(413, '`payload_too_large`')
  @Refuses(415, '`unsupported_media_type`')
  @Refuses(422, '`validation_failed`')
  async dismiss(
    @Param('id', UnmatchedPaymentId) unmatched: string,
    @Body() body: DismissalBody,
    @CallingProgram() by: Actor,
  ): Promise<UnmatchedPaymentJson> {
    await this.commands.execute(new DismissUnmatchedPayment(unmatched, body.note, by));
    return unmatchedPaymentJson(await this.queries.execute(new GetUnmatchedPayment(unmatched)));
  }

  @Delete(':id/dismissal')
  @ApiOperation({ summary: 'Take back that an unmatched payment is for no booking' })
  @Answers(200, UnmatchedPaymentJson, 'The payment, which waits to be linked again')
  @Refuses(404, '`unmatched_payment_not_found`')
  async reopen(
    @Param('id', UnmatchedPaymentId) unmatched: string,
    @CallingProgram() by: Actor,
  ): Promise<UnmatchedPaymentJson> {
    await this.commands.execute(new ReopenUnmatchedPayment(unmatched, by));
    return unmatchedPaymentJson(await this.queries.execute(new GetUnmatchedPayment(unmatched)));
  }

  @Post(':id/link')
  @HttpCode(200)
  @ApiOperation({
    summary: 'Link an unmatched payment to a booking',
    description:
      'The payment becomes one of the booking’s, under the same id, as it stands in Stripe now; the booking follows it from then on. No money moves. What was taken is a fact: it may exceed what the booking owes.',
  })
  @ApiHeader({
    name: 'Idempotency-Key',
    required: false,
    description: 'The same key and body again get the booking instead of `already_linked`',
    schema: { type: 'string', minLength: 1, maxLength: 255 },
  })
  @ApiHeader({
    name: 'If-Match',
    required: false,
    description: 'The version of the booking that was decided on, in quotes',
    schema: { type: 'string' },
    example: '"3"',
  })
  @Answers(200, BookingJson, 'The booking as it is now', { ETag: 'The version, in quotes, for If-Match' })
  @Refuses(404, '`unmatched_payment_not_found`, `booking_not_found`')
  @Refuses(
    409,
    '`already_linked` (with the `booking` and its `reference`), `nothing_to_link` (with the `state`), `idempotency_key_reused`',
  )
  @Refuses(412, '`booking_changed`: since the version in If-Match')
  @Refuses(413, '`payload_too_large`')
  @Refuses(415, '`unsupported_media_type`')
  @Refuses(422, '`currency_mismatch`, `validation_failed`')
  @Refuses(503, '`stripe_unavailable`: nothing was linked')
  async link(
    @Param('id', UnmatchedPaymentId) unmatched: string,
    @Body() body: LinkBody,
    @OptionalIdempotency() idempotency: Idempotency | undefined,
    @OptionalVersion() expectedVersion: number | undefined,
    @CallingProgram() by: Actor,
    @Res({ passthrough: true }) response: Response,
  ): Promise<BookingJson> {
    const wanted = { unmatched, booking: body.booking, idempotency, expectedVersion, by };
    await this.commands.execute(new LinkUnmatchedPayment(wanted));
    const booking = await this.queries.execute(new GetBooking(body.booking));
    response.set('ETag', `"${booking.version}"`);
    return bookingJson(booking);
  }
}
