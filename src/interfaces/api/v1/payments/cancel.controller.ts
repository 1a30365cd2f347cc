import { Body, Param, Res } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiBody } from '@nestjs/swagger';
import type { Response } from 'express';
import { v7 as uuid } from 'uuid';
import { CancelPayment } from '../../../../application/payment/cancel-payment.command.js';
import type { Idempotency } from '../../../../application/shared/decision-log.port.js';
import type { Actor } from '../../../../domain/shared/actor.js';
import { CallingProgram } from '../../access/bearer-token.guard.js';
import { ApiController } from '../../api-controller.js';
import { RequiredIdempotency } from '../../requests/idempotency-key.js';
import { OptionalVersion } from '../../requests/if-match.js';
import { MoneyCall } from './money-call.js';
import { PaymentAnswers } from './payment-answers.js';
import { PaymentId } from './payment-id.js';
import { CancelBody } from './payment.body.js';
import type { PaymentJson } from './payment.json.js';

@ApiController('payments/:id', 'Payments')
export class CancelController {
  constructor(
    private readonly commands: CommandBus,
    private readonly answers: PaymentAnswers,
  ) {}

  @MoneyCall('cancel', {
    summary: 'Give up a payment that waits for the customer',
    description:
      'The customer can’t finish it any more, and its amount can be charged again. Should they have finished it by then, 409 tells the state it came to.',
    refused: '`cancel_refused`: by Stripe; it still waits. With the `payment`.',
  })
  @ApiBody({ type: CancelBody, required: false })
  async cancel(
    @Param('id', PaymentId) payment: string,
    @RequiredIdempotency() idempotency: Idempotency,
    @OptionalVersion() expectedVersion: number | undefined,
    @Body() _body: CancelBody,
    @CallingProgram() by: Actor,
    @Res({ passthrough: true }) response: Response,
  ): Promise<PaymentJson> {
    const decided = await this.commands.execute(
      new CancelPayment({ payment, operation: uuid(), by, idempotency, expectedVersion }),
    );
    const answer = await this.answers.toCancel(decided);
    response.status(answer.status);
    return answer.payment;
  }
}
