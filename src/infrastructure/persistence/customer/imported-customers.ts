import type { EntityManager } from 'typeorm';
import type { ImportedCustomer } from '../../../application/customer/customer.repository.port.js';
import type { Contact } from '../../../domain/booking/booking.js';
import type { Cause } from '../../../domain/shared/actor.js';

export interface NewCustomer {
  readonly id: string;
  readonly contact: Contact;
}

/** In the order of their addresses, so that two who add the same ones wait for each other instead of both for ever. */
export async function findOrAddCustomers(
  manager: EntityManager,
  wanted: readonly NewCustomer[],
): Promise<ReadonlyMap<string, string>> {
  if (wanted.length === 0) return new Map();
  await manager.query(
    `INSERT INTO customers (id, name, email, phone)
     SELECT id, name, email, phone
       FROM jsonb_to_recordset($1) AS wanted (id uuid, name text, email text, phone text)
      ORDER BY lower(email)
     ON CONFLICT (lower(email)) DO NOTHING`,
    [JSON.stringify(wanted.map(({ id, contact: { name, email, phone } }) => ({ id, name, email, phone })))],
  );
  // Read by a statement of its own: it sees what others added meanwhile. Locked against a merge, as `findOrAdd` does.
  const found = await manager.query<{ asked: string; id: string; merged_into: string | null }[]>(
    `SELECT asked, c.id, c.merged_into
       FROM unnest($1::text[]) AS asked JOIN customers c ON lower(c.email) = lower(asked)
      ORDER BY c.id FOR KEY SHARE OF c`,
    [wanted.map(({ contact }) => contact.email)],
  );
  const led = await leadTo(
    manager,
    found.flatMap(({ merged_into }) => merged_into ?? []),
  );
  return new Map(
    found.map(({ asked, id, merged_into: into }) => [asked, into ? (led.get(into) ?? into) : id]),
  );
}

/** Whom these lead to, once all of them are locked: one may have been merged while this waited for it. */
async function leadTo(manager: EntityManager, ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
  if (ids.length === 0) return new Map();
  const locked = await manager.query<{ id: string; merged_into: string | null }[]>(
    `SELECT id, merged_into FROM customers WHERE id = ANY($1) ORDER BY id FOR KEY SHARE`,
    [ids],
  );
  const further = await leadTo(
    manager,
    locked.flatMap(({ merged_into }) => merged_into ?? []),
  );
  return new Map(locked.map(({ id, merged_into: into }) => [id, into ? (further.get(into) ?? into) : id]));
}

export async function recordImportedCustomers(
  manager: EntityManager,
  imported: readonly ImportedCustomer[],
  { by, at }: Cause,
): Promise<void> {
  if (imported.length === 0) return;
  const rows = JSON.stringify(
    imported.map(({ customer, origin, phone }) => ({
      customer,
      phone,
      type: phone === undefined ? 'customer_imported' : 'phone_imported',
      data: { imported: origin, ...(phone === undefined ? {} : { phone }) },
    })),
  );
  await manager.query(
    `UPDATE customers c SET phone = i.phone, version = c.version + 1
       FROM jsonb_to_recordset($1) AS i (customer uuid, phone text)
      WHERE c.id = i.customer AND c.phone IS NULL AND i.phone IS NOT NULL`,
    [rows],
  );
  await manager.query(
    `INSERT INTO customer_events (customer_id, version, type, at, actor, data)
     SELECT i.customer, c.version, i.type, $2, $3, i.data
       FROM jsonb_to_recordset($1) AS i (customer uuid, type text, data jsonb) JOIN customers c ON c.id = i.customer`,
    [rows, at, JSON.stringify(by)],
  );
}
