import type { Card } from '../../../src/domain/customer/card.js';
import { Wallet, type WalletData } from '../../../src/domain/customer/wallet.js';
import { AMEX, VISA } from './an-intent.js';
import { hoursAfter, NOW } from './causes.js';

/** The customer in Stripe whose they are. */
export const MIA_THERE = 'cus_customer-1';

/** The older one. */
export const OLD_VISA: Card = { ...VISA, addedAt: hoursAfter(NOW, -48), stripeCustomer: MIA_THERE };
export const NEW_AMEX: Card = { ...AMEX, addedAt: hoursAfter(NOW, -1), stripeCustomer: MIA_THERE };

export function aWallet(data: Partial<WalletData> = {}): Wallet {
  return Wallet.restore({ customer: 'customer-1', version: 1, looks: 0, cards: [], requests: [], ...data });
}

/** As it is loaded the next time. */
export function storedAgain(wallet: Wallet): Wallet {
  return Wallet.restore(wallet.toData());
}
