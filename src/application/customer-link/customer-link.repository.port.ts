import type { CustomerLink } from '../../domain/customer-link/customer-link.js';

/** Where links to customers are kept. A booking's row is locked before its links are. */
export interface CustomerLinkRepository {
  add(link: CustomerLink): Promise<void>;
  find(id: string): Promise<CustomerLink | undefined>;
  findByToken(token: string): Promise<CustomerLink | undefined>;
  /** Throws LinkNotFound. */
  lock(id: string): Promise<CustomerLink>;
  /** Those for this booking or payment that weren't stopped, each locked. */
  lockUnstopped(of: { readonly booking: string; readonly payment?: string }): Promise<CustomerLink[]>;
  save(link: CustomerLink): Promise<void>;
}
