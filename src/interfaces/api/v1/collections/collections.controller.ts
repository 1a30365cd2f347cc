import { applyDecorators, Body, Param, Post, Res } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { ApiHeader, ApiOperation } from '@nestjs/swagger';
import type { Response } from 'express';
import { v7 as uuid } from 'uuid';
import { GetBooking } from '../../../../application/booking/get-booking.query.js';
import { RecordCollection } from '../../../../application/collection/record-collection.command.js';
import { ReverseCollection } from '../../../../application/collection/reverse-collection.command.js';
import { GetPayment } from '../../../../application/payment/get-payment.query.js';
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
import { paymentJson, PaymentJson } from '../payments/payment.json.js';
import { CollectionBody, ReversalBody } from './collection.body.js';

/** Money that came in outside Stripe, and the entries that take back those that were mistakes. */
@ApiController('', 'Payments')
export class CollectionsController {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: QueryBus,
  ) {}

  @EntryCall('bookings/:id/collections', {
    summary: 'Record a collection',
    description:
      'Writes down money that the customer paid outside Stripe. It counts at once, so it is bound by what is outstanding, and not lessened by open holds: release what is then held for nothing.',
    conflicts: '`idempotency_key_reused`: with another body',
    outOfBounds:
      '`over_chargeable` (with `outstanding`), `unknown_collection_method` (with `methods`), `received_in_future`, `validation_failed`',
  })
  async record(
    @Param('id', BookingId) booking: string,
    @RequiredIdempotency() idempotency: Idempotency,
    @OptionalVersion() expectedVersion: number | undefined,
    @Body() { amount, method, note, received_on: receivedOn }: CollectionBody,
    @CallingProgram() by: Actor,
    @Res({ passthrough: true }) response: Response,
  ): Promise<PaymentJson> {
    const { currency } = await this.queries.execute(new GetBooking(booking));
    const decided = await this.commands.execute(
      new RecordCollection({
        booking,
        payment: uuid(),
        amount: Money.of(amount, currency),
        method,
        receivedOn,
        note,
        by,
        idempotency,
        expectedVersion,
      }),
    );
    response.location(`${API_ROOT}/payments/${decided.payment}`);
    return this.show(decided.payment);
  }

  @EntryCall('payments/:id/reversal', {
    summary: 'Reverse a collection',
    description:
      'Takes back a collection that was a mistake, whole, by an entry of its own: afterwards its amount counts neither as collected nor as refunded. Money that was there and went back is a refund instead.',
    conflicts: '`already_reversed`, `not_a_collection`, `idempotency_key_reused`: with another body',
    outOfBounds: '`validation_failed`',
  })
  async reverse(
    @Param('id', PaymentId) payment: string,
    @RequiredIdempotency() idempotency: Idempotency,
    @OptionalVersion() expectedVersion: number | undefined,
    @Body() { reason }: ReversalBody,
    @CallingProgram() by: Actor,
  ): Promise<PaymentJson> {
    await this.commands.execute(
      new ReverseCollection({ payment, reversal: uuid(), reason, by, idempotency, expectedVersion }),
    );
    return this.show(payment);
  }

  private async show(payment: string): Promise<PaymentJson> {
    return paymentJson(await this.queries.execute(new GetPayment(payment)));
  }
}

interface EntryCallOptions {
  readonly summary: string;
  readonly description: string;
  /** What 409 means here, codes first. */
  readonly conflicts: string;
  /** What 422 means here, codes first. */
  readonly outOfBounds: string;
}

/** A POST that changes the books by itself: nobody is asked, so it is done when it is answered. */
function EntryCall(path: string, options: EntryCallOptions): MethodDecorator {
  const { summary, description, conflicts, outOfBounds } = options;
  return applyDecorators(
    Post(path),
    ApiOperation({ summary, description }),
    ApiHeader({
      name: 'Idempotency-Key',
      required: true,
      description:
        'One for each decision. The same key and body again get the same payment, never a second one.',
      schema: { type: 'string', minLength: 1, maxLength: 255 },
    }),
    ApiHeader({
      name: 'If-Match',
      required: false,
      description: 'The version of the booking that was decided on, in quotes',
      schema: { type: 'string' },
      example: '"3"',
    }),
    Answers(201, PaymentJson, 'Done'),
    Refuses(
      400,
      '`idempotency_key_required`, `malformed_idempotency_key`, `malformed_request`, `malformed_json`, `malformed_if_match`',
    ),
    Refuses(404, '`booking_not_found`, `payment_not_found`'),
    Refuses(409, conflicts),
    Refuses(412, '`booking_changed`: since the version in If-Match'),
    Refuses(413, '`payload_too_large`'),
    Refuses(415, '`unsupported_media_type`'),
    Refuses(422, outOfBounds),
    Refuses(503, '`storage_unavailable`: repeat it with the same Idempotency-Key'),
  );
}
