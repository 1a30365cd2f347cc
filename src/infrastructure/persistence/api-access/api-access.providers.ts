import type { Provider } from '@nestjs/common';
import type { DataSource } from 'typeorm';
import { ApiTokens } from '../../../application/api-access/api-tokens.port.js';
import { Readiness } from '../../../application/shared/readiness.port.js';
import { DatabaseReadiness } from './database-readiness.js';
import { PostgresApiTokens } from './postgres-api-tokens.js';

/** Who may use the JSON API, and whether the database is ready for them. */
export function apiAccessProviders(dataSource: DataSource): Provider[] {
  return [
    { provide: ApiTokens, useValue: new PostgresApiTokens(dataSource) },
    { provide: Readiness, useValue: new DatabaseReadiness(dataSource) },
  ];
}
