import { VISA } from '../domain/an-intent.js';
import { Desk } from './a-desk.js';

/** A desk with bookings booking-1, … of $10 each, whose customers have a card; those of `cardless` have none. */
export async function aDeskWith(count: number, { cardless = [] as number[] } = {}): Promise<Desk> {
  const desk = new Desk();
  for (let nth = 1; nth <= count; nth += 1)
    await desk.register({
      ids: { booking: `booking-${nth}`, customer: `customer-${nth}`, payment: `p-${nth}` },
      reference: `T-${nth}`,
      contact: { name: `Customer ${nth}`, email: `c${nth}@example.com` },
      paymentMethod: cardless.includes(nth) ? undefined : VISA.id,
    });
  return desk;
}

export async function aRunningBatchOf(count: number): Promise<Desk> {
  const desk = await aDeskWith(count);
  await desk.batches.make({ matching: {} });
  await desk.batches.start();
  return desk;
}
