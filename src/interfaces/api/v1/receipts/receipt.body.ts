import { EmailField } from '../../fields/text.field.js';

export class ReceiptMailBody {
  @EmailField({
    description: 'Where it goes; to the address that the booking names unless given',
    example: 'books@example.com',
    optional: true,
  })
  email?: string;
}
