import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { ExportFiles, ExportLost, type ExportPiece } from '../../../application/export/export-files.port.js';

const compress = promisify(gzip);
const decompress = promisify(gunzip);

/** More takes longer and makes a file of columns hardly smaller. */
const COMPRESSION = { level: 3 };

/** Each piece is compressed by itself and a row, written and read over any connection. */
@Injectable()
export class PostgresExportFiles extends ExportFiles {
  constructor(private readonly dataSource: DataSource) {
    super();
  }

  async append(id: string, attempt: string, { position, text, rows }: ExportPiece, at: Date): Promise<void> {
    const bytes = Buffer.from(text, 'utf8');
    const stored = await this.dataSource.query<unknown[]>(
      `WITH writing AS (
         UPDATE exports SET rows = rows + $3, bytes = bytes + $4, attempt_heard_at = $5
          WHERE id = $1 AND attempt_id = $2 AND state = 'running'
         RETURNING id
       )
       INSERT INTO export_pieces (export_id, position, data) SELECT id, $6, $7 FROM writing RETURNING position`,
      [id, attempt, rows, bytes.length, at, position, await compress(bytes, COMPRESSION)],
    );
    if (stored.length === 0)
      throw new ExportLost(`Export ${id} isn’t written by attempt ${attempt} any more.`);
  }

  async stayAlive(id: string, attempt: string, at: Date): Promise<void> {
    const [, changed] = await this.dataSource.query<[unknown[], number]>(
      `UPDATE exports SET attempt_heard_at = $3 WHERE id = $1 AND attempt_id = $2 AND state = 'running'`,
      [id, attempt, at],
    );
    if (changed === 0) throw new ExportLost(`Export ${id} isn’t written by attempt ${attempt} any more.`);
  }

  async *read(id: string): AsyncIterable<Uint8Array> {
    const [file] = await this.dataSource.query<{ pieces: number }[]>(
      `SELECT count(*)::int AS pieces FROM export_pieces WHERE export_id = $1`,
      [id],
    );
    for (let position = 0; position < (file?.pieces ?? 0); position += 1) {
      const [piece] = await this.dataSource.query<{ data: Buffer }[]>(
        `SELECT data FROM export_pieces WHERE export_id = $1 AND position = $2`,
        [id, position],
      );
      if (!piece) throw new ExportLost(`The file of export ${id} was removed while it was read.`);
      yield await decompress(piece.data);
    }
  }
}
