import type { DeskSettings, SettingChange } from '../../domain/settings/desk-settings.js';
import type { Actor } from '../../domain/shared/actor.js';

export interface StoredSettings {
  readonly version: number;
  readonly settings: DeskSettings;
}

export interface SettingsRepository {
  /** As they stand; nothing is locked. */
  current(): Promise<DeskSettings>;
  /** The same, locked until the transaction ends. */
  lock(): Promise<StoredSettings>;
  /** Stores them as the next version, and who changed what. */
  save(settings: DeskSettings, changes: readonly SettingChange[], by: Actor, at: Date): Promise<void>;
}
