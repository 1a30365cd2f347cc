import { ApiSchema } from '@nestjs/swagger';
import { LINK_DAYS } from '../../../../domain/customer-link/customer-link-errors.js';
import { FlagField } from '../../fields/flag.field.js';
import { MinorUnitsField } from '../../fields/money.field.js';
import { PageSizeField } from '../../fields/page-size.field.js';
import { TextField } from '../../fields/text.field.js';
import { WholeNumberField } from '../../fields/whole-number.field.js';

const DAYS = {
  description: 'How many days it can be used; as settled for the desk unless given',
  example: 7,
  optional: true,
  min: LINK_DAYS.least,
  max: LINK_DAYS.most,
};
const SEND = { description: 'Whether it is mailed to the customer too; false unless given', optional: true };

export class PaymentLinkBody {
  @MinorUnitsField({
    description: 'In minor units of the booking’s currency; all that is `outstanding` unless given',
    example: 5000,
    optional: true,
  })
  amount?: number;

  @WholeNumberField(DAYS)
  days?: number;

  @FlagField(SEND)
  send?: boolean;
}

export class AuthenticationLinkBody {
  @WholeNumberField(DAYS)
  days?: number;

  @FlagField(SEND)
  send?: boolean;
}

@ApiSchema({ description: 'Takes no fields: an empty object, or no body at all.' })
export class NoFieldsBody {}

export class LinkListQueryString {
  @PageSizeField({ description: 'How many at most' })
  limit?: number;

  @TextField({ description: '`next_cursor` of the page before', max: 1000, optional: true })
  cursor?: string;
}
