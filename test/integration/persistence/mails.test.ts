import type { NewMail } from '../../../src/application/mail/mail.repository.port.js';
import { NEEDS_ATTENTION } from '../../../src/infrastructure/persistence/mail/mail-views.js';
import { PostgresUnitOfWork } from '../../../src/infrastructure/persistence/postgres-unit-of-work.js';
import { deskDatabase, type DeskDatabase } from '../../support/desk-database.js';
import { ANA } from '../../support/domain/causes.js';

let database: DeskDatabase;
let unitOfWork: PostgresUnitOfWork;
beforeAll(async () => {
  database = await deskDatabase();
  unitOfWork = new PostgresUnitOfWork(database.dataSource);
});
afterAll(() => database?.drop());

const ADD_CARD: NewMail = {
  cause: 'add-card:1',
  to: { name: 'Mia Wong', email: 'mia@example.com' },
  template: 'add_card',
  data: { customerName: 'Mia Wong', link: 'https://pay.example/1' },
  by: ANA,
};

describe('a mail that a decision causes', () => {
  it('is stored together with the job that sends it', async () => {
    const id = await unitOfWork.run(({ mails }) => mails.queue(ADD_CARD));
    expect(await jobsFor(id)).toBe(1);
    const { to, content } = await unitOfWork.run(({ mails }) => mails.letter(id));
    expect({ to, content }).toEqual({
      to: ADD_CARD.to,
      content: { template: 'add_card', data: ADD_CARD.data },
    });
  });

  it('exists once for one cause, also when asked for ten times at once', async () => {
    const mail = { ...ADD_CARD, cause: 'add-card:2' };
    const ids = await Promise.all(
      Array.from({ length: 10 }, () => unitOfWork.run(({ mails }) => mails.queue(mail))),
    );
    const [id] = ids;
    expect(new Set(ids)).toEqual(new Set([id]));
    expect(await jobsFor(id ?? '')).toBe(1);
  });

  it('is not there, nor its job, when the decision is not stored', async () => {
    const changedMind = unitOfWork.run(async ({ mails }) => {
      await mails.queue({ ...ADD_CARD, cause: 'add-card:3' });
      throw new Error('no');
    });
    await expect(changedMind).rejects.toThrow('no');
    const stored = await database.dataSource.query<unknown[]>(`SELECT FROM mails WHERE cause = 'add-card:3'`);
    expect(stored).toEqual([]);
  });
});

describe('the mails that didn’t get through', () => {
  it('are found by an index of their own, among however many others', async () => {
    await database.dataSource.query(
      `INSERT INTO mails (id, cause, recipient_email, template, data, state, queued_at, dismissed_at)
       SELECT gen_random_uuid(), 'plan:' || n, 'mia@example.com', 'add_card', '{}',
              CASE WHEN n % 500 = 0 THEN 'failed' ELSE 'sent' END, now(), CASE WHEN n % 1000 = 0 THEN now() END
         FROM generate_series(1, 20000) AS n`,
    );
    await database.dataSource.query(`ANALYZE mails`);
    const count = `SELECT count(*)::integer AS mails FROM mails m WHERE ${NEEDS_ATTENTION}`;
    expect(await database.dataSource.query(count)).toEqual([{ mails: 20 }]);
    const plan = await database.dataSource.query<{ 'QUERY PLAN': string }[]>(
      `EXPLAIN SELECT m.id FROM mails m WHERE ${NEEDS_ATTENTION} ORDER BY m.queued_at DESC, m.id DESC LIMIT 21`,
    );
    expect(plan.map((line) => line['QUERY PLAN']).join('\n')).toContain('mails_to_look_at');
  });
});

async function jobsFor(mail: string): Promise<number> {
  const jobs = await database.dataSource.query<unknown[]>(
    `SELECT FROM pgboss.job WHERE name = 'send-mail' AND data ->> 'mail' = $1`,
    [mail],
  );
  return jobs.length;
}
