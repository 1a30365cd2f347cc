import {
  CollectionMethods,
  type ListedMethod,
} from '../../../src/application/collection/collection-methods.port.js';
import type { BusinessSettings } from '../../../src/application/shared/business-settings.port.js';

/** A business in a zone that is another day than UTC for a part of it. */
export const LISBON_SETTINGS: BusinessSettings = {
  name: 'Harbour & Bay Tours',
  locale: 'en-GB',
  timeZone: 'Europe/Lisbon',
  currency: 'USD',
  stripeMode: 'sandbox',
  stripeDashboardUrl: 'http://127.0.0.1/dashboard',
  publicUrl: 'http://127.0.0.1',
};

export class FakeCollectionMethods extends CollectionMethods {
  methods: ListedMethod[] = [
    { code: 'cash', label: 'Cash', isRetired: false },
    { code: 'bank_transfer', label: 'Bank transfer', isRetired: false },
    { code: 'seashells', label: 'Seashells', isRetired: true },
  ];

  override async list(): Promise<ListedMethod[]> {
    return Promise.resolve(this.methods);
  }
}
