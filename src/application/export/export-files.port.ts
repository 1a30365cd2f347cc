/** One piece of a file, as text, with how many rows it has. */
export interface ExportPiece {
  /** From 0. */
  readonly position: number;
  readonly text: string;
  readonly rows: number;
}

/** Another writer has begun anew, or it was stopped: what this one still writes is for nobody. */
export class ExportLost extends Error {
  override readonly name = 'ExportLost';
}

/** The files of exports, in pieces. */
export abstract class ExportFiles {
  /** Stores a piece, and that this attempt is alive. Throws ExportLost when it is no longer the one that writes. */
  abstract append(id: string, attempt: string, piece: ExportPiece, at: Date): Promise<void>;
  /** Only the latter. Throws ExportLost. */
  abstract stayAlive(id: string, attempt: string, at: Date): Promise<void>;
  /** All pieces in their order, one at a time in memory, as UTF-8. Throws ExportLost when the file goes meanwhile. */
  abstract read(id: string): AsyncIterable<Uint8Array>;
}
