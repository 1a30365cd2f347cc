import type { LikelyDuplicate, Likeness, MergeCandidate } from '../../../application/customer/merge.views.js';
import type { MergePreview } from '../../../application/customer/preview-merge.query.js';
import type { Kept, MergeChoice } from '../../../domain/customer/merge.js';
import { cardName } from '../bookings/card-name.js';
import type { FormProblem } from '../forms/form-errors.js';
import { textOf, type FormFields } from '../forms/form-fields.js';

const LIKENESS_WORDS: Readonly<Record<Likeness, string>> = {
  email: 'same e-mail, but for a “+…”',
  phone: 'same phone',
  name: 'same name',
};

const DETAILS = [
  { field: 'name', label: 'Name' },
  { field: 'email', label: 'E-mail address' },
  { field: 'phone', label: 'Phone' },
] as const;

/** What was chosen and typed. */
export interface TypedMerge {
  readonly keep: MergeChoice;
  readonly reason: string;
}

export function typedMerge(fields: FormFields): TypedMerge {
  const kept = (name: string): Kept | undefined => {
    const value = textOf(fields, `keep_${name}`);
    return value === 'survivor' || value === 'merged' ? value : undefined;
  };
  return {
    keep: { name: kept('name'), email: kept('email'), phone: kept('phone') },
    reason: textOf(fields, 'reason'),
  };
}

export function likelyRow(likely: LikelyDuplicate, of: string) {
  return {
    ...likely,
    reasons: likely.likenesses.map((likeness) => LIKENESS_WORDS[likeness]),
    href: mergeHref(of, likely.id),
  };
}

export function mergeHref(survivor: string, merged: string): string {
  return `/customers/${survivor}/merges/new?with=${merged}`;
}

/** Both side by side: what each brings, and what is chosen of their details. */
export function mergeForm(
  { survivor, merged }: MergePreview,
  { keep, reason }: TypedMerge,
  decision: string,
  problem?: FormProblem,
) {
  const underWay = [...survivor.underWay, ...merged.underWay];
  return {
    survivor: candidateView(survivor),
    merged: candidateView(merged),
    details: DETAILS.map(({ field, label }) => {
      const chosen = keep[field] ?? (survivor[field] === undefined ? 'merged' : 'survivor');
      const choice = (whose: Kept, { [field]: value }: MergeCandidate) => ({
        whose,
        value: value ?? 'none',
        none: value === undefined,
        checked: chosen === whose,
      });
      return {
        field,
        label,
        same: survivor[field] === merged[field],
        choices: [choice('survivor', survivor), choice('merged', merged)],
      };
    }),
    reason,
    decision,
    reasonError: problem?.field === 'reason' ? problem.message : undefined,
    problem: problem?.field === undefined ? problem : undefined,
    waits: underWay.map((payment) => ({ ...payment, href: `/bookings/${payment.booking}` })),
    several: survivor.stripeCustomers.length + merged.stripeCustomers.length > 1,
    action: `/customers/${survivor.id}/merges`,
    swap: mergeHref(merged.id, survivor.id),
    another: `/customers/${survivor.id}/merges/new`,
    back: `/customers/${survivor.id}`,
  };
}

function candidateView(candidate: MergeCandidate) {
  return {
    ...candidate,
    href: `/customers/${candidate.id}`,
    cards: candidate.cards.map((card) => ({
      name: cardName(card) || 'A card',
      isPrimary: card.id === candidate.primaryCard,
    })),
  };
}
