import type { BusinessSettings } from '../../../application/shared/business-settings.port.js';
import type { CalendarDate } from '../../../domain/shared/calendar-date.js';
import { exponentOf } from '../../../domain/shared/currency.js';
import { Money } from '../../../domain/shared/money.js';
import { written } from '../../written-date.js';

export type Locale = Pick<BusinessSettings, 'locale' | 'timeZone' | 'currency'>;

/** How the browser writes amounts of one currency, the same way as the server: for the outcome shown while typing. */
export interface MoneyStyle {
  readonly locale: string;
  readonly currency: string;
  readonly display: 'narrowSymbol' | 'symbol' | 'code';
  readonly exponent: number;
}

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Amounts and times in the language, zone and currency of the business. */
export class Format {
  private readonly numbers = new Map<string, Intl.NumberFormat>();
  private readonly full: Intl.DateTimeFormat;
  private readonly thisYear: Intl.DateTimeFormat;
  private readonly otherYear: Intl.DateTimeFormat;
  private readonly exact: Intl.DateTimeFormat;
  private readonly dayOnly: Intl.DateTimeFormat;
  private readonly briefDay: Intl.DateTimeFormat;
  private readonly calendar: Intl.DateTimeFormat;
  private readonly yearOf: Intl.DateTimeFormat;
  private readonly away: Intl.RelativeTimeFormat;
  private readonly counts: Intl.NumberFormat;
  private readonly homeSymbol: string;

  constructor(private readonly settings: Locale) {
    const { locale, timeZone } = settings;
    const clock = { hour: '2-digit', minute: '2-digit' } as const;
    const day = { weekday: 'short', day: 'numeric', month: 'short' } as const;
    this.full = new Intl.DateTimeFormat(locale, { timeZone, ...day, year: 'numeric', ...clock });
    this.thisYear = new Intl.DateTimeFormat(locale, { timeZone, ...day, ...clock });
    this.otherYear = this.full;
    this.dayOnly = new Intl.DateTimeFormat(locale, {
      timeZone,
      day: 'numeric',
      month: 'short',
      year: 'numeric',
    });
    this.briefDay = new Intl.DateTimeFormat(locale, { timeZone, day: 'numeric', month: 'short' });
    this.exact = new Intl.DateTimeFormat(locale, { timeZone, dateStyle: 'full', timeStyle: 'long' });
    this.calendar = new Intl.DateTimeFormat(locale, { timeZone: 'UTC', ...day, year: 'numeric' });
    this.yearOf = new Intl.DateTimeFormat('en', { timeZone, year: 'numeric' });
    this.away = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' });
    this.counts = new Intl.NumberFormat(locale);
    this.homeSymbol = symbolIn(this.number(settings.currency));
  }

  /** `amount` in minor units: "$215.50" at home, "US$215.50" elsewhere. */
  money(amount: number, currency: string): string {
    return this.number(currency).format(Money.of(amount, currency).toDecimal() as `${number}`);
  }

  /** "US$215.50" everywhere: for who may be anywhere. */
  moneyAbroad(amount: number, currency: string): string {
    const digits = exponentOf(currency);
    const format = new Intl.NumberFormat(this.settings.locale, {
      style: 'currency',
      currency,
      minimumFractionDigits: digits,
      maximumFractionDigits: digits,
    });
    return format.format(Money.of(amount, currency).toDecimal() as `${number}`);
  }

  moneyStyle(currency: string): MoneyStyle {
    const { locale } = this.settings;
    return { locale, currency, display: this.displayOf(currency), exponent: exponentOf(currency) };
  }

  /** "$": what stands beside an amount field. */
  symbol(currency: string): string {
    return symbolIn(this.number(currency));
  }

  /** "Sat 28 Nov 2026, 16:30" */
  dateTime(moment: Date): string {
    return written(this.full, moment);
  }

  /** "Sat 28 Nov 2026, 16:30, Lisbon time" */
  zonedDateTime(moment: Date): string {
    return `${this.dateTime(moment)}, ${this.zone} time`;
  }

  /** "Sat 28 Nov, 16:30", with its year unless that is the current one. */
  shortDateTime(moment: Date, now: Date): string {
    const same = this.yearOf.format(moment) === this.yearOf.format(now);
    return written(same ? this.thisYear : this.otherYear, moment);
  }

  date(moment: Date): string {
    return this.dayOnly.format(moment);
  }

  /** "28 Nov": a day that is near. */
  shortDay(moment: Date): string {
    return this.briefDay.format(moment);
  }

  /** "Sat 28 Nov 2026": a day of the calendar, the same in every zone. */
  day(day: CalendarDate): string {
    return written(this.calendar, new Date(`${day}T00:00:00Z`));
  }

  /** "Saturday 28 November 2026 at 16:30:00 WET · Europe/Lisbon", for titles. */
  exactTime(moment: Date): string {
    return `${this.exact.format(moment)} · ${this.settings.timeZone}`;
  }

  /** "Lisbon": the zone that all times are in. */
  get zone(): string {
    return (this.settings.timeZone.split('/').at(-1) ?? this.settings.timeZone).replaceAll('_', ' ');
  }

  /** "in 31 hours", "yesterday", "40 seconds ago" */
  relative(moment: Date, now: Date): string {
    const seconds = Math.round((moment.getTime() - now.getTime()) / 1000);
    const size = Math.abs(seconds);
    if (size < MINUTE) return this.away.format(seconds, 'second');
    if (size < HOUR) return this.away.format(Math.trunc(seconds / MINUTE), 'minute');
    if (size < 2 * DAY) return this.away.format(Math.trunc(seconds / HOUR), 'hour');
    return this.away.format(Math.trunc(seconds / DAY), 'day');
  }

  /** "31 h", "40 min", "3 days": time left, rounded down. */
  left(until: Date, now: Date): string {
    const seconds = Math.max(0, (until.getTime() - now.getTime()) / 1000);
    if (seconds < HOUR) return `${Math.max(1, Math.floor(seconds / MINUTE))} min`;
    if (seconds < 2 * DAY) return `${Math.floor(seconds / HOUR)} h`;
    return `${Math.floor(seconds / DAY)} days`;
  }

  count(number: number): string {
    return this.counts.format(number);
  }

  private number(currency: string): Intl.NumberFormat {
    const known = this.numbers.get(currency);
    if (known) return known;
    const digits = exponentOf(currency);
    const made = new Intl.NumberFormat(this.settings.locale, {
      style: 'currency',
      currency,
      currencyDisplay: this.displayOf(currency),
      minimumFractionDigits: digits,
      maximumFractionDigits: digits,
    });
    this.numbers.set(currency, made);
    return made;
  }

  /** At home the plain symbol; elsewhere the locale's unambiguous one, or the code where that is the home symbol too. */
  private displayOf(currency: string): MoneyStyle['display'] {
    if (currency === this.settings.currency) return 'narrowSymbol';
    const symbol = symbolIn(
      new Intl.NumberFormat(this.settings.locale, { style: 'currency', currency, currencyDisplay: 'symbol' }),
    );
    return symbol === this.homeSymbol ? 'code' : 'symbol';
  }
}

function symbolIn(format: Intl.NumberFormat): string {
  return format.formatToParts(0).find((part) => part.type === 'currency')?.value ?? '';
}
