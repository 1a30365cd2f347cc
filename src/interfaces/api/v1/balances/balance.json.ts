import { ApiProperty } from '@nestjs/swagger';
import { BALANCE_AGE_NAMES } from '../../../../application/balance/balance-ages.js';
import type { Balance } from '../../../../application/balance/get-balances.query.js';
import type { CustomerBalance } from '../../../../application/balance/list-customer-balances.query.js';

class OwedJson {
  @ApiProperty({ type: 'integer', description: 'Minor units', example: 128450 })
  outstanding!: number;

  @ApiProperty({ type: 'integer', description: 'How many bookings owe it', example: 12 })
  bookings!: number;
}

class BalanceAgeJson extends OwedJson {
  @ApiProperty({
    type: String,
    enum: [...BALANCE_AGE_NAMES],
    description:
      'How many days ago the bookings started, by the calendar of the business; `not_yet_due`: they start today or later',
  })
  age!: string;
}

class BalanceJson extends OwedJson {
  @ApiProperty({ type: String, description: 'ISO 4217', example: 'USD' })
  currency!: string;

  @ApiProperty({ type: () => [BalanceAgeJson], description: 'Every age; they add up to the whole' })
  ages!: BalanceAgeJson[];
}

export class BalancesJson {
  @ApiProperty({ type: () => [BalanceJson], description: 'One for each currency in which something is owed' })
  data!: BalanceJson[];
}

class OwingCustomerJson {
  @ApiProperty({ type: String, format: 'uuid' })
  id!: string;

  @ApiProperty({ type: String, example: 'Nora Lindqvist' })
  name!: string;

  @ApiProperty({ type: String, format: 'email', example: 'nora@example.com' })
  email!: string;
}

class CustomerBalanceJson extends OwedJson {
  @ApiProperty({ type: () => OwingCustomerJson })
  customer!: OwingCustomerJson;

  @ApiProperty({ type: String, description: 'ISO 4217', example: 'USD' })
  currency!: string;
}

export class CustomerBalancePageJson {
  @ApiProperty({ type: () => [CustomerBalanceJson], description: 'The most minor units first' })
  data!: CustomerBalanceJson[];

  @ApiProperty({ type: String, nullable: true, description: 'For the next page; null on the last' })
  next_cursor!: string | null;
}

export function balanceJson({ currency, outstanding, bookings, ages }: Balance): BalanceJson {
  return { currency, outstanding, bookings, ages: ages.map((age) => ({ ...age })) };
}

export function customerBalanceJson(row: CustomerBalance): CustomerBalanceJson {
  const { customer, currency, outstanding, bookings } = row;
  return { customer: { ...customer }, currency, outstanding, bookings };
}
