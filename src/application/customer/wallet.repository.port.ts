import type { Wallet } from '../../domain/customer/wallet.js';

/** Customers' cards as they are mirrored here. */
export interface WalletRepository {
  /** Locks it until the transaction ends. Throws CustomerNotFound. */
  lock(customer: string): Promise<Wallet>;
  /** Stores the cards and what happened to them. */
  save(wallet: Wallet): Promise<void>;
  /** How many payments that aren't settled yet were asked of this card of the customer. */
  countUnderWay(customer: string, card: string): Promise<number>;
}
