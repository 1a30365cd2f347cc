const BRANDS: Readonly<Record<string, string>> = {
  visa: 'Visa',
  mastercard: 'Mastercard',
  amex: 'American Express',
  discover: 'Discover',
  diners: 'Diners Club',
  jcb: 'JCB',
  unionpay: 'UnionPay',
  eftpos_au: 'eftpos',
};

/** "Visa •••• 4242"; empty when it isn't known. */
export function cardName(card: unknown): string {
  if (!isRecord(card) || typeof card.last4 !== 'string' || card.brand === 'unknown') return '';
  return `${brandName(String(card.brand))} •••• ${card.last4}`;
}

export function brandName(brand: string): string {
  return BRANDS[brand] ?? (brand === 'unknown' ? 'Card' : brand.charAt(0).toUpperCase() + brand.slice(1));
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
