import type {
  CustomerMerge,
  CustomerMergeRepository,
} from '../../../src/application/customer/customer-merge.repository.port.js';
import type { CustomerNoteRepository } from '../../../src/application/customer/customer-note.repository.port.js';
import type { CardSetup } from '../../../src/application/customer/card-setup.js';
import type { Customer } from '../../../src/application/customer/customer.js';
import type { BookingData, Contact } from '../../../src/domain/booking/booking.js';
import type { CustomerLinkData } from '../../../src/domain/customer-link/customer-link.js';
import type { MergeSide } from '../../../src/domain/customer/merge.js';
import type { CustomerNote } from '../../../src/domain/customer/note.js';
import { CustomerNotFound } from '../../../src/domain/customer/wallet-errors.js';
import type { WalletData } from '../../../src/domain/customer/wallet.js';
import { isInFlight } from '../../../src/domain/payment/payment-transitions.js';
import type { UnmatchedPaymentData } from '../../../src/domain/payment/unmatched-payment.js';

export interface StoredCustomer extends Customer {
  readonly mergedInto?: string;
}

interface Rows {
  readonly bookings: BookingData;
  readonly customers: StoredCustomer;
  readonly wallets: WalletData;
  readonly merges: CustomerMerge;
  readonly notes: CustomerNote;
  readonly links: CustomerLinkData;
  readonly cardSetups: CardSetup;
  readonly unmatched: UnmatchedPaymentData;
}

/** What the transaction lends: rows as it sees them, and where it writes them. */
interface Lent {
  readonly lock: (row: string) => Promise<void>;
  readonly rows: <Table extends keyof Rows>(table: Table) => Rows[Table][];
  readonly write: <Table extends keyof Rows>(table: Table, id: string, row: Rows[Table]) => void;
  readonly correct: (id: string, contact: Contact) => Promise<void>;
}

/** Merges as PostgreSQL does them, over maps. */
export function mergesIn({ lock, rows, write, correct }: Lent): CustomerMergeRepository {
  const bookingsOf = (ids: readonly string[]) =>
    rows('bookings')
      .filter(({ customer }) => ids.includes(customer))
      .toSorted((a, b) => (a.id < b.id ? -1 : 1));
  const lockBookings = async (ids: readonly string[]) => {
    for (const { id } of bookingsOf(ids)) await lock(`booking ${id}`);
  };
  const sideOf = (id: string): MergeSide => {
    const customer = rows('customers').find((each) => each.id === id);
    if (!customer) throw new CustomerNotFound(id);
    const { name, email, phone, mergedInto } = customer;
    return { id, contact: { name, email, phone }, mergedInto, underWay: underWayOf(bookingsOf([id])) };
  };
  return {
    lock: async (survivor, merged) => {
      const ids = [survivor, merged].toSorted();
      await lockBookings(ids);
      for (const id of ids) await lock(`customer ${id}`);
      await lockBookings(ids);
      const stripeCustomers = rows('customers').find(({ id }) => id === merged)?.stripeCustomers ?? [];
      const moved = { bookings: bookingsOf([merged]).length, cards: 0, stripeCustomers };
      return { survivor: sideOf(survivor), merged: sideOf(merged), moved };
    },
    findOf: async (merged) => {
      await lock(`merge of ${merged}`);
      return rows('merges').find((each) => each.merged === merged);
    },
    store: async (merge) => {
      const { survivor: to, merged: from } = merge;
      const [survivor, merged] = [to, from].map((id) => rows('customers').find((each) => each.id === id));
      if (!survivor || !merged) throw new CustomerNotFound(to);
      for (const booking of bookingsOf([from]))
        write('bookings', booking.id, { ...booking, customer: to, version: booking.version + 1 });
      for (const table of ['links', 'cardSetups', 'notes'] as const)
        for (const row of rows(table).filter(({ customer }) => customer === from))
          write(table, row.id, { ...row, customer: to });
      for (const row of rows('unmatched').filter(({ customer }) => customer === from))
        write('unmatched', row.payment.paymentIntent ?? '', { ...row, customer: to });
      write('customers', to, {
        ...survivor,
        stripeCustomer: survivor.stripeCustomer ?? merged.stripeCustomer,
        stripeCustomers: [...survivor.stripeCustomers, ...merged.stripeCustomers],
      });
      for (const each of rows('customers').filter(({ id, mergedInto }) => id === from || mergedInto === from))
        write('customers', each.id, {
          ...each,
          mergedInto: to,
          stripeCustomer: undefined,
          stripeCustomers: [],
        });
      write('merges', merge.merge, merge);
      await correct(to, merge.contact);
    },
  };
}

export function notesIn(lent: {
  readonly lock: (row: string) => Promise<void>;
  readonly find: (id: string) => CustomerNote | undefined;
  readonly write: (note: CustomerNote) => void;
}): CustomerNoteRepository {
  return {
    add: async (note) => {
      await lent.lock(`note ${note.id}`);
      lent.write(note);
    },
    lock: async (id, customer) => {
      await lent.lock(`note ${id}`);
      const note = lent.find(id);
      return note?.customer === customer ? note : undefined;
    },
    save: async (note) => {
      await lent.lock(`note ${note.id}`);
      lent.write(note);
    },
  };
}

function underWayOf(bookings: readonly BookingData[]): MergeSide['underWay'] {
  return bookings.flatMap(({ id, reference, payments }) =>
    payments
      .filter(({ state, operation }) => isInFlight(state) || operation !== undefined)
      .map(({ state, operation }) => ({
        booking: id,
        reference,
        waitsForCustomer: state === 'requires_action' && operation === undefined,
      })),
  );
}
