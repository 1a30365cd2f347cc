import { QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { DataSource } from 'typeorm';
import { GetBusinessDetails } from '../../../application/settings/get-business-details.query.js';
import type { BusinessDetails } from '../../../domain/settings/business-details.js';
import { settingsFrom, type SettingsRow } from './postgres-settings-repository.js';

@QueryHandler(GetBusinessDetails)
export class GetBusinessDetailsHandler implements IQueryHandler<GetBusinessDetails> {
  constructor(private readonly dataSource: DataSource) {}

  async execute(): Promise<BusinessDetails> {
    const [row] = await this.dataSource.query<SettingsRow[]>(`SELECT version, data FROM settings`);
    if (!row) throw new Error('The settings are gone.');
    return settingsFrom(row).settings;
  }
}
