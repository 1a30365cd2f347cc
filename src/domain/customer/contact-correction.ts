import type { Contact } from '../booking/booking-data.js';
import { DomainError } from '../shared/domain-error.js';
import type { CorrectedDetail } from './customer-events.js';

/** What is put right about a customer; an empty phone number takes it off. */
export type ContactChange = Partial<Contact>;

/** Another customer is known by this e-mail address. */
export class EmailTaken extends DomainError {
  override readonly name = 'EmailTaken';
  constructor(email: string, customer?: string) {
    super(
      'conflict',
      'email_taken',
      `${email} is the address of another customer. If both are one person, merge them.`,
      { email, customer: customer ?? null },
    );
  }
}

/** The customer as they are from then on, and what is new about that; nothing when nothing is. */
export function corrected(
  before: Contact,
  change: ContactChange,
): { readonly contact: Contact; readonly changes: readonly CorrectedDetail[] } | undefined {
  const contact: Contact = {
    name: change.name ?? before.name,
    email: change.email ?? before.email,
    phone: (change.phone ?? before.phone) || undefined,
  };
  const changes = (['name', 'email', 'phone'] as const)
    .map((field) => ({ field, from: before[field] ?? '', to: contact[field] ?? '' }))
    .filter(({ from, to }) => from !== to);
  return changes.length === 0 ? undefined : { contact, changes };
}
