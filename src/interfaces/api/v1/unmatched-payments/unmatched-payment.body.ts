import { ChoiceField } from '../../fields/choice.field.js';
import { IdField } from '../../fields/id.field.js';
import { PageSizeField } from '../../fields/page-size.field.js';
import { TextField } from '../../fields/text.field.js';

export class UnmatchedPaymentListQueryString {
  @PageSizeField({ description: 'How many at most' })
  limit?: number;

  @TextField({ description: '`next_cursor` of the page before', max: 1000, optional: true })
  cursor?: string;

  @ChoiceField({ description: '`true`: those that are for no booking, as somebody said', optional: true }, [
    'true',
  ])
  dismissed?: 'true';
}

export class LinkBody {
  @IdField({
    description: 'The id of the booking that the payment was for',
    example: '019b6e2c-7a3f-7c11-9d52-6f0a1c8b4e70',
  })
  booking!: string;
}

export class DismissalBody {
  @TextField({ description: 'Why it is for no booking', max: 500, example: 'A donation, not for a booking' })
  note!: string;
}
