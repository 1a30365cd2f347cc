import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { DataSource } from 'typeorm';
import {
  GetSettings,
  type PastChange,
  type SettingsView,
} from '../../../application/settings/get-settings.query.js';
import { settingsFrom, type SettingsRow } from './postgres-settings-repository.js';

const CHANGES_SHOWN = 20;

@QueryHandler(GetSettings)
export class GetSettingsHandler implements IQueryHandler<GetSettings> {
  constructor(private readonly dataSource: DataSource) {}

  async execute(): Promise<SettingsView> {
    const [[row], changes] = await Promise.all([
      this.dataSource.query<SettingsRow[]>(`SELECT version, data FROM settings`),
      this.dataSource.query<PastChange[]>(
        `SELECT id, at, actor AS by, setting, before, after FROM settings_changes ORDER BY id DESC LIMIT $1`,
        [CHANGES_SHOWN],
      ),
    ]);
    if (!row) throw new Error('The settings are gone.');
    return { ...settingsFrom(row), changes };
  }
}
