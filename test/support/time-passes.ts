import type { INestApplicationContext } from '@nestjs/common';
import { DataSource } from 'typeorm';

/** As if so many minutes had passed since: bookings were registered, and rules turned on and looked, so much earlier. */
export async function letMinutesPass(app: INestApplicationContext, minutes: number): Promise<void> {
  const earlier = `- interval '${minutes} min'`;
  await app.get(DataSource).transaction(async (manager) => {
    await manager.query(
      `UPDATE rule_actions SET due_at = due_at ${earlier}, next_look_at = next_look_at ${earlier},
              put_off_since = put_off_since ${earlier}`,
    );
    await manager.query(`UPDATE bookings SET registered_at = registered_at ${earlier}`);
    await manager.query(`UPDATE rules SET acts_from = acts_from ${earlier}, made_at = made_at ${earlier}`);
    await manager.query(
      `UPDATE pgboss.job SET start_after = start_after ${earlier} WHERE name = 'perform-rule-action'`,
    );
  });
}
