import { Query } from '@nestjs/cqrs';
import type {
  CollectionMethodChange,
  CollectionOrderChange,
} from '../../domain/payment/collection-methods.js';
import type { SettingChange } from '../../domain/settings/desk-settings.js';
import type { Actor } from '../../domain/shared/actor.js';
import type { StoredSettings } from './settings.repository.port.js';

export type PastChange = (SettingChange | CollectionMethodChange | CollectionOrderChange) & {
  readonly id: string;
  readonly at: Date;
  readonly by: Actor;
};

export interface SettingsView extends StoredSettings {
  /** The newest few, newest first. */
  readonly changes: readonly PastChange[];
}

/** What is settled for the whole desk, and who changed what last. */
export class GetSettings extends Query<SettingsView> {}
