import type { WantedReading } from '../../../application/import/import-columns.js';
import type { ImportView } from '../../../application/import/import.views.js';
import { FIELDS_OF, type ImportKind } from '../../../domain/import/import-fields.js';
import { DECIMAL_SIGNS } from '../../../domain/import/written-amount.js';
import { DATE_ORDERS } from '../../../domain/import/written-time.js';
import { allCurrencies } from '../../../domain/shared/currency.js';
import { textOf, type FormFields } from '../forms/form-fields.js';

const UNSAID = 'Not said';

/** What was chosen of how the file is to be understood, all of it. */
export function readingIn(body: FormFields, kind: ImportKind): WantedReading {
  const dates = DATE_ORDERS.find((each) => each === textOf(body, 'dates'));
  const decimal = DECIMAL_SIGNS.find((each) => each === textOf(body, 'decimal'));
  const currency = textOf(body, 'currency');
  return {
    columns: FIELDS_OF[kind].flatMap(({ field }) => {
      const header = textOf(body, `column_${field}`);
      return header === '' ? [] : [{ field, header }];
    }),
    ...(dates ? { dates } : {}),
    ...(decimal ? { decimal } : {}),
    ...(currency === '' ? {} : { currency }),
  };
}

/** `typed`: what was sent and refused, to be shown once more. */
export function readingForm(
  { kind, file, reading, questions }: ImportView,
  home: string,
  typed?: FormFields,
) {
  const chosen = (name: string, now: string | undefined) => (typed ? textOf(typed, name) : (now ?? ''));
  const choice = (name: string, now: string | undefined, options: readonly (readonly [string, string])[]) => {
    const value = chosen(name, now);
    return [['', UNSAID] as const, ...options].map(([each, label]) => ({
      value: each,
      label,
      chosen: each === value,
    }));
  };
  return {
    columns: FIELDS_OF[kind].map(({ field, label, required }) => {
      const at = reading.columns[field];
      const header = chosen(`column_${field}`, at === undefined ? undefined : file.headers[at]);
      return {
        name: `column_${field}`,
        label,
        required,
        isMissing: required && header === '',
        options: [
          { value: '', label: 'Not in this file', chosen: header === '' },
          ...file.headers.map((each) => ({ value: each, label: each, chosen: each === header })),
        ],
      };
    }),
    isBookings: kind === 'bookings',
    asks: {
      dates: questions.includes('dates'),
      decimal: questions.includes('decimal'),
      currency: questions.includes('currency'),
    },
    dates: choice('dates', reading.dates, [
      ['day_first', 'The day: 31/12/2031'],
      ['month_first', 'The month: 12/31/2031'],
    ]),
    decimal: choice('decimal', reading.decimal, [
      ['point', 'A point: 1,234.50'],
      ['comma', 'A comma: 1.234,50'],
    ]),
    currency: choice(
      'currency',
      reading.currency,
      [home, ...allCurrencies().filter((code) => code !== home)].map((code) => [code, code] as const),
    ),
    isOpen: questions.length > 0 || typed !== undefined,
  };
}
