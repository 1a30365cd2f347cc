import { exponentOf } from '../../domain/shared/currency.js';
import { Money } from '../../domain/shared/money.js';

/** Amounts and times as the business’s customers read them: in its language, with the zone, whatever theirs is. */
export class MailWords {
  private readonly full: Intl.DateTimeFormat;
  private readonly dayOnly: Intl.DateTimeFormat;

  constructor(
    private readonly locale: string,
    timeZone: string,
  ) {
    const day = { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' } as const;
    this.dayOnly = new Intl.DateTimeFormat(locale, { timeZone: 'UTC', ...day });
    this.full = new Intl.DateTimeFormat(locale, {
      timeZone,
      ...day,
      hour: '2-digit',
      minute: '2-digit',
      timeZoneName: 'short',
    });
  }

  /** `amount` in minor units: "US$185.50", never a symbol that several currencies share. */
  money({ amount, currency }: { readonly amount: number; readonly currency: string }): string {
    const digits = exponentOf(currency);
    const format = new Intl.NumberFormat(this.locale, {
      style: 'currency',
      currency,
      minimumFractionDigits: digits,
      maximumFractionDigits: digits,
    });
    return format.format(Money.of(amount, currency).toDecimal() as `${number}`);
  }

  /** "Thursday 1 May 2031 at 18:30 WEST" */
  time(moment: string): string {
    return this.full.format(new Date(moment));
  }

  /** A day of the business's calendar: "Thursday 1 May 2031" */
  day(date: string): string {
    return this.dayOnly.format(new Date(`${date}T00:00:00Z`));
  }

  /** "Visa •••• 4242" */
  card({ brand, last4 }: { readonly brand: string; readonly last4: string }): string {
    return `${brand.charAt(0).toUpperCase()}${brand.slice(1).replaceAll('_', ' ')} •••• ${last4}`;
  }
}
