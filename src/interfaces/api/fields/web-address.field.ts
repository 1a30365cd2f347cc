import { Field, isString, type FieldOptions } from './field.js';

const LONGEST = 2000;

/** Where people are led to: a page on the web. */
export function WebAddressField(options: FieldOptions): PropertyDecorator {
  return Field(
    options,
    {
      shape: 'a string',
      has: isString,
      bound: (address) =>
        address.length <= LONGEST && /^https?:\/\//i.test(address) && URL.canParse(address)
          ? undefined
          : `must be a web address (https://…) of at most ${LONGEST} characters`,
    },
    { type: String, format: 'uri', maxLength: LONGEST },
  );
}
