import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import {
  CollectionMethods,
  type ListedMethod,
} from '../../../application/collection/collection-methods.port.js';

export const LISTED_METHODS = `
  SELECT code, label, retired_at IS NOT NULL AS "isRetired" FROM collection_methods
   ORDER BY retired_at IS NOT NULL, position, code`;

@Injectable()
export class PostgresCollectionMethods extends CollectionMethods {
  constructor(private readonly dataSource: DataSource) {
    super();
  }

  override list(): Promise<ListedMethod[]> {
    return this.dataSource.query<ListedMethod[]>(LISTED_METHODS);
  }
}
