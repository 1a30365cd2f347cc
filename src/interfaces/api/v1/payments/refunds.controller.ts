import { Body, Param, Res } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import type { Response } from 'express';
import { v7 as uuid } from 'uuid';
import { GetPayment } from '../../../../application/payment/get-payment.query.js';
import { RefundPayment } from '../../../../application/payment/refund-payment.command.js';
import type { Idempotency } from '../../../../application/shared/decision-log.port.js';
import type { Actor } from '../../../../domain/shared/actor.js';
import { Money } from '../../../../domain/shared/money.js';
import { CallingProgram } from '../../access/bearer-token.guard.js';
import { ApiController } from '../../api-controller.js';
import { RequiredIdempotency } from '../../requests/idempotency-key.js';
import { OptionalVersion } from '../../requests/if-match.js';
import { MoneyCall } from './money-call.js';
import { PaymentAnswers } from './payment-answers.js';
import { PaymentId } from './payment-id.js';
import { RefundBody } from './payment.body.js';
import type { PaymentJson } from './payment.json.js';

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
    @Body() { amount, reason, still_owed: stillOwed = false }: RefundBody,
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
}
