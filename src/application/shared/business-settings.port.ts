/** What this installation is: whose desk, in which language, zone and currency, and on which Stripe. */
export abstract class BusinessSettings {
  abstract readonly name: string;
  /** BCP 47, e.g. `en-GB`: how amounts and times are written. */
  abstract readonly locale: string;
  /** IANA, e.g. `Europe/Lisbon`: the zone in which pages show times. */
  abstract readonly timeZone: string;
  /** ISO 4217: the currency a new booking starts with. */
  abstract readonly currency: string;
  /** `sandbox`: the built-in one; `test` and `live`: by the kind of Stripe key. */
  abstract readonly stripeMode: 'sandbox' | 'test' | 'live';
  /** Where `/customers/cus_…` and `/payments/pi_…` lead. */
  abstract readonly stripeDashboardUrl: string;
  /** How people reach this desk, without a trailing slash. */
  abstract readonly publicUrl: string;
}
