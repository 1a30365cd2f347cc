import { Get, Query } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiOperation } from '@nestjs/swagger';
import { GetBalances } from '../../../../application/balance/get-balances.query.js';
import { ListCustomerBalances } from '../../../../application/balance/list-customer-balances.query.js';
import { ApiController } from '../../api-controller.js';
import { Answers, Refuses } from '../../documentation/answers.js';
import { balanceJson, BalancesJson, customerBalanceJson, CustomerBalancePageJson } from './balance.json.js';
import { CustomerBalanceListQueryString } from './balance.query-string.js';

@ApiController('balances', 'Balances')
export class BalancesController {
  constructor(private readonly queries: QueryBus) {}

  @Get()
  @ApiOperation({
    summary: 'What is outstanding in all',
    description:
      'By currency, and by how long ago the bookings started. The bookings behind a figure: `GET /bookings?owing=true&currency=…&age=…`.',
  })
  @Answers(200, BalancesJson, 'All of it')
  async all(): Promise<BalancesJson> {
    const balances = await this.queries.execute(new GetBalances());
    return { data: balances.map(balanceJson) };
  }

  @Get('customers')
  @ApiOperation({
    summary: 'Which customers owe how much',
    description:
      'One row for each customer and currency. The bookings behind it: `GET /bookings?owing=true&customer=…`.',
  })
  @Answers(200, CustomerBalancePageJson, 'One page of them')
  @Refuses(422, '`validation_failed`, `invalid_cursor`')
  async customers(@Query() criteria: CustomerBalanceListQueryString): Promise<CustomerBalancePageJson> {
    const { rows, nextCursor } = await this.queries.execute(new ListCustomerBalances({ ...criteria }));
    return { data: rows.map(customerBalanceJson), next_cursor: nextCursor ?? null };
  }
}
