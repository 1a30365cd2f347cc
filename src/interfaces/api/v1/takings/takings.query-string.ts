import { FIGURE_NAMES, type Figure } from '../../../../application/takings/takings.js';
import type { BalanceStanding } from '../../../../application/takings/takings-views.js';
import { ChoiceField } from '../../fields/choice.field.js';
import { DayField } from '../../fields/day.field.js';
import { CurrencyField } from '../../fields/money.field.js';
import { PageSizeField } from '../../fields/page-size.field.js';
import { TextField } from '../../fields/text.field.js';

const CURSOR = {
  description: '`next_cursor` of the page before, with the same filters',
  max: 1000,
  optional: true,
};

export class TakingsQueryString {
  @DayField({
    description: 'The first day, by the calendar of the business; by default six days before `to`',
    optional: true,
  })
  from?: string;

  @DayField({
    description: 'The last day, which counts in full; by default today. At most 366 days in all',
    optional: true,
  })
  to?: string;
}

export class MovementsQueryString extends TakingsQueryString {
  @CurrencyField({ description: 'Only money of this currency', optional: true })
  currency?: string;

  @TextField({ description: 'Only what came this way: `method.code` of a line', max: 100, optional: true })
  method?: string;

  @ChoiceField({ description: 'Only what makes up this figure', optional: true }, FIGURE_NAMES)
  figure?: Figure;

  @ChoiceField({ description: 'Only facts whose transaction isn’t known yet', optional: true }, [
    'true',
    'false',
  ])
  awaited?: 'true' | 'false';

  @PageSizeField({ description: 'How many at most' })
  limit?: number;

  @TextField(CURSOR)
  cursor?: string;
}

export class BalanceTransactionsQueryString {
  @DayField({ description: 'The first day, by the calendar of the business', optional: true })
  from?: string;

  @DayField({ description: 'The last day, which counts in full', optional: true })
  to?: string;

  @ChoiceField(
    {
      description:
        '`booking`: of a booking’s payment; `foreign`: of another payment on the same account; `account`: the account’s own, such as a fee; `payout`: on its way to the bank',
      optional: true,
    },
    ['booking', 'foreign', 'account', 'payout'],
  )
  standing?: BalanceStanding;

  @CurrencyField({ description: 'Only those on the balance of this currency', optional: true })
  currency?: string;

  @TextField({ description: 'Only what came this way', max: 100, optional: true })
  method?: string;

  @CurrencyField({ description: 'Only what customers paid in this currency', optional: true })
  taken_in?: string;

  @TextField({
    description: '`po_…`: what it consists of; `none`: in no payout yet',
    max: 100,
    optional: true,
  })
  payout?: string;

  @PageSizeField({ description: 'How many at most' })
  limit?: number;

  @TextField(CURSOR)
  cursor?: string;
}

export class PayoutsQueryString {
  @CurrencyField({ description: 'Only payouts in this currency', optional: true })
  currency?: string;

  @PageSizeField({ description: 'How many at most' })
  limit?: number;

  @TextField(CURSOR)
  cursor?: string;
}
