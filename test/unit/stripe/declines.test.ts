import { NEXT_STEPS } from '../../../src/domain/payment/decline.js';
import { describeDecline, KNOWN_DECLINE_CODES } from '../../../src/infrastructure/stripe/decline-words.js';
import { toDecline } from '../../../src/infrastructure/stripe/stripe-declines.js';

/** https://docs.stripe.com/declines/codes, card declines. */
const DOCUMENTED =
  `authentication_required approve_with_id call_issuer card_not_supported card_velocity_exceeded
  currency_not_supported do_not_honor do_not_try_again duplicate_transaction expired_card fraudulent generic_decline
  incorrect_address incorrect_cvc incorrect_number incorrect_pin incorrect_zip insufficient_funds invalid_account
  invalid_amount invalid_cvc invalid_expiry_month invalid_expiry_year invalid_number invalid_pin issuer_not_available
  lost_card merchant_blacklist mobile_device_authentication_required new_account_information_available no_action_taken
  not_permitted offline_pin_required online_or_offline_pin_required pickup_card pin_try_exceeded processing_error
  reenter_transaction restricted_card revocation_of_all_authorizations revocation_of_authorization security_violation
  service_not_allowed stolen_card stop_payment_order testmode_decline transaction_not_allowed try_again_later
  withdrawal_count_limit_exceeded`.split(/\s+/);

describe('a decline', () => {
  it.each(DOCUMENTED)('with %s is told in words, for staff and for the customer', (code) => {
    expect(KNOWN_DECLINE_CODES).toContain(code);
    const { message, customerMessage, nextStep } = describeDecline('card_declined', code);
    expect(message).toMatch(/^[A-Z].{15,}\.$/);
    expect(customerMessage).toMatch(/^[A-Z].{15,}\.$/);
    expect(NEXT_STEPS).toContain(nextStep);
    expect(message).not.toContain('_');
  });

  it.each(['lost_card', 'stolen_card', 'pickup_card', 'restricted_card', 'fraudulent', 'merchant_blacklist'])(
    'with %s doesn’t tell the customer why',
    (code) => {
      const { message, customerMessage, nextStep } = describeDecline('card_declined', code);
      expect(customerMessage).toBe(describeDecline('card_declined', 'generic_decline').customerMessage);
      expect(customerMessage).not.toMatch(/lost|stolen|fraud|block/i);
      expect(message).toMatch(/Don’t tell the customer/);
      expect(nextStep).toBe('do_not_retry');
    },
  );

  it('with a code that is new is told in Stripe’s words', () => {
    const told = describeDecline('something_new', 'brand_new', { stripeMessage: 'The moon is wrong.' });
    expect(told).toMatchObject({ message: 'The moon is wrong.', nextStep: 'call_the_bank' });
  });

  it.each([
    ['try_again_later', 'do_not_try_again', 'use_another_card', false],
    ['do_not_honor', 'confirm_card_data', 'correct_the_card', false],
    ['stolen_card', 'confirm_card_data', 'do_not_retry', false],
    ['stolen_card', undefined, 'do_not_retry', false],
    ['processing_error', 'try_again_later', 'try_again_later', true],
    ['insufficient_funds', undefined, 'use_another_card', true],
    ['insufficient_funds', 'something_new', 'use_another_card', true],
  ])('with %s goes by the advice %s', (decline_code, advice_code, nextStep, retryable) => {
    expect(toDecline({ code: 'card_declined', decline_code, advice_code })).toMatchObject({
      declineCode: decline_code,
      nextStep,
      retryable,
    });
  });

  it('carries what the card’s network said, and how long it asks to wait', () => {
    const decline = toDecline({
      code: 'card_declined',
      decline_code: 'insufficient_funds',
      advice_code: 'try_again_later',
      network_advice_code: '26',
      network_decline_code: '51',
    });
    expect(decline).toMatchObject({ networkAdviceCode: '26', networkDeclineCode: '51', waitHours: 48 });
    expect(toDecline({ network_advice_code: '02' }).waitHours).toBeUndefined();
  });
});
