import { applyDecorators, Body, Param, Post, Res } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { ApiBody, ApiHeader, ApiOperation } from '@nestjs/swagger';
import type { Response } from 'express';
import { v7 as uuid } from 'uuid';
import {
  ChangeBookingLife,
  type LifeChange,
} from '../../../../application/booking/change-booking-life.command.js';
import { EndBooking } from '../../../../application/booking/end-booking.command.js';
import { GetBooking } from '../../../../application/booking/get-booking.query.js';
import type { DecisionContext } from '../../../../application/payment/payment-decision.js';
import type { Idempotency } from '../../../../application/shared/decision-log.port.js';
import type { Actor } from '../../../../domain/shared/actor.js';
import { Money } from '../../../../domain/shared/money.js';
import { CallingProgram } from '../../access/bearer-token.guard.js';
import { ApiController } from '../../api-controller.js';
import { Answers, Refuses } from '../../documentation/answers.js';
import { ApiProblem } from '../../problems/api-problem.js';
import { RequiredIdempotency } from '../../requests/idempotency-key.js';
import { OptionalVersion } from '../../requests/if-match.js';
import { BookingId } from './booking-id.js';
import { CancellationBody, LifeBody, NoShowBody } from './booking-life.body.js';
import { EndedBookingJson, endedBookingJson, type EndedOperationJson } from './booking-life.json.js';
import { BookingJson, bookingJson } from './booking.json.js';

const SETTLEMENT_REFUSED =
  '`settlement_refused`: the booking did become that, but Stripe refused a part of what was to become of its money. With the `booking`, whose `operations` say which; ask for it again on the payment itself.';

/** What became of a booking, and what that means for its money. */
@ApiController('bookings/:id', 'Bookings')
export class BookingLifeController {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: QueryBus,
  ) {}

  @LifeCall('completion', 'Mark a booking as completed', 'It took place. No money moves.')
  @Answers(201, BookingJson, 'The booking')
  complete(
    @Param('id', BookingId) booking: string,
    @RequiredIdempotency() idempotency: Idempotency,
    @OptionalVersion() expectedVersion: number | undefined,
    @Body() { reason }: LifeBody,
    @CallingProgram() by: Actor,
  ): Promise<BookingJson> {
    return this.change({ booking, life: 'completed', reason, by, idempotency, expectedVersion });
  }

  @LifeCall(
    'reinstatement',
    'Put a booking back to scheduled',
    'Takes a cancellation, no-show or completion back. A fee that took the place of the price is taken back too, so the price is owed again. What was given back stays given back.',
  )
  @Answers(201, BookingJson, 'The booking')
  reinstate(
    @Param('id', BookingId) booking: string,
    @RequiredIdempotency() idempotency: Idempotency,
    @OptionalVersion() expectedVersion: number | undefined,
    @Body() { reason }: LifeBody,
    @CallingProgram() by: Actor,
  ): Promise<BookingJson> {
    return this.change({ booking, life: 'scheduled', reason, by, idempotency, expectedVersion });
  }

  @LifeCall(
    'no-show',
    'Mark a booking as a no-show',
    'Without a `fee` the price stays and no money moves. With one, the fee is all that is owed, and the money is settled as for a cancellation.',
  )
  @Answers(201, EndedBookingJson, 'The booking, and what became of its money')
  @Answers(202, EndedBookingJson, 'The same; Stripe’s answer to some of it isn’t known yet')
  @Refuses(402, SETTLEMENT_REFUSED)
  @Refuses(422, '`validation_failed`, `fee_over_price` (with `maximum`), `amount_not_accepted`')
  async missed(
    @Param('id', BookingId) booking: string,
    @RequiredIdempotency() idempotency: Idempotency,
    @OptionalVersion() expectedVersion: number | undefined,
    @Body() body: NoShowBody,
    @CallingProgram() by: Actor,
    @Res({ passthrough: true }) response: Response,
  ): Promise<EndedBookingJson> {
    const context = { by, idempotency, expectedVersion };
    if (body.fee !== undefined) return this.end('no_show', booking, body, context, response);
    const unchanged = await this.change({ booking, life: 'no_show', reason: body.reason, ...context });
    return { ...unchanged, operations: [] };
  }

  @LifeCall(
    'cancellation',
    'Cancel a booking',
    'The fee, 0 unless given, is all that is owed from then on; the lines of the price stay to be read. Holds and what was taken are settled as asked, each payment by an operation of its own; a payment under way must be settled or given up first.',
  )
  @Answers(201, EndedBookingJson, 'The booking, and what became of its money')
  @Answers(202, EndedBookingJson, 'The same; Stripe’s answer to some of it isn’t known yet')
  @Refuses(402, SETTLEMENT_REFUSED)
  @Refuses(422, '`validation_failed`, `fee_over_price` (with `maximum`), `amount_not_accepted`')
  cancel(
    @Param('id', BookingId) booking: string,
    @RequiredIdempotency() idempotency: Idempotency,
    @OptionalVersion() expectedVersion: number | undefined,
    @Body() body: CancellationBody,
    @CallingProgram() by: Actor,
    @Res({ passthrough: true }) response: Response,
  ): Promise<EndedBookingJson> {
    return this.end('cancelled', booking, body, { by, idempotency, expectedVersion }, response);
  }

  private async change(wanted: Omit<LifeChange, 'decision'>): Promise<BookingJson> {
    await this.commands.execute(new ChangeBookingLife({ ...wanted, decision: uuid() }));
    return bookingJson(await this.queries.execute(new GetBooking(wanted.booking)));
  }

  private async end(
    life: 'cancelled' | 'no_show',
    booking: string,
    { fee = 0, holds = 'capture_fee', taken = 'refund', reason }: CancellationBody,
    context: DecisionContext,
    response: Response,
  ): Promise<EndedBookingJson> {
    const { currency } = await this.queries.execute(new GetBooking(booking));
    const terms = { fee: Money.of(fee, currency), holds, taken };
    const { decision } = await this.commands.execute(
      new EndBooking({ ...context, booking, decision: uuid(), life, terms, reason, newId: uuid }),
    );
    const ended = endedBookingJson(await this.queries.execute(new GetBooking(booking)), decision);
    const refused = ended.operations.filter(({ outcome }) => outcome === 'refused');
    if (refused.length > 0) throw settlementRefused(ended, refused);
    response.status(ended.operations.some(({ outcome }) => outcome === 'under_way') ? 202 : 201);
    return ended;
  }
}

/** The booking did end; what Stripe refused is to be asked for again, on each payment itself. */
function settlementRefused(booking: EndedBookingJson, refused: readonly EndedOperationJson[]): ApiProblem {
  const what = refused.map(({ kind, note }) => `the ${kind} (${note ?? 'no reason given'})`).join(', ');
  return new ApiProblem(
    402,
    'settlement_refused',
    `The booking is ${booking.booking_status.replace('_', '-')} now, but Stripe refused a part of what was to become of its money: ${what}.`,
    { booking },
  );
}

/** A POST that says what became of a booking, and what all of those share. */
function LifeCall(path: string, summary: string, description: string): MethodDecorator {
  return applyDecorators(
    Post(path),
    ApiOperation({ summary, description }),
    ApiBody({ type: bodyOf(path), required: false }),
    ApiHeader({
      name: 'Idempotency-Key',
      required: true,
      description: 'One for each decision, such as a UUID. The same key and body again decide nothing new.',
      schema: { type: 'string', minLength: 1, maxLength: 255 },
    }),
    ApiHeader({
      name: 'If-Match',
      required: false,
      description: 'The version that was decided on, in quotes: refused with 412 when it has changed.',
      schema: { type: 'string' },
      example: '"3"',
    }),
    Refuses(
      400,
      '`idempotency_key_required`, `malformed_idempotency_key`, `malformed_request`, `malformed_json`, `malformed_if_match`',
    ),
    Refuses(404, '`booking_not_found`'),
    Refuses(
      409,
      '`booking_status`: it can’t become that from what it is; `money_under_way`; `idempotency_key_reused`: with another body',
    ),
    Refuses(412, '`booking_changed`: since the version in If-Match'),
    Refuses(413, '`payload_too_large`'),
    Refuses(415, '`unsupported_media_type`'),
    Refuses(503, '`storage_unavailable`: repeat it with the same Idempotency-Key'),
  );
}

function bodyOf(path: string) {
  if (path === 'cancellation') return CancellationBody;
  return path === 'no-show' ? NoShowBody : LifeBody;
}
