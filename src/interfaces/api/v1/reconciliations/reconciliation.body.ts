import { FlagField } from '../../fields/flag.field.js';
import { PageSizeField } from '../../fields/page-size.field.js';
import { TextField } from '../../fields/text.field.js';

const FORMS =
  'a time ago (`12h`, `30d`, `2w`), a day (`2026-11-01`, from midnight UTC) or a point in time (`2026-11-01T09:30:00Z`)';

export class NewReconciliationBody {
  @TextField({ description: `Where the period begins: ${FORMS}`, example: '30d', max: 40 })
  since!: string;

  @TextField({ description: 'Where it ends, in the same forms; now unless given', max: 40, optional: true })
  until?: string;

  @FlagField({ description: 'Only look and report; false unless given', example: true, optional: true })
  dry_run?: boolean;
}

export class ReconciliationListQueryString {
  @PageSizeField({ description: 'How many at most' })
  limit?: number;

  @TextField({ description: '`next_cursor` of the page before', max: 1000, optional: true })
  cursor?: string;
}
