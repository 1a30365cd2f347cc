/** Why a bank says its customer disputes. https://docs.stripe.com/disputes/categories */
const REASONS: Readonly<Record<string, string>> = {
  bank_cannot_process: 'The customer’s bank couldn’t process the payment',
  check_returned: 'The cheque was returned',
  credit_not_processed: 'The customer says that a refund they were owed didn’t come',
  customer_initiated: 'The customer asked their bank for the money back',
  debit_not_authorized: 'The customer says that they never allowed this debit',
  duplicate: 'The customer says that they were charged more than once',
  fraudulent: 'The customer says that they didn’t make this payment',
  general: 'The customer’s bank gives no particular reason',
  incorrect_account_details: 'The account details were wrong',
  insufficient_funds: 'The customer’s account didn’t have the money',
  noncompliant: 'The customer’s bank says that a rule of the card network was broken',
  product_not_received: 'The customer says that they didn’t get what they paid for',
  product_unacceptable: 'The customer says that what they got was not as described',
  subscription_canceled: 'The customer says that they had cancelled before they were charged',
  unrecognized: 'The customer doesn’t recognise this payment',
};

export function disputeReason(code: string | undefined): string {
  return (code === undefined ? undefined : REASONS[code]) ?? 'The customer’s bank questions this payment';
}
