import { Money } from '../../../src/domain/shared/money.js';

/** Amounts in minor units: `usd(18550)` is $185.50. */
export const usd = (amount: number): Money => Money.of(amount, 'USD');
export const eur = (amount: number): Money => Money.of(amount, 'EUR');
export const jpy = (amount: number): Money => Money.of(amount, 'JPY');
export const kwd = (amount: number): Money => Money.of(amount, 'KWD');
