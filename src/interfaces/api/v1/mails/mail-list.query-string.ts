import { MAIL_STATES, type MailState } from '../../../../domain/mail/mail-states.js';
import { ChoiceField } from '../../fields/choice.field.js';
import { IdField } from '../../fields/id.field.js';
import { PageSizeField } from '../../fields/page-size.field.js';
import { TextField } from '../../fields/text.field.js';

export class MailListQueryString {
  @ChoiceField({ description: 'Only those', optional: true }, MAIL_STATES)
  status?: MailState;

  @IdField({ description: 'Only those about the booking with this id', optional: true })
  booking?: string;

  @ChoiceField(
    {
      description:
        '`true`: only those that failed, or may not have been sent, and were not dismissed: what the console shows under Attention',
      optional: true,
    },
    ['true'],
  )
  attention?: 'true';

  @PageSizeField({ description: 'How many at most' })
  limit?: number;

  @TextField({ description: '`next_cursor` of the page before', max: 1000, optional: true })
  cursor?: string;
}
