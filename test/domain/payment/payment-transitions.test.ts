import {
  canMove,
  isInFlight,
  isSettled,
  PAYMENT_STATES,
  PAYMENT_TRANSITIONS,
  type PaymentState,
} from '../../../src/domain/payment/payment-transitions.js';
import { ALLOWED_MOVES, OUTRANKED_BY_STRIPE, STATES } from '../../support/domain/states-of-a-payment.js';

const pairs = STATES.flatMap((from) => STATES.map((to) => [from, to] as const));

describe('the states of a payment', () => {
  test('are those of the design, each with its moves', () => {
    expect([...PAYMENT_STATES].sort()).toEqual([...STATES].sort());
    expect(Object.keys(PAYMENT_TRANSITIONS).sort()).toEqual([...STATES].sort());
  });

  test.each(pairs)('from %s to %s it goes exactly when the design says so', (from, to) => {
    const move = `${from} → ${to}`;
    expect(canMove(from, to)).toBe(ALLOWED_MOVES.has(move) || OUTRANKED_BY_STRIPE.has(move));
  });

  test('lead nowhere from an end that money or its return made final', () => {
    for (const end of ['succeeded', 'released', 'expired', 'canceled'] as const) {
      expect(PAYMENT_TRANSITIONS[end]).toEqual([]);
    }
  });

  test.each<[PaymentState, 'in flight' | 'held' | 'settled']>([
    ['requested', 'in flight'],
    ['processing', 'in flight'],
    ['in_doubt', 'in flight'],
    ['requires_action', 'in flight'],
    ['authorized', 'held'],
    ['succeeded', 'settled'],
    ['released', 'settled'],
    ['expired', 'settled'],
    ['declined', 'settled'],
    ['failed', 'settled'],
    ['canceled', 'settled'],
  ])('%s is %s', (state, is) => {
    expect(isInFlight(state)).toBe(is === 'in flight');
    expect(isSettled(state)).toBe(is === 'settled');
  });
});
