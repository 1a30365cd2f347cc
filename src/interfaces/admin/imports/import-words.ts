import type { ImportState } from '../../../domain/import/import-states.js';
import type { ImportKind } from '../../../domain/import/import-fields.js';
import type { ImportEvent } from '../../../domain/import/import.js';
import type { ImportQuestion } from '../../../domain/import/read-row.js';
import type { Verdict } from '../../../domain/import/verdict.js';
import type { Badge } from '../bookings/badges.js';

export const IMPORT_BADGES: Readonly<Record<ImportState, Badge>> = {
  checking: { tone: 'info', icon: 'clock', label: 'Being checked' },
  ready: { tone: 'warn', icon: 'half', label: 'To be looked at' },
  running: { tone: 'info', icon: 'clock', label: 'Running' },
  done: { tone: 'good', icon: 'check', label: 'Done' },
  canceled: { tone: 'mute', icon: 'cross', label: 'Stopped' },
};

export const VERDICT_BADGES: Readonly<Record<Verdict, Badge>> = {
  new: { tone: 'info', icon: 'plus', label: 'New' },
  completes: { tone: 'info', icon: 'plus', label: 'Adds a phone number' },
  same: { tone: 'mute', icon: 'check', label: 'Here already' },
  differs: { tone: 'warn', icon: 'half', label: 'Differs, left alone' },
  error: { tone: 'bad', icon: 'cross', label: 'Error' },
};

export const WRITTEN_BADGE: Badge = { tone: 'good', icon: 'check', label: 'Imported' };

export const QUESTIONS: Readonly<Record<ImportQuestion, string>> = {
  columns: 'which columns hold what is needed',
  dates: 'whether day or month comes first',
  decimal: 'which decimal sign the amounts have',
  currency: 'which currency the amounts are in',
};

export const IMPORT_EVENTS: Readonly<Record<ImportEvent['type'], { tone: Badge['tone']; what: string }>> = {
  import_uploaded: { tone: 'mute', what: 'Uploaded' },
  import_reading_changed: { tone: 'info', what: 'To be read otherwise' },
  import_checked: { tone: 'mute', what: 'Checked' },
  import_started: { tone: 'info', what: 'Started' },
  import_finished: { tone: 'good', what: 'Finished' },
  import_canceled: { tone: 'warn', what: 'Stopped' },
  import_rows_removed: { tone: 'mute', what: 'Rows removed' },
};

/** "1 booking", "3 customers" */
export function counted(kind: ImportKind, count: number, format: { count(number: number): string }): string {
  return `${format.count(count)} ${count === 1 ? kind.slice(0, -1) : kind}`;
}

/** A file to begin from, for each kind. */
export const TEMPLATES: Readonly<Record<ImportKind, readonly (readonly string[])[]>> = {
  bookings: [
    [
      'reference',
      'customer_name',
      'customer_email',
      'customer_phone',
      'service',
      'starts_at',
      'total',
      'currency',
      'payment_option',
    ],
    [
      'LX-1042',
      'Nora Lindqvist',
      'nora@example.com',
      '00351 21 000 0000',
      'Sunset sailing, 2 people',
      '2031-05-01 18:30',
      '185.50',
      'USD',
      'later',
    ],
  ],
  customers: [
    ['customer_name', 'customer_email', 'customer_phone'],
    ['Nora Lindqvist', 'nora@example.com', '00351 21 000 0000'],
  ],
};
