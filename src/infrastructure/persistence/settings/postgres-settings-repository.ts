import type { EntityManager } from 'typeorm';
import type {
  SettingsRepository,
  StoredSettings,
} from '../../../application/settings/settings.repository.port.js';
import {
  DEFAULT_SETTINGS,
  type DeskSettings,
  type SettingChange,
} from '../../../domain/settings/desk-settings.js';
import type { Actor } from '../../../domain/shared/actor.js';

export interface SettingsRow {
  readonly version: number;
  readonly data: Partial<DeskSettings>;
}

export function settingsFrom({ version, data }: SettingsRow): StoredSettings {
  return { version, settings: { ...DEFAULT_SETTINGS, ...data } };
}

export class PostgresSettingsRepository implements SettingsRepository {
  constructor(private readonly manager: EntityManager) {}

  async current(): Promise<DeskSettings> {
    return (await this.read('')).settings;
  }

  lock(): Promise<StoredSettings> {
    return this.read('FOR UPDATE');
  }

  async save(settings: DeskSettings, changes: readonly SettingChange[], by: Actor, at: Date): Promise<void> {
    await this.manager.query(`UPDATE settings SET version = version + 1, data = $1`, [
      JSON.stringify(settings),
    ]);
    await this.manager.query(
      `INSERT INTO settings_changes (at, actor, setting, before, after)
       SELECT $1, $2, setting, before, after
         FROM jsonb_to_recordset($3) AS change (setting text, before jsonb, after jsonb)`,
      [at, JSON.stringify(by), JSON.stringify(changes)],
    );
  }

  private async read(locking: '' | 'FOR UPDATE'): Promise<StoredSettings> {
    const [row] = await this.manager.query<SettingsRow[]>(`SELECT version, data FROM settings ${locking}`);
    if (!row) throw new Error('The settings are gone.');
    return settingsFrom(row);
  }
}
