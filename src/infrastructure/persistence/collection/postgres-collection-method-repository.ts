import type { EntityManager } from 'typeorm';
import type {
  CollectionMethodRepository,
  ListedMethod,
} from '../../../application/collection/collection-methods.port.js';
import type {
  CollectionMethodChange,
  CollectionOrderChange,
} from '../../../domain/payment/collection-methods.js';
import type { Actor } from '../../../domain/shared/actor.js';
import { LISTED_METHODS } from './postgres-collection-methods.js';

export class PostgresCollectionMethodRepository implements CollectionMethodRepository {
  constructor(private readonly manager: EntityManager) {}

  async lock(): Promise<ListedMethod[]> {
    // Keeps out who changes the list, not collections, whose foreign keys look at it.
    await this.manager.query(`LOCK TABLE collection_methods IN SHARE ROW EXCLUSIVE MODE`);
    return this.manager.query<ListedMethod[]>(LISTED_METHODS);
  }

  async save({ setting, before, after }: CollectionMethodChange, by: Actor, at: Date): Promise<void> {
    const { code, label, isRetired } = after;
    await this.manager.query(
      `INSERT INTO collection_methods (code, label, position, retired_at)
       SELECT $1, $2, coalesce(max(position) + 1, 0), CASE WHEN $3::boolean THEN $4::timestamptz END
         FROM collection_methods
       ON CONFLICT (code) DO UPDATE
          SET label = excluded.label,
              retired_at = CASE WHEN $3::boolean THEN coalesce(collection_methods.retired_at, $4::timestamptz) END`,
      [code, label, isRetired, at],
    );
    await this.note({ setting, before, after }, by, at);
  }

  async arrange(
    methods: readonly ListedMethod[],
    change: CollectionOrderChange,
    by: Actor,
    at: Date,
  ): Promise<void> {
    await this.manager.query(
      `UPDATE collection_methods SET position = arranged.position - 1
         FROM unnest($1::text[]) WITH ORDINALITY AS arranged (code, position)
        WHERE collection_methods.code = arranged.code`,
      [methods.map(({ code }) => code)],
    );
    await this.note(change, by, at);
  }

  private async note(
    { setting, before, after }: CollectionMethodChange | CollectionOrderChange,
    by: Actor,
    at: Date,
  ): Promise<void> {
    await this.manager.query(
      `INSERT INTO settings_changes (at, actor, setting, before, after) VALUES ($1, $2, $3, $4, $5)`,
      [at, JSON.stringify(by), setting, JSON.stringify(before), JSON.stringify(after)],
    );
  }
}
