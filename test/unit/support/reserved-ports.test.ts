import { randomInt } from 'node:crypto';
import { ReservedPorts } from '../../support/reserved-ports.js';

/** Others who run these tests on this machine at this moment choose another one. */
const aSlot = randomInt(2900);
const reserved: ReservedPorts[] = [];
const slots = (...picked: number[]) => {
  const left = picked.values();
  return () => left.next().value ?? 0;
};

async function reserve(...picked: number[]): Promise<readonly number[]> {
  const reservation = await ReservedPorts.reserve(slots(...picked));
  reserved.push(reservation);
  return reservation.ports;
}

afterEach(async () => {
  for (const reservation of reserved.splice(0)) await reservation.release();
});

describe('ports that are reserved', () => {
  it('are given to nobody else while nothing listens there', async () => {
    const first = await reserve(aSlot);
    const second = await reserve(aSlot, aSlot, aSlot + 1);
    expect(second.filter((port) => first.includes(port))).toEqual([]);
  });

  it('are given again once they are released', async () => {
    const first = await reserve(aSlot);
    await reserved.pop()?.release();
    expect(await reserve(aSlot, aSlot + 1)).toEqual(first);
  });
});
