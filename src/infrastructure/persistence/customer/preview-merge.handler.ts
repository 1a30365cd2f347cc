import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { DataSource } from 'typeorm';
import { validate as isUuid } from 'uuid';
import type { OwedInCurrency } from '../../../application/customer/list-customers.query.js';
import type { MergeCandidate } from '../../../application/customer/merge.views.js';
import { PreviewMerge, type MergePreview } from '../../../application/customer/preview-merge.query.js';
import { CustomerNotFound } from '../../../domain/customer/wallet-errors.js';
import { cardFrom, cardsAsJson, primaryFirst, type CardRow } from './card-rows.js';
import { owedAsJson } from './owed-rows.js';
import { PAYMENTS_UNDER_WAY, type UnderWayRow } from './postgres-customer-merge-repository.js';

interface CandidateRow {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly phone: string | null;
  readonly created_at: Date;
  readonly version: number;
  readonly merged_into: string | null;
  readonly stripe_customers: readonly string[];
  readonly cards: readonly CardRow[];
  readonly primary_card: string | null;
  readonly bookings: number;
  readonly owed: readonly OwedInCurrency[];
  readonly notes: number;
  readonly unmatched: number;
}

const SQL = `
  SELECT c.id, c.name, c.email, c.phone, c.created_at, c.version, c.merged_into, c.primary_card,
         ARRAY(SELECT s.id FROM stripe_customers s WHERE s.customer_id = c.id ORDER BY s.known_since, s.id) AS stripe_customers,
         ${cardsAsJson('c.id')} AS cards,
         (SELECT count(*)::integer FROM bookings b WHERE b.customer_id = c.id) AS bookings,
         ${owedAsJson('c.id')} AS owed,
         (SELECT count(*)::integer FROM customer_notes n WHERE n.customer_id = c.id AND n.removed_at IS NULL) AS notes,
         (SELECT count(*)::integer FROM unmatched_payments u WHERE u.customer_id = c.id AND u.open) AS unmatched
    FROM customers c WHERE c.id = ANY($1)`;

@QueryHandler(PreviewMerge)
export class PreviewMergeHandler implements IQueryHandler<PreviewMerge> {
  constructor(private readonly dataSource: DataSource) {}

  async execute({ survivor, merged }: PreviewMerge): Promise<MergePreview> {
    const ids = [survivor, merged];
    for (const id of ids) if (!isUuid(id)) throw new CustomerNotFound(id);
    const [rows, underWay] = await Promise.all([
      this.dataSource.query<CandidateRow[]>(SQL, [ids]),
      this.dataSource.query<UnderWayRow[]>(PAYMENTS_UNDER_WAY, [ids]),
    ]);
    const candidate = (id: string) => {
      const row = rows.find((each) => each.id === id);
      if (!row) throw new CustomerNotFound(id);
      return candidateFrom(row, underWay);
    };
    return { survivor: candidate(survivor), merged: candidate(merged) };
  }
}

function candidateFrom(row: CandidateRow, underWay: readonly UnderWayRow[]): MergeCandidate {
  return {
    id: row.id,
    name: row.name,
    email: row.email,
    phone: row.phone ?? undefined,
    createdAt: row.created_at,
    version: row.version,
    mergedInto: row.merged_into ?? undefined,
    stripeCustomers: row.stripe_customers,
    cards: primaryFirst(row.cards.map(cardFrom), row.primary_card),
    primaryCard: row.primary_card ?? undefined,
    bookings: row.bookings,
    owed: row.owed,
    notes: row.notes,
    unmatchedPayments: row.unmatched,
    underWay: underWay
      .filter(({ customer_id: customer }) => customer === row.id)
      .map(({ booking, reference, waits }) => ({ booking, reference, waitsForCustomer: waits })),
  };
}
