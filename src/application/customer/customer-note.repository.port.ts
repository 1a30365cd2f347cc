import type { CustomerNote } from '../../domain/customer/note.js';

export interface CustomerNoteRepository {
  add(note: CustomerNote): Promise<void>;
  /** One of this customer's that stands or was removed; locked until the transaction ends. */
  lock(id: string, customer: string): Promise<CustomerNote | undefined>;
  save(note: CustomerNote): Promise<void>;
}
