import type { DataSource } from 'typeorm';
import { Readiness } from '../../../application/shared/readiness.port.js';

const LONGEST_WAIT_MS = 3000;

/** Ready: the database answers, and has every migration that this version needs. */
export class DatabaseReadiness extends Readiness {
  constructor(private readonly dataSource: DataSource) {
    super();
  }

  async obstacles(): Promise<string[]> {
    let timer: NodeJS.Timeout | undefined;
    const tooLate = new Promise<string[]>((resolve) => {
      timer = setTimeout(() => resolve(['the database does not answer']), LONGEST_WAIT_MS);
    });
    try {
      return await Promise.race([this.missingMigrations(), tooLate]);
    } catch {
      return ['the database can’t be reached'];
    } finally {
      clearTimeout(timer);
    }
  }

  private async missingMigrations(): Promise<string[]> {
    const table = this.dataSource.options.migrationsTableName ?? 'migrations';
    const rows = await this.dataSource.query<{ name: string }[]>(
      `SELECT name FROM ${this.dataSource.driver.escape(table)}`,
    );
    const applied = new Set(rows.map(({ name }) => name));
    return this.dataSource.migrations
      .map(({ name }) => name ?? '')
      .filter((name) => !applied.has(name))
      .map((name) => `the database lacks the migration ${name}`);
  }
}
