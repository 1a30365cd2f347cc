/** Payments that recovery works on. */
export abstract class UnsettledPayments {
  /** Has one, or all of them, tried again at once instead of at the set time; how many that are. */
  abstract tryNow(payment?: string): Promise<number>;
}
