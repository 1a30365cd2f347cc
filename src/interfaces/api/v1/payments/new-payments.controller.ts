import { Body, Param, Res } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import type { Response } from 'express';
import { v7 as uuid } from 'uuid';
import { ChargeBooking } from '../../../../application/payment/charge-booking.command.js';
import { PlaceHold } from '../../../../application/payment/place-hold.command.js';
import type { NewPayment } from '../../../../application/payment/request-payment.js';
import type { Idempotency } from '../../../../application/shared/decision-log.port.js';
import type { Actor } from '../../../../domain/shared/actor.js';
import { CallingProgram } from '../../access/bearer-token.guard.js';
import { API_ROOT, ApiController } from '../../api-controller.js';
import { RequiredIdempotency } from '../../requests/idempotency-key.js';
import { OptionalVersion } from '../../requests/if-match.js';
import { BookingId } from '../bookings/booking-id.js';
import { MoneyCall } from './money-call.js';
import { PaymentAnswers, type PaymentAnswer } from './payment-answers.js';
import { NewPaymentBody } from './payment.body.js';
import type { PaymentJson } from './payment.json.js';

const REFUSED =
  '`declined` (with `decline_code`, `next_step` and `customer_message`), `authentication_required` (the payment then waits for the customer), ' +
  '`payment_failed`, `payment_canceled`: with the `payment`';
const OUT_OF_BOUNDS =
  '`over_chargeable` (with `chargeable`), `validation_failed`, `amount_not_accepted` (Stripe’s rules for the currency), `no_card`';

@ApiController('bookings/:id', 'Payments')
export class NewPaymentsController {
  constructor(
    private readonly commands: CommandBus,
    private readonly answers: PaymentAnswers,
  ) {}

  @MoneyCall('charges', {
    summary: 'Charge a booking',
    description: 'Takes money from the customer’s card now.',
    refused: REFUSED,
    outOfBounds: OUT_OF_BOUNDS,
  })
  async charge(
    @Param('id', BookingId) booking: string,
    @RequiredIdempotency() idempotency: Idempotency,
    @OptionalVersion() expectedVersion: number | undefined,
    @Body() body: NewPaymentBody,
    @CallingProgram() by: Actor,
    @Res({ passthrough: true }) response: Response,
  ): Promise<PaymentJson> {
    const wanted = newPayment(booking, body, { by, idempotency, expectedVersion });
    const decided = await this.commands.execute(new ChargeBooking(wanted));
    return answer(await this.answers.toNewPayment(decided), response);
  }

  @MoneyCall('holds', {
    summary: 'Place a hold on a booking',
    description: 'Reserves money on the customer’s card, to be captured or released later.',
    refused: REFUSED,
    outOfBounds: OUT_OF_BOUNDS,
  })
  async hold(
    @Param('id', BookingId) booking: string,
    @RequiredIdempotency() idempotency: Idempotency,
    @OptionalVersion() expectedVersion: number | undefined,
    @Body() body: NewPaymentBody,
    @CallingProgram() by: Actor,
    @Res({ passthrough: true }) response: Response,
  ): Promise<PaymentJson> {
    const wanted = newPayment(booking, body, { by, idempotency, expectedVersion });
    const decided = await this.commands.execute(new PlaceHold(wanted));
    return answer(await this.answers.toNewPayment(decided), response);
  }
}

function newPayment(
  booking: string,
  { amount, payment_method: paymentMethod }: NewPaymentBody,
  context: Pick<NewPayment, 'by' | 'idempotency' | 'expectedVersion'>,
): NewPayment {
  return { ...context, booking, payment: uuid(), amount, paymentMethod };
}

function answer({ status, payment }: PaymentAnswer, response: Response): PaymentJson {
  response.status(status).location(`${API_ROOT}/payments/${payment.id}`);
  return payment;
}
