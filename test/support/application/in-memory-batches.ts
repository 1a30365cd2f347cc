import { setImmediate as othersGoFirst } from 'node:timers/promises';
import type {
  BatchRepository,
  ItemEnd,
  ItemToCharge,
  ItemToExamine,
} from '../../../src/application/batch/batch.repository.port.js';
import { BatchNotFound } from '../../../src/domain/batch/batch-errors.js';
import type { ItemStep, Verdict } from '../../../src/domain/batch/batch-item.js';
import { ChargeBatch, type ChargeBatchData } from '../../../src/domain/batch/charge-batch.js';
import type { PaymentState } from '../../../src/domain/payment/payment-transitions.js';

export interface StoredItem {
  readonly batch: string;
  readonly position: number;
  readonly booking: string;
  readonly payment: string;
  readonly step: ItemStep;
  readonly verdict?: Verdict;
  readonly end?: ItemEnd;
  readonly tries: number;
  readonly lane?: number;
}

/** The batches of one transaction, over those that are stored. Items are rows of their own, by batch and position. */
export function batchesIn(rows: {
  lock(id: string): Promise<ChargeBatchData | undefined>;
  write(batch: ChargeBatchData): void;
  /** In their order. */
  items(batch: string): StoredItem[];
  writeItem(item: StoredItem): void;
  look(item: StoredItem): Promise<Omit<ItemToExamine, 'position' | 'payment'>>;
  /** Of all bookings. */
  bookings(): string[];
  paymentState(payment: string): PaymentState | undefined;
}): BatchRepository {
  const lockIfStored = async (id: string) => {
    const data = await rows.lock(id);
    return data && ChargeBatch.restore(data);
  };
  return {
    choose: async (batch, selection) => {
      await othersGoFirst();
      const bookings = 'matching' in selection ? rows.bookings() : [...new Set(selection.bookings)];
      bookings.forEach((booking, index) =>
        rows.writeItem({
          batch,
          position: index + 1,
          booking,
          payment: `payment-of-${booking}-in-${batch}`,
          step: 'unexamined',
          tries: 0,
        }),
      );
      return bookings.length;
    },
    add: async (batch) => {
      await othersGoFirst();
      rows.write(batch.toData());
    },
    lock: async (id) => {
      const batch = await lockIfStored(id);
      if (!batch) throw new BatchNotFound(id);
      return batch;
    },
    lockIfStored,
    lockAgainstChange: lockIfStored,
    save: async (batch) => {
      await othersGoFirst();
      rows.write(batch.toData());
    },
    toExamine: async (batch, limit) => {
      const items = rows.items(batch).filter(({ step }) => step === 'unexamined');
      return Promise.all(
        items.slice(0, limit).map(async (item) => ({
          position: item.position,
          payment: item.payment,
          ...(await rows.look(item)),
        })),
      );
    },
    saveExamined: async (batch, examined) => {
      await othersGoFirst();
      for (const { position, verdict } of examined) {
        const item = rows.items(batch).find((each) => each.position === position);
        if (item) rows.writeItem({ ...item, step: verdict.step, verdict });
      }
    },
    beginNext: async (batch, { lane, mayBegin }) => {
      await othersGoFirst();
      const items = rows.items(batch);
      const own = items.find((item) => item.step === 'begun' && item.lane === lane);
      const next = own ?? (mayBegin ? items.find(({ step }) => step === 'waiting') : undefined);
      if (!next) return undefined;
      const begun: StoredItem = { ...next, step: 'begun', lane, tries: next.tries + 1 };
      rows.writeItem(begun);
      return toCharge(begun, rows.paymentState(begun.payment));
    },
    end: async (batch, position, end) => {
      await othersGoFirst();
      const item = rows.items(batch).find((each) => each.position === position);
      if (item?.step !== 'begun') return false;
      rows.writeItem({ ...item, step: end.step, end });
      return true;
    },
    paymentState: async (payment) => {
      await othersGoFirst();
      return rows.paymentState(payment);
    },
    lastPaymentStates: async (batch, limit) => {
      await othersGoFirst();
      const asked = rows.items(batch).filter(({ step }) => step === 'asked');
      return asked
        .toReversed()
        .slice(0, limit)
        .flatMap(({ payment }) => rows.paymentState(payment) ?? []);
    },
    stopWaiting: async (batch) => {
      await othersGoFirst();
      const waiting = rows.items(batch).filter(({ step }) => step === 'waiting');
      for (const item of waiting) rows.writeItem({ ...item, step: 'stopped' });
      return waiting.length;
    },
  };
}

function toCharge(item: StoredItem, paymentState: PaymentState | undefined): ItemToCharge {
  const { position, booking, payment, tries, verdict } = item;
  if (verdict?.step !== 'waiting') throw new Error('Begun without having been found chargeable.');
  return {
    position,
    booking,
    payment,
    tries,
    amount: verdict.amount,
    card: verdict.card.id,
    paymentState,
  };
}
