import { Body, Param, Patch, Res } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { ApiHeader, ApiOperation } from '@nestjs/swagger';
import type { Response } from 'express';
import { v7 as uuid } from 'uuid';
import { DecideStillOwed } from '../../../../application/payment/decide-still-owed.command.js';
import { GetPayment } from '../../../../application/payment/get-payment.query.js';
import { RefundPayment } from '../../../../application/payment/refund-payment.command.js';
import type { Idempotency } from '../../../../application/shared/decision-log.port.js';
import type { Actor } from '../../../../domain/shared/actor.js';
import { Money } from '../../../../domain/shared/money.js';
import { CallingProgram } from '../../access/bearer-token.guard.js';
import { ApiController } from '../../api-controller.js';
import { Answers, Refuses } from '../../documentation/answers.js';
import { RequiredIdempotency } from '../../requests/idempotency-key.js';
import { OptionalVersion } from '../../requests/if-match.js';
import { MoneyCall } from './money-call.js';
import { PaymentAnswers } from './payment-answers.js';
import { PaymentId } from './payment-id.js';
import { RefundBody, RefundChangeBody } from './payment.body.js';
import { paymentJson, PaymentJson } from './payment.json.js';

@ApiController('payments/:id', 'Payments')
export class RefundsController {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: QueryBus,
    private readonly answers: PaymentAnswers,
  ) {}

  @MoneyCall('refunds', {
    summary: 'Refund a payment',
    description:
      'Gives back all or a part of what was taken. Unless `still_owed` says otherwise, the customer no longer owes it.',
    refused: '`refund_refused`: by Stripe; nothing was given back. With the `payment`.',
    outOfBounds: '`over_refundable` (with `refundable`), `validation_failed`, `amount_not_accepted`',
  })
  async refund(
    @Param('id', PaymentId) payment: string,
    @RequiredIdempotency() idempotency: Idempotency,
    @OptionalVersion() expectedVersion: number | undefined,
    @Body() { amount, reason, note, still_owed: stillOwed = false }: RefundBody,
    @CallingProgram() by: Actor,
    @Res({ passthrough: true }) response: Response,
  ): Promise<PaymentJson> {
    const { currency } = await this.queries.execute(new GetPayment(payment));
    const decided = await this.commands.execute(
      new RefundPayment({
        payment,
        operation: uuid(),
        amount: amount === undefined ? undefined : Money.of(amount, currency),
        reason,
        note,
        stillOwed,
        by,
        idempotency,
        expectedVersion,
      }),
    );
    const answer = await this.answers.toRefund(decided);
    response.status(answer.status);
    return answer.payment;
  }

  @Patch('refunds/:refund')
  @ApiOperation({
    summary: 'Say whether a refund is still owed',
    description:
      'For refunds made in Stripe’s dashboard, which count as no longer owed until somebody says so, and for those made here. Saying the same again changes nothing; what Stripe tells later doesn’t either.',
  })
  @ApiHeader({
    name: 'If-Match',
    required: false,
    description: 'The version of the booking that was decided on, in quotes',
    schema: { type: 'string' },
    example: '"3"',
  })
  @Answers(200, PaymentJson, 'The payment as it is now')
  @Refuses(404, '`payment_not_found`, `refund_not_found`')
  @Refuses(409, '`refund_ended`: it failed or was canceled, so nothing was given back')
  @Refuses(412, '`booking_changed`: since the version in If-Match')
  @Refuses(413, '`payload_too_large`')
  @Refuses(415, '`unsupported_media_type`')
  @Refuses(422, '`validation_failed`')
  async decideOwed(
    @Param('id', PaymentId) payment: string,
    @Param('refund') refund: string,
    @OptionalVersion() expectedVersion: number | undefined,
    @Body() { still_owed: stillOwed }: RefundChangeBody,
    @CallingProgram() by: Actor,
  ): Promise<PaymentJson> {
    await this.commands.execute(new DecideStillOwed({ payment, refund, stillOwed, expectedVersion, by }));
    return paymentJson(await this.queries.execute(new GetPayment(payment)));
  }
}
