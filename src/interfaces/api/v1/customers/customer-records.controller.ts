import { Body, Get, Param, Patch, Post, Query, Res } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { ApiHeader, ApiOperation } from '@nestjs/swagger';
import type { Response } from 'express';
import { v7 as uuid } from 'uuid';
import { CorrectCustomer } from '../../../../application/customer/correct-customer.command.js';
import { GetCustomer } from '../../../../application/customer/get-customer.query.js';
import { ListCustomerPayments } from '../../../../application/customer/list-customer-payments.query.js';
import { ListCustomers } from '../../../../application/customer/list-customers.query.js';
import { ListLikelyDuplicates } from '../../../../application/customer/list-likely-duplicates.query.js';
import { MergeCustomers } from '../../../../application/customer/merge-customers.command.js';
import type { Idempotency } from '../../../../application/shared/decision-log.port.js';
import type { Kept, MergeChoice } from '../../../../domain/customer/merge.js';
import type { Actor } from '../../../../domain/shared/actor.js';
import { CallingProgram } from '../../access/bearer-token.guard.js';
import { ApiController } from '../../api-controller.js';
import { Answers, Refuses } from '../../documentation/answers.js';
import { ApiProblem } from '../../problems/api-problem.js';
import { RequiredIdempotency } from '../../requests/idempotency-key.js';
import { OptionalVersion } from '../../requests/if-match.js';
import { CustomerId } from './customer-id.js';
import { CustomerListQueryString, CustomerPartQueryString } from './customer-list.query-string.js';
import { CustomerChangeBody, CustomerMergeBody, type KeptDetailsBody } from './customer-record.body.js';
import {
  CustomerPageJson,
  customerPaymentJson,
  CustomerPaymentPageJson,
  LikelyDuplicatesJson,
  likelyDuplicateJson,
  listedCustomerJson,
} from './customer-record.json.js';
import { customerJson, KnownCustomerJson } from './customer.json.js';

const ETAG = { ETag: 'The version of the customer, in quotes, for If-Match' };
const IF_MATCH = {
  name: 'If-Match',
  required: false,
  description: 'The version of the customer that was decided on, in quotes',
  schema: { type: 'string' },
  example: '"3"',
};

/** The people bookings are for: who they are, and that two of them are one. */
@ApiController('customers', 'Customers')
export class CustomerRecordsController {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: QueryBus,
  ) {}

  @Get()
  @ApiOperation({ summary: 'List customers' })
  @Answers(200, CustomerPageJson, 'One page of them')
  @Refuses(422, '`validation_failed`, `invalid_cursor`')
  async list(@Query() { owing, cards, ...criteria }: CustomerListQueryString): Promise<CustomerPageJson> {
    const { rows, nextCursor } = await this.queries.execute(
      new ListCustomers({ ...criteria, owing: owing === 'true', withoutCard: cards === 'none' }),
    );
    return { data: rows.map(listedCustomerJson), next_cursor: nextCursor ?? null };
  }

  @Patch(':id')
  @ApiOperation({
    summary: 'Correct a customer',
    description:
      'Bookings keep the name, address and number that were given for them. Stripe is told in the background: see `in_stripe`.',
  })
  @ApiHeader(IF_MATCH)
  @Answers(200, KnownCustomerJson, 'The customer as they are now', ETAG)
  @Refuses(404, '`customer_not_found`')
  @Refuses(409, '`email_taken`: it is another customer’s, whom `customer` names')
  @Refuses(412, '`cards_changed`: since that version')
  @Refuses(413, '`payload_too_large`')
  @Refuses(415, '`unsupported_media_type`')
  @Refuses(422, '`validation_failed`, `nothing_to_change`')
  async correct(
    @Param('id', CustomerId) customer: string,
    @Body() change: CustomerChangeBody,
    @OptionalVersion() expectedVersion: number | undefined,
    @CallingProgram() by: Actor,
    @Res({ passthrough: true }) response: Response,
  ): Promise<KnownCustomerJson> {
    const { name, email, phone } = change;
    if (name === undefined && email === undefined && phone === undefined)
      throw new ApiProblem(422, 'nothing_to_change', 'Give a name, an email or a phone that is to be kept.');
    await this.commands.execute(
      new CorrectCustomer({ customer, change: { name, email, phone }, expectedVersion, by }),
    );
    return this.asNow(customer, response);
  }

  @Get(':id/payments')
  @ApiOperation({ summary: 'The customer’s payments', description: 'Towards any of their bookings.' })
  @Answers(200, CustomerPaymentPageJson, 'One page of them')
  @Refuses(404, '`customer_not_found`')
  @Refuses(422, '`validation_failed`, `invalid_cursor`')
  async payments(
    @Param('id', CustomerId) customer: string,
    @Query() criteria: CustomerPartQueryString,
  ): Promise<CustomerPaymentPageJson> {
    const { rows, nextCursor } = await this.queries.execute(
      new ListCustomerPayments({ ...criteria, customer }),
    );
    return { data: rows.map(customerPaymentJson), next_cursor: nextCursor ?? null };
  }

  @Get(':id/duplicates')
  @ApiOperation({ summary: 'Who may be the same person', description: 'Five of them at most.' })
  @Answers(200, LikelyDuplicatesJson, 'Those who are alike')
  @Refuses(404, '`customer_not_found`')
  async duplicates(@Param('id', CustomerId) customer: string): Promise<LikelyDuplicatesJson> {
    const alike = await this.queries.execute(new ListLikelyDuplicates(customer));
    return { data: alike.map(likelyDuplicateJson) };
  }

  @Post(':id/merges')
  @ApiOperation({
    summary: 'Merge another customer into this one',
    description:
      'For two that are one person. Bookings, cards, links, notes and unmatched payments of the other are this customer’s from then on, and the id of the other answers with this customer. It can’t be undone. Nothing changes in Stripe, where each card stays with its own customer.',
  })
  @ApiHeader({
    name: 'Idempotency-Key',
    required: true,
    description: 'The same key and body again get the same customer',
    schema: { type: 'string', minLength: 1, maxLength: 255 },
  })
  @ApiHeader(IF_MATCH)
  @Answers(201, KnownCustomerJson, 'The customer who is left', ETAG)
  @Refuses(404, '`customer_not_found`')
  @Refuses(
    409,
    '`customer_merged`: one of them was, `into` another; `merge_while_under_way`: a payment of either isn’t settled; `idempotency_key_reused`',
  )
  @Refuses(412, '`cards_changed`: since one of the versions')
  @Refuses(413, '`payload_too_large`')
  @Refuses(415, '`unsupported_media_type`')
  @Refuses(422, '`validation_failed`, `same_customer`')
  async merge(
    @Param('id', CustomerId) survivor: string,
    @Body() { customer: merged, reason, keep, version }: CustomerMergeBody,
    @OptionalVersion() expectedVersion: number | undefined,
    @RequiredIdempotency() idempotency: Idempotency,
    @CallingProgram() by: Actor,
    @Res({ passthrough: true }) response: Response,
  ): Promise<KnownCustomerJson> {
    await this.commands.execute(
      new MergeCustomers({
        merge: uuid(),
        survivor,
        merged,
        keep: keep && choiceFrom(keep),
        reason,
        expectedVersions: { survivor: expectedVersion, merged: version },
        by,
        idempotency,
      }),
    );
    return this.asNow(survivor, response);
  }

  private async asNow(id: string, response: Response): Promise<KnownCustomerJson> {
    const customer = await this.queries.execute(new GetCustomer(id));
    response.set('ETag', `"${customer.version}"`);
    return customerJson(customer);
  }
}

function choiceFrom({ name, email, phone }: KeptDetailsBody): MergeChoice {
  const kept = (whose: 'this' | 'other' | undefined): Kept | undefined =>
    whose && (whose === 'this' ? 'survivor' : 'merged');
  return { name: kept(name), email: kept(email), phone: kept(phone) };
}
