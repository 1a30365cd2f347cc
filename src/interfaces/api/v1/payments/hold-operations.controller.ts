import { Body, Param, Res } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { ApiBody } from '@nestjs/swagger';
import type { Response } from 'express';
import { v7 as uuid } from 'uuid';
import { CapturePayment } from '../../../../application/payment/capture-payment.command.js';
import { GetPayment } from '../../../../application/payment/get-payment.query.js';
import { ReauthorizeHold } from '../../../../application/payment/reauthorize-hold.command.js';
import { ReleaseHold } from '../../../../application/payment/release-hold.command.js';
import type { Idempotency } from '../../../../application/shared/decision-log.port.js';
import type { Actor } from '../../../../domain/shared/actor.js';
import { Money } from '../../../../domain/shared/money.js';
import { CallingProgram } from '../../access/bearer-token.guard.js';
import { API_ROOT, ApiController } from '../../api-controller.js';
import { RequiredIdempotency } from '../../requests/idempotency-key.js';
import { OptionalVersion } from '../../requests/if-match.js';
import { MoneyCall } from './money-call.js';
import { PaymentAnswers } from './payment-answers.js';
import { PaymentId } from './payment-id.js';
import { CaptureBody, ReauthorizationBody, ReleaseBody } from './payment.body.js';
import type { PaymentJson } from './payment.json.js';

@ApiController('payments/:id', 'Payments')
export class HoldOperationsController {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: QueryBus,
    private readonly answers: PaymentAnswers,
  ) {}

  @MoneyCall('capture', {
    summary: 'Capture a hold',
    description: 'Takes all or a part of what is held; the rest is given back.',
    refused: '`capture_refused`: by Stripe; the hold stands. With the `payment`.',
    outOfBounds: '`over_held` (with `held`), `validation_failed`, `amount_not_accepted`',
  })
  @ApiBody({ type: CaptureBody, required: false })
  async capture(
    @Param('id', PaymentId) payment: string,
    @RequiredIdempotency() idempotency: Idempotency,
    @OptionalVersion() expectedVersion: number | undefined,
    @Body() body: CaptureBody,
    @CallingProgram() by: Actor,
    @Res({ passthrough: true }) response: Response,
  ): Promise<PaymentJson> {
    const amount = await this.inCurrencyOf(payment, body.amount);
    const decided = await this.commands.execute(
      new CapturePayment({ payment, operation: uuid(), amount, by, idempotency, expectedVersion }),
    );
    const answer = await this.answers.toCapture(decided);
    response.status(answer.status);
    return answer.payment;
  }

  @MoneyCall('release', {
    summary: 'Release a hold',
    description: 'Gives back all that is held.',
    refused: '`release_refused`: by Stripe; the hold stands. With the `payment`.',
  })
  @ApiBody({ type: ReleaseBody, required: false })
  async release(
    @Param('id', PaymentId) payment: string,
    @RequiredIdempotency() idempotency: Idempotency,
    @OptionalVersion() expectedVersion: number | undefined,
    @Body() _body: ReleaseBody,
    @CallingProgram() by: Actor,
    @Res({ passthrough: true }) response: Response,
  ): Promise<PaymentJson> {
    const decided = await this.commands.execute(
      new ReleaseHold({ payment, operation: uuid(), by, idempotency, expectedVersion }),
    );
    const answer = await this.answers.toRelease(decided);
    response.status(answer.status);
    return answer.payment;
  }

  @MoneyCall('reauthorize', {
    summary: 'Renew a hold',
    description:
      'Places a new hold instead of one that ends soon or has expired. The old one is given back once the new one stands; where the new one is refused it stays. Answers with the new payment, which names the old one in `replaces`.',
    refused:
      '`declined`, `authentication_required` (the payment then waits for the customer), `payment_failed`: with the new `payment`; the old hold stands.',
    outOfBounds:
      '`over_chargeable` (with `chargeable`), `validation_failed`, `amount_not_accepted`, `no_card`',
  })
  @ApiBody({ type: ReauthorizationBody, required: false })
  async reauthorize(
    @Param('id', PaymentId) hold: string,
    @RequiredIdempotency() idempotency: Idempotency,
    @OptionalVersion() expectedVersion: number | undefined,
    @Body() body: ReauthorizationBody,
    @CallingProgram() by: Actor,
    @Res({ passthrough: true }) response: Response,
  ): Promise<PaymentJson> {
    const { booking, currency } = await this.queries.execute(new GetPayment(hold));
    const amount = body.amount === undefined ? undefined : Money.of(body.amount, currency);
    const context = { by, idempotency, expectedVersion };
    const wanted = { ...context, hold, booking, payment: uuid(), amount, paymentMethod: body.payment_method };
    const decided = await this.commands.execute(new ReauthorizeHold(wanted));
    const answer = await this.answers.toNewPayment(decided);
    response.status(answer.status).location(`${API_ROOT}/payments/${answer.payment.id}`);
    return answer.payment;
  }

  private async inCurrencyOf(payment: string, amount: number | undefined): Promise<Money | undefined> {
    if (amount === undefined) return undefined;
    const { currency } = await this.queries.execute(new GetPayment(payment));
    return Money.of(amount, currency);
  }
}
