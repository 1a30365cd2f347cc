import { MOST_ROWS } from '../../../../application/import/csv-files.port.js';
import type { WantedReading } from '../../../../application/import/import-columns.js';
import {
  IMPORT_FIELDS,
  IMPORT_KINDS,
  type ImportField,
  type ImportKind,
} from '../../../../domain/import/import-fields.js';
import { IMPORT_STATES, type ImportState } from '../../../../domain/import/import-states.js';
import { VERDICTS, type Verdict } from '../../../../domain/import/verdict.js';
import { DECIMAL_SIGNS, type DecimalSign } from '../../../../domain/import/written-amount.js';
import { DATE_ORDERS, type DateOrder } from '../../../../domain/import/written-time.js';
import { ChoiceField } from '../../fields/choice.field.js';
import { CurrencyField } from '../../fields/money.field.js';
import { PageSizeField } from '../../fields/page-size.field.js';
import { PartsField } from '../../fields/parts.field.js';
import { TextField } from '../../fields/text.field.js';
import { WholeNumberField } from '../../fields/whole-number.field.js';

class ReadingFields {
  @ChoiceField(
    {
      description:
        'What comes first in dates that don’t begin with the year: `day_first` takes 03/04/2026 for 3 April. Such dates are errors until it is said; it is never guessed',
      optional: true,
    },
    DATE_ORDERS,
  )
  dates?: DateOrder;

  @ChoiceField(
    {
      description:
        'What stands before the decimals: `point` in 1,234.50, `comma` in 1.234,50. Amounts that can be read in two ways are errors until it is said',
      optional: true,
    },
    DECIMAL_SIGNS,
  )
  decimal?: DecimalSign;

  @CurrencyField({ description: 'Of the amounts in rows that name none', example: 'USD', optional: true })
  currency?: string;
}

export class NewImportQueryString extends ReadingFields {
  @ChoiceField({ description: 'What the rows are' }, IMPORT_KINDS)
  kind!: ImportKind;

  @TextField({
    description: 'As it is called on the timeline of what is imported from it; `upload.csv` unless given',
    example: 'bookings.csv',
    max: 200,
    optional: true,
  })
  file_name?: string;
}

export class ColumnBody {
  @ChoiceField({ description: 'What the column holds' }, IMPORT_FIELDS)
  field!: ImportField;

  @TextField({ description: 'The column’s name in the first row of the file', max: 1000 })
  header!: string;
}

/** All of how the file is to be understood: what isn’t given isn’t said any more, but for the columns, which stay. */
export class ImportReadingBody extends ReadingFields {
  @PartsField(
    {
      description:
        'Which column holds which field, all of them; they are recognised by their names unless given',
      most: IMPORT_FIELDS.length,
      optional: true,
    },
    () => ColumnBody,
  )
  columns?: ColumnBody[];
}

export class ImportStartBody {
  @WholeNumberField({
    description: 'How many rows with errors are left out on purpose: all of them, or it is refused',
    example: 3,
    min: 0,
    max: MOST_ROWS,
    optional: true,
  })
  leave_out?: number;
}

export class ImportListQueryString {
  @ChoiceField({ description: 'Only those', optional: true }, IMPORT_STATES)
  state?: ImportState;

  @PageSizeField({ description: 'How many at most' })
  limit?: number;

  @TextField({ description: '`next_cursor` of the page before', max: 1000, optional: true })
  cursor?: string;
}

export class ImportRowListQueryString {
  @ChoiceField({ description: 'Only those', optional: true }, VERDICTS)
  verdict?: Verdict;

  @PageSizeField({ description: 'How many at most' })
  limit?: number;

  @TextField({ description: '`next_cursor` of the page before', max: 1000, optional: true })
  cursor?: string;
}

export function readingFrom({ dates, decimal, currency }: ReadingFields): WantedReading {
  return {
    ...(dates ? { dates } : {}),
    ...(decimal ? { decimal } : {}),
    ...(currency === undefined ? {} : { currency }),
  };
}
