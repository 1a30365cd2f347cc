import { CUSTOMER_SORTS, type CustomerSort } from '../../../../application/customer/list-customers.query.js';
import { ChoiceField } from '../../fields/choice.field.js';
import { PageSizeField } from '../../fields/page-size.field.js';
import { TextField } from '../../fields/text.field.js';

/** Which customers, in which order; an empty value is none. */
export class CustomerListQueryString {
  @TextField({
    description:
      'Any part, in any case, of the name, e-mail address or phone number; also of those by which a merged record was known',
    max: 200,
    optional: true,
  })
  q?: string;

  @ChoiceField({ description: '`true`: only customers who owe something', optional: true }, ['true'])
  owing?: 'true';

  @ChoiceField({ description: '`none`: only customers without a card', optional: true }, ['none'])
  cards?: 'none';

  @ChoiceField({ description: '`-created_at`, newest first, unless given', optional: true }, [
    ...CUSTOMER_SORTS,
  ])
  sort?: CustomerSort;

  @PageSizeField({ description: 'How many at most' })
  limit?: number;

  @TextField({
    description: '`next_cursor` of the page before, with the same sort',
    max: 1000,
    optional: true,
  })
  cursor?: string;
}

/** A page of what belongs to one customer. */
export class CustomerPartQueryString {
  @PageSizeField({ description: 'How many at most' })
  limit?: number;

  @TextField({ description: '`next_cursor` of the page before', max: 1000, optional: true })
  cursor?: string;
}
