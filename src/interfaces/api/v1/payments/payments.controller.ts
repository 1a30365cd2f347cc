import { Get, Param } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiOperation } from '@nestjs/swagger';
import { GetPayment } from '../../../../application/payment/get-payment.query.js';
import { ApiController } from '../../api-controller.js';
import { Answers, Refuses } from '../../documentation/answers.js';
import { PaymentId } from './payment-id.js';
import { paymentJson, PaymentJson } from './payment.json.js';

@ApiController('payments', 'Payments')
export class PaymentsController {
  constructor(private readonly queries: QueryBus) {}

  @Get(':id')
  @ApiOperation({ summary: 'A payment as it stands now' })
  @Answers(200, PaymentJson, 'The payment')
  @Refuses(404, '`payment_not_found`')
  async show(@Param('id', PaymentId) id: string): Promise<PaymentJson> {
    return paymentJson(await this.queries.execute(new GetPayment(id)));
  }
}
