import type { BusinessSettings } from '../../application/shared/business-settings.port.js';
import { exponentOf } from '../../domain/shared/currency.js';
import { Money } from '../../domain/shared/money.js';
import { written } from '../written-date.js';

/** Amounts and times as the business writes them, to people who may be anywhere: the zone stands beside each time. */
export class CustomerFormat {
  private readonly day: Intl.DateTimeFormat;

  constructor(private readonly settings: Pick<BusinessSettings, 'locale' | 'timeZone'>) {
    const { locale, timeZone } = settings;
    this.day = new Intl.DateTimeFormat(locale, {
      timeZone,
      weekday: 'short',
      day: 'numeric',
      month: 'short',
      year: 'numeric',
      hour: '2-digit',
      minute: '2-digit',
    });
  }

  /** `amount` in minor units, with a symbol that no other currency shares. */
  money(amount: number, currency: string): string {
    const digits = exponentOf(currency);
    const format = new Intl.NumberFormat(this.settings.locale, {
      style: 'currency',
      currency,
      currencyDisplay: 'symbol',
      minimumFractionDigits: digits,
      maximumFractionDigits: digits,
    });
    return format.format(Money.of(amount, currency).toDecimal() as `${number}`);
  }

  dateTime(moment: Date): string {
    const zone = (this.settings.timeZone.split('/').at(-1) ?? this.settings.timeZone).replaceAll('_', ' ');
    return `${written(this.day, moment)}, ${zone} time`;
  }
}
