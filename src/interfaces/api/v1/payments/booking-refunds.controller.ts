import { setTimeout as pause } from 'node:timers/promises';
import { applyDecorators, Body, Param, Post, Res } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { ApiHeader, ApiOperation } from '@nestjs/swagger';
import type { Response } from 'express';
import { v7 as uuid } from 'uuid';
import { GetBooking } from '../../../../application/booking/get-booking.query.js';
import { GetRefunds, type RefundPartView } from '../../../../application/payment/get-refunds.query.js';
import {
  RefundBooking,
  type DecidedRefunds,
} from '../../../../application/payment/refund-booking.command.js';
import type { Idempotency } from '../../../../application/shared/decision-log.port.js';
import type { Actor } from '../../../../domain/shared/actor.js';
import { Money } from '../../../../domain/shared/money.js';
import { CallingProgram } from '../../access/bearer-token.guard.js';
import { ApiController } from '../../api-controller.js';
import { Answers, Refuses } from '../../documentation/answers.js';
import { ApiProblem } from '../../problems/api-problem.js';
import { RequiredIdempotency } from '../../requests/idempotency-key.js';
import { OptionalVersion } from '../../requests/if-match.js';
import { BookingId } from '../bookings/booking-id.js';
import { BookingRefundsJson, bookingRefundsJson } from './booking-refunds.json.js';
import { RefundBody } from './payment.body.js';

const LONGEST_WAIT_MS = 2000;
const BETWEEN_LOOKS_MS = 50;

/** One amount given back over several payments. */
@ApiController('bookings/:id', 'Payments')
export class BookingRefundsController {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: QueryBus,
  ) {}

  @RefundsCall()
  async refund(
    @Param('id', BookingId) booking: string,
    @RequiredIdempotency() idempotency: Idempotency,
    @OptionalVersion() expectedVersion: number | undefined,
    @Body() { amount, reason, note, still_owed: stillOwed = false }: RefundBody,
    @CallingProgram() by: Actor,
    @Res({ passthrough: true }) response: Response,
  ): Promise<BookingRefundsJson> {
    const { currency } = await this.queries.execute(new GetBooking(booking));
    const decided = await this.commands.execute(
      new RefundBooking({
        booking,
        decision: uuid(),
        amount: amount === undefined ? undefined : Money.of(amount, currency),
        reason,
        note,
        stillOwed,
        by,
        idempotency,
        expectedVersion,
      }),
    );
    const parts = await this.answered(decided);
    const answer = bookingRefundsJson(booking, decided.decision, parts);
    if (parts.every(({ outcome }) => outcome === 'refused')) throw refused(answer);
    response.status(parts.some(({ outcome }) => outcome === 'open') ? 202 : 201);
    return answer;
  }

  /** A repeated request may come while the first one still waits for Stripe: then its outcome is waited for, a while. */
  private async answered({
    booking,
    decision,
    repeated,
  }: DecidedRefunds): Promise<readonly RefundPartView[]> {
    const deadline = Date.now() + (repeated ? LONGEST_WAIT_MS : 0);
    for (;;) {
      const parts = await this.queries.execute(new GetRefunds(booking, decision));
      const isAnswered = parts.every(
        ({ outcome, payment }) => outcome !== 'open' || payment.operation?.inDoubt,
      );
      if (isAnswered || Date.now() >= deadline) return parts;
      await pause(BETWEEN_LOOKS_MS);
    }
  }
}

function refused(answer: BookingRefundsJson): ApiProblem {
  const why = answer.data.find((part) => part.why !== null)?.why;
  return new ApiProblem(402, 'refund_refused', why ?? 'Stripe refused it. Nothing was given back.', {
    refunds: answer,
  });
}

function RefundsCall(): MethodDecorator {
  return applyDecorators(
    Post('refunds'),
    ApiOperation({
      summary: 'Refund a booking',
      description:
        'Gives back one amount over as many payments as it takes, the newest first and collections last: one decision, stored as a whole and then sent payment by payment, so look at each part’s `outcome`. What was overpaid goes back first; of the rest the customer owes nothing any more unless `still_owed` says otherwise.',
    }),
    ApiHeader({
      name: 'Idempotency-Key',
      required: true,
      description:
        'One for each decision. The same key and body again tell how the same refunds stand by then.',
      schema: { type: 'string', minLength: 1, maxLength: 255 },
    }),
    ApiHeader({
      name: 'If-Match',
      required: false,
      description: 'The version of the booking that was decided on, in quotes',
      schema: { type: 'string' },
      example: '"3"',
    }),
    Answers(201, BookingRefundsJson, 'Stripe has answered each part, and made at least one'),
    Answers(
      202,
      BookingRefundsJson,
      'Stripe was asked, and an answer isn’t known yet. It will be: ask again.',
    ),
    Refuses(
      400,
      '`idempotency_key_required`, `malformed_idempotency_key`, `malformed_request`, `malformed_json`, `malformed_if_match`',
    ),
    Refuses(
      402,
      '`refund_refused`: by Stripe, every part of it; nothing was given back. With the `refunds`.',
    ),
    Refuses(404, '`booking_not_found`'),
    Refuses(409, '`idempotency_key_reused`: with another body'),
    Refuses(412, '`booking_changed`: since the version in If-Match'),
    Refuses(413, '`payload_too_large`'),
    Refuses(415, '`unsupported_media_type`'),
    Refuses(422, '`over_refundable` (with `refundable`), `validation_failed`, `amount_not_accepted`'),
    Refuses(503, '`storage_unavailable`: repeat it with the same Idempotency-Key'),
  );
}
