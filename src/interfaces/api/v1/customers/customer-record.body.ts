import { LONGEST_NOTE } from '../../../../domain/customer/note.js';
import { ChoiceField } from '../../fields/choice.field.js';
import { Field, isString } from '../../fields/field.js';
import { IdField } from '../../fields/id.field.js';
import { PartField } from '../../fields/part.field.js';
import { EmailField, TextField } from '../../fields/text.field.js';
import { WholeNumberField } from '../../fields/whole-number.field.js';

export class CustomerChangeBody {
  @TextField({ description: 'What they are called', example: 'Nora Lindqvist', max: 200, optional: true })
  name?: string;

  @EmailField({
    description: 'New bookings with this address are theirs; those with the one before no more',
    example: 'nora@example.com',
    optional: true,
  })
  email?: string;

  @TextField({
    description: 'As people write it; empty for none',
    example: '+351 21 000 0000',
    min: 0,
    max: 40,
    optional: true,
  })
  phone?: string;
}

export class CustomerNoteBody {
  @Field(
    {
      description: 'Plain text; line breaks are kept',
      example: 'Asked to be called before noon.',
    },
    {
      shape: 'a string',
      has: isString,
      bound: (text) => {
        const { length } = [...text.trim()];
        return length >= 1 && length <= LONGEST_NOTE
          ? undefined
          : `must be 1 to ${LONGEST_NOTE} characters long, not ${length}`;
      },
    },
    { type: String, minLength: 1, maxLength: LONGEST_NOTE },
  )
  text!: string;
}

const WHOSE = ['this', 'other'] as const;
type Whose = (typeof WHOSE)[number];

export class KeptDetailsBody {
  @ChoiceField({ description: '`this` unless given', example: 'this', optional: true }, WHOSE)
  name?: Whose;

  @ChoiceField(
    {
      description: '`this` unless given; new bookings with either address are this customer’s',
      example: 'other',
      optional: true,
    },
    WHOSE,
  )
  email?: Whose;

  @ChoiceField({ description: 'Unless given, `this` where there is one', optional: true }, WHOSE)
  phone?: Whose;
}

export class CustomerMergeBody {
  @IdField({
    description: 'The other customer, who is the same person: their record leads here from then on',
  })
  customer!: string;

  @TextField({
    description: 'How it is known that they are one person; it stays with the customer',
    example: 'Same phone number, and she says so',
    max: 500,
  })
  reason!: string;

  @PartField({ description: 'Whose details are kept', optional: true }, () => KeptDetailsBody)
  keep?: KeptDetailsBody;

  @WholeNumberField({
    description: 'The version of the other that was decided on; that of this one goes into If-Match',
    example: 2,
    min: 1,
    max: Number.MAX_SAFE_INTEGER,
    optional: true,
  })
  version?: number;
}
