import { ITEM_OUTCOMES, type ItemOutcome } from '../../../../domain/batch/batch-item.js';
import { BATCH_STATES, type BatchState } from '../../../../domain/batch/batch-states.js';
import { ChoiceField } from '../../fields/choice.field.js';
import { PageSizeField } from '../../fields/page-size.field.js';
import { TextField } from '../../fields/text.field.js';

export class BatchListQueryString {
  @ChoiceField({ description: 'Only those', optional: true }, BATCH_STATES)
  state?: BatchState;

  @PageSizeField({ description: 'How many at most' })
  limit?: number;

  @TextField({ description: '`next_cursor` of the page before', max: 1000, optional: true })
  cursor?: string;
}

export class BatchItemListQueryString {
  @ChoiceField({ description: 'Only bookings that came to it', optional: true }, ITEM_OUTCOMES)
  outcome?: ItemOutcome;

  @PageSizeField({ description: 'How many at most' })
  limit?: number;

  @TextField({ description: '`next_cursor` of the page before', max: 1000, optional: true })
  cursor?: string;
}
