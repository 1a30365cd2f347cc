/** Where something comes from that an import wrote. */
export interface ImportOrigin {
  readonly import: string;
  readonly file: string;
  /** As a spreadsheet counts them: the names of the columns are row 1. */
  readonly row: number;
}
