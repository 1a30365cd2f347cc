import type { PaymentView } from '../../../application/booking/booking.views.js';
import type { Format } from '../views/format.js';
import { by } from './actor-name.js';
import type { Badge } from './badges.js';

const COLLECTED: Badge = { tone: 'good', icon: 'check', label: 'Collected' };
const REVERSED: Badge = { tone: 'mute', icon: 'undo', label: 'Reversed' };
const REVERSAL: Badge = { tone: 'mute', icon: 'undo', label: 'Reversal' };

/** A payment's rows in the list: a collection that was taken back has its reversing entry above it. */
export function rowsOf<Row extends object>(payment: PaymentView, row: Row, format: Format): object[] {
  const { collection, id, amount, currency } = payment;
  if (!collection) return [row];
  const { reversal, methodLabel: cardName } = collection;
  const received = format.day(collection.receivedOn);
  if (!reversal)
    return [{ ...row, badge: COLLECTED, cardName, received, reversalHref: `/payments/${id}/reversal/new` }];
  const entry = {
    isEntry: true,
    collection,
    id: reversal.id,
    label: `Reversal of ${format.money(amount, currency)}`,
    badge: REVERSAL,
    requestedAt: reversal.at,
    by: reversal.by.kind === 'staff' ? reversal.by.name : by(reversal.by),
    cardName,
    amount,
    captured: 0,
    refunded: 0,
    currency,
    why: reversal.reason,
  };
  return [entry, { ...row, cardName, received, badge: REVERSED }];
}
