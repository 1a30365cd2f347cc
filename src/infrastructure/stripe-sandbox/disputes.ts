import { moveDisputedMoney } from './dispute-records.js';
import type { Route } from './http/route.js';
import { changedMetadata, type Params } from './http/params.js';
import { unexpectedState } from './http/stripe-api-error.js';
import type { Dispute } from './state/objects.js';
import { listObjects, readPage } from './state/paging.js';
import type { Work } from './state/work.js';

/** https://docs.stripe.com/api/disputes */
export const disputeRoutes: readonly Route[] = [
  {
    method: 'get',
    path: '/v1/disputes',
    operation: 'list_disputes',
    async handle({ work, params }) {
      const page = readPage(params);
      const filters = (['charge', 'payment_intent'] as const).flatMap((name) => {
        const value = params.text(name);
        return value ? [[`${name} = $`, value] as const] : [];
      });
      params.done();
      return listObjects<Dispute>(work, 'dispute', page, filters, '/v1/disputes');
    },
  },
  {
    method: 'get',
    path: '/v1/disputes/:id',
    operation: 'retrieve_dispute',
    async handle({ work, params, part }) {
      params.done();
      return work.get<Dispute>('dispute', part('id'));
    },
  },
  {
    method: 'post',
    path: '/v1/disputes/:id',
    operation: 'update_dispute',
    async handle({ work, params, part }) {
      const dispute = await work.lock<Dispute>('dispute', part('id'));
      dispute.metadata = changedMetadata(dispute.metadata, params.metadata());
      const evidence = readEvidence(params);
      params.flag('submit');
      params.done();
      if (evidence !== undefined) {
        refuseClosed(dispute);
        dispute.evidence.uncategorized_text = evidence;
        dispute.evidence_details.has_evidence = true;
        dispute.evidence_details.submission_count += 1;
        dispute.status = dispute.status.startsWith('warning_') ? 'warning_under_review' : 'under_review';
      }
      work.put(dispute);
      work.emit('charge.dispute.updated', dispute);
      // https://docs.stripe.com/testing#evidence: these words decide it.
      if (evidence === 'winning_evidence') return closeDispute(work, dispute, 'won');
      if (evidence === 'losing_evidence') return closeDispute(work, dispute, 'lost');
      return dispute;
    },
  },
  {
    method: 'post',
    path: '/v1/disputes/:id/close',
    operation: 'close_dispute',
    async handle({ work, params, part }) {
      params.done();
      const dispute = await work.lock<Dispute>('dispute', part('id'));
      return closeDispute(work, dispute, 'lost');
    },
  },
];

/** Won: the money comes back. Lost: it stays away. An inquiry just ends. */
export function closeDispute(work: Work, dispute: Dispute, outcome: 'won' | 'lost'): Dispute {
  refuseClosed(dispute);
  const inquiry = dispute.status.startsWith('warning_');
  dispute.status = inquiry ? 'warning_closed' : outcome;
  if (!inquiry && outcome === 'won')
    dispute.balance_transactions = [...dispute.balance_transactions, moveDisputedMoney(work, dispute, 'in')];
  work.put(dispute);
  work.emit('charge.dispute.closed', dispute);
  if (!inquiry && outcome === 'won') work.emit('charge.dispute.funds_reinstated', dispute);
  return dispute;
}

function refuseClosed(dispute: Dispute): void {
  if (['won', 'lost', 'warning_closed'].includes(dispute.status))
    throw unexpectedState('This dispute is already closed', 'status_transition_invalid');
}

function readEvidence(params: Params): string | undefined {
  const evidence = params.hash('evidence');
  return evidence?.text('uncategorized_text') ?? (evidence ? '' : undefined);
}
