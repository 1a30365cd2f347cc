import { isCurrency } from '../../../domain/shared/currency.js';
import { Field, isString, type FieldOptions } from './field.js';

/** A whole number of minor units, more than zero: no strings, no decimals. */
export function MinorUnitsField(options: FieldOptions): PropertyDecorator {
  return Field(
    options,
    {
      shape: 'a JSON number: a whole number of minor units, such as 18550 for 185.50 USD',
      has: (value): value is number => typeof value === 'number',
      bound: (amount) =>
        Number.isSafeInteger(amount) && amount >= 1
          ? undefined
          : `must be a whole number of minor units from 1 to ${Number.MAX_SAFE_INTEGER}, not ${amount}`,
    },
    { type: 'integer', format: 'int64', minimum: 1, maximum: Number.MAX_SAFE_INTEGER },
  );
}

export function CurrencyField(options: FieldOptions): PropertyDecorator {
  return Field(
    options,
    {
      shape: 'a string',
      has: isString,
      bound: (code) =>
        isCurrency(code) ? undefined : 'must be an ISO 4217 code in upper case, such as USD, that is in use',
    },
    { type: String, pattern: '^[A-Z]{3}$', minLength: 3, maxLength: 3 },
  );
}
