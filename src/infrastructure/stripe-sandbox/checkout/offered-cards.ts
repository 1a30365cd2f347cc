interface OfferedCard {
  /** A PaymentMethod that Stripe documents for tests. */
  readonly id: string;
  readonly brand: string;
  readonly last4: string;
  readonly does: string;
}

interface CardGroup {
  readonly label: string;
  readonly cards: readonly OfferedCard[];
}

/** In the place of a card's number, which these pages never ask for. https://docs.stripe.com/testing#cards */
export const OFFERED_CARDS: readonly CardGroup[] = [
  {
    label: 'Cards that succeed',
    cards: [
      { id: 'pm_card_visa', brand: 'Visa', last4: '4242', does: 'Succeeds' },
      { id: 'pm_card_mastercard', brand: 'Mastercard', last4: '4444', does: 'Succeeds' },
      { id: 'pm_card_amex', brand: 'American Express', last4: '8431', does: 'Succeeds' },
      {
        id: 'pm_card_expiringSoon',
        brand: 'Visa',
        last4: '1881',
        does: 'Succeeds; good to the end of this month',
      },
    ],
  },
  {
    label: 'Cards whose bank asks for authentication',
    cards: [
      {
        id: 'pm_card_authenticationRequired',
        brand: 'Visa',
        last4: '3184',
        does: 'The bank asks every time, later charges included',
      },
      {
        id: 'pm_card_authenticationRequiredOnSetup',
        brand: 'Visa',
        last4: '3155',
        does: 'The bank asks now; once saved, later charges succeed',
      },
      {
        id: 'pm_card_authenticationRequiredChargeDeclinedInsufficientFunds',
        brand: 'Visa',
        last4: '3178',
        does: 'The bank asks; charges are then declined: not enough funds',
      },
    ],
  },
  {
    label: 'Cards that decline',
    cards: [
      {
        id: 'pm_card_chargeCustomerFail',
        brand: 'Visa',
        last4: '0341',
        does: 'Can be saved; every charge is declined',
      },
      { id: 'pm_card_chargeDeclined', brand: 'Visa', last4: '0002', does: 'Declined' },
      {
        id: 'pm_card_chargeDeclinedInsufficientFunds',
        brand: 'Visa',
        last4: '9995',
        does: 'Declined: not enough funds',
      },
      { id: 'pm_card_chargeDeclinedExpiredCard', brand: 'Visa', last4: '0069', does: 'Declined: expired' },
      {
        id: 'pm_card_chargeDeclinedIncorrectCvc',
        brand: 'Visa',
        last4: '0127',
        does: 'Declined: wrong security code',
      },
    ],
  },
];

export function isOffered(id: string): boolean {
  return OFFERED_CARDS.some(({ cards }) => cards.some((card) => card.id === id));
}
