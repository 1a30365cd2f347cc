import { Query } from '@nestjs/cqrs';
import type { BusinessDetails } from '../../domain/settings/business-details.js';

/** Who the business is to its customers. */
export class GetBusinessDetails extends Query<BusinessDetails> {}
