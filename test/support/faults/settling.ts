import { setTimeout as pause } from 'node:timers/promises';
import type { BookingJson } from '../../../src/interfaces/api/v1/bookings/booking.json.js';
import type { ApiClient } from '../api-client.js';
import { isSettled } from './reckoning.js';

const EVERY_MS = 200;
/** A payment that was `requested` when the process died is taken up after 15 s; then a few tries may be needed. */
const PATIENCE_MS = 60_000;

export interface Settled {
  readonly bookings: ReadonlyMap<string, BookingJson>;
  readonly ms: number;
}

/** Waits until nothing is open on any of the bookings, or a minute is over; what is still open then comes as it is. */
export async function settle(api: ApiClient, ids: Iterable<string>): Promise<Settled> {
  const begun = performance.now();
  const bookings = new Map<string, BookingJson>();
  let open = [...ids];
  for (;;) {
    for (const id of open) bookings.set(id, (await api.get(`/bookings/${id}`)).body);
    open = open.filter((id) => !isSettled(bookings.get(id) as BookingJson));
    const ms = performance.now() - begun;
    if (open.length === 0 || ms > PATIENCE_MS) return { bookings, ms };
    await pause(EVERY_MS);
  }
}
