import { Get, Param, Query } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiOperation } from '@nestjs/swagger';
import { ListBalanceTransactions } from '../../../../application/takings/list-balance-transactions.query.js';
import { GetPayout, ListPayouts } from '../../../../application/takings/list-payouts.query.js';
import { ApiController } from '../../api-controller.js';
import { Answers, Refuses } from '../../documentation/answers.js';
import { balanceTransactionPageJson, BalanceTransactionPageJson } from './movement.json.js';
import { payoutJson, PayoutJson, payoutPageJson, PayoutPageJson } from './payout.json.js';
import { BalanceTransactionsQueryString, PayoutsQueryString } from './takings.query-string.js';

@ApiController('payouts', 'Takings')
export class PayoutsController {
  constructor(private readonly queries: QueryBus) {}

  @Get()
  @ApiOperation({
    summary: 'What Stripe paid out to the bank',
    description: 'What a payout consists of: `GET /balance-transactions?payout=…`.',
  })
  @Answers(200, PayoutPageJson, 'One page of them')
  @Refuses(422, '`validation_failed`, `invalid_cursor`')
  async list(@Query() criteria: PayoutsQueryString): Promise<PayoutPageJson> {
    return payoutPageJson(await this.queries.execute(new ListPayouts({ ...criteria })));
  }

  @Get(':id')
  @ApiOperation({ summary: 'One payout, by Stripe’s id' })
  @Answers(200, PayoutJson, 'The payout')
  @Refuses(404, '`payout_not_found`')
  async get(@Param('id') id: string): Promise<PayoutJson> {
    return payoutJson(await this.queries.execute(new GetPayout(id)));
  }
}

@ApiController('balance-transactions', 'Takings')
export class BalanceTransactionsController {
  constructor(private readonly queries: QueryBus) {}

  @Get()
  @ApiOperation({
    summary: 'What moved the balance in Stripe',
    description: 'With fee and net, the payout that it went out with, and the booking that it is of, if any.',
  })
  @Answers(200, BalanceTransactionPageJson, 'One page of them')
  @Refuses(422, '`validation_failed`, `invalid_cursor`')
  async list(
    @Query() { taken_in: takenIn, ...criteria }: BalanceTransactionsQueryString,
  ): Promise<BalanceTransactionPageJson> {
    return balanceTransactionPageJson(
      await this.queries.execute(new ListBalanceTransactions({ ...criteria, takenIn })),
    );
  }
}
