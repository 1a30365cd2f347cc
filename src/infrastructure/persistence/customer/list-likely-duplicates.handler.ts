import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { DataSource } from 'typeorm';
import { ListLikelyDuplicates } from '../../../application/customer/list-likely-duplicates.query.js';
import { LIKENESSES, type LikelyDuplicate } from '../../../application/customer/merge.views.js';
import { survivorOf } from './survivor-of.js';

const MOST = 5;
/** Of each kind, before they are put in order. */
const MOST_ALIKE = 20;
/** What is shorter is hardly a whole number. */
const SHORTEST_PHONE = 7;

interface DuplicateRow {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly phone: string | null;
  readonly by_email: boolean;
  readonly by_phone: boolean;
  readonly by_name: boolean;
}

const alike = (key: string) => `
  (SELECT id FROM customers c
    WHERE c.${key} = me.${key} AND c.merged_into IS NULL AND c.id <> me.id
    ORDER BY c.id LIMIT ${MOST_ALIKE})`;

const SQL = `
  SELECT c.id, c.name, c.email, c.phone, c.email_key = me.email_key AS by_email, c.name_key = me.name_key AS by_name,
         coalesce(c.phone_key = me.phone_key AND length(me.phone_key) >= ${SHORTEST_PHONE}, false) AS by_phone
    FROM (SELECT id, email_key, name_key, CASE WHEN length(phone_key) >= ${SHORTEST_PHONE} THEN phone_key END AS phone_key
            FROM customers WHERE id = $1) me
    CROSS JOIN LATERAL (${['email_key', 'phone_key', 'name_key'].map(alike).join(' UNION ')}) found
    JOIN customers c ON c.id = found.id
   ORDER BY by_email DESC, by_phone DESC, by_name DESC, c.created_at DESC, c.id LIMIT ${MOST}`;

@QueryHandler(ListLikelyDuplicates)
export class ListLikelyDuplicatesHandler implements IQueryHandler<ListLikelyDuplicates> {
  constructor(private readonly dataSource: DataSource) {}

  async execute({ customer }: ListLikelyDuplicates): Promise<readonly LikelyDuplicate[]> {
    const id = await survivorOf(this.dataSource, customer);
    const rows = await this.dataSource.query<DuplicateRow[]>(SQL, [id]);
    return rows.map((row) => ({
      id: row.id,
      name: row.name,
      email: row.email,
      phone: row.phone ?? undefined,
      likenesses: LIKENESSES.filter((likeness) => row[`by_${likeness}`]),
    }));
  }
}
