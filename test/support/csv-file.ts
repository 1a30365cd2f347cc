import { parse } from 'csv-parse/sync';

/** A field as it was before the writer put its guards before what begins a formula. */
export function unguarded(field: string): string {
  return field
    .replace(/^'(?='*[\t\r\n\0])/, '')
    .replaceAll(/(^|[;\t\r\n])([ \u00A0]*'*)'(?=[=+\-@＝＋－＠])/g, '$1$2');
}

/** The records of a file with their columns' names, as they were before they were written. */
export function recordsIn(file: string): Record<string, string>[] {
  const records: Record<string, string>[] = parse(file, {
    columns: true,
    bom: true,
    record_delimiter: '\r\n',
  });
  return records.map((record) =>
    Object.fromEntries(Object.entries(record).map(([column, field]) => [column, unguarded(field)])),
  );
}
