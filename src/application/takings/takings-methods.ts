import type { TakingsMethod } from './takings.js';

const THROUGH_STRIPE: Readonly<Record<string, string>> = {
  'stripe:card': 'Card, through Stripe',
  'stripe:other': 'Otherwise through Stripe',
};

/** By its code; a way of collecting by the label that it has now. */
export function methodNamed(
  code: string,
  collectionMethods: readonly { readonly code: string; readonly label: string }[],
): TakingsMethod {
  const stripe = THROUGH_STRIPE[code];
  if (stripe !== undefined) return { code, label: stripe, through: 'stripe' };
  const label = collectionMethods.find((method) => method.code === code)?.label ?? code;
  return { code, label, through: 'outside' };
}
