/** Test payment methods that Stripe documents, for the sandbox. https://docs.stripe.com/testing#cards */
export const TEST_CARDS = [
  { id: 'pm_card_visa', label: 'Visa •••• 4242, succeeds' },
  { id: 'pm_card_mastercard', label: 'Mastercard •••• 4444, succeeds' },
  { id: 'pm_card_amex', label: 'American Express •••• 8431, succeeds' },
  { id: 'pm_card_chargeCustomerFail', label: 'Visa •••• 0341, is kept, then declines' },
  { id: 'pm_card_chargeDeclinedInsufficientFunds', label: 'Visa •••• 9995, not enough funds' },
  { id: 'pm_card_chargeDeclinedExpiredCard', label: 'Visa •••• 0069, expired' },
  { id: 'pm_card_authenticationRequired', label: 'Visa •••• 3184, customer must authenticate' },
] as const;
