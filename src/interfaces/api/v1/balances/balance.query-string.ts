import { CurrencyField } from '../../fields/money.field.js';
import { PageSizeField } from '../../fields/page-size.field.js';
import { TextField } from '../../fields/text.field.js';

export class CustomerBalanceListQueryString {
  @CurrencyField({ description: 'Only what is owed in this currency', optional: true })
  currency?: string;

  @PageSizeField({ description: 'How many at most' })
  limit?: number;

  @TextField({
    description: '`next_cursor` of the page before, with the same currency',
    max: 1000,
    optional: true,
  })
  cursor?: string;
}
