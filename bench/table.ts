export type Cell = string | number;

/** Prints rows as an aligned table: text to the left, numbers to the right with at most one decimal. */
export function printTable(
  title: string,
  heads: readonly string[],
  rows: readonly (readonly Cell[])[],
): void {
  const text = rows.map((row) => row.map((cell) => (typeof cell === 'number' ? formatted(cell) : cell)));
  const widths = heads.map((head, column) =>
    Math.max(head.length, ...text.map((row) => row[column]?.length ?? 0)),
  );
  const line = (cells: readonly string[], source?: readonly Cell[]) =>
    cells
      .map((cell, column) => {
        const width = widths[column] ?? 0;
        return typeof source?.[column] === 'number' ? cell.padStart(width) : cell.padEnd(width);
      })
      .join('  ');
  const out = [`\n${title}`, line(heads), widths.map((width) => '-'.repeat(width)).join('  ')];
  text.forEach((cells, index) => out.push(line(cells, rows[index])));
  process.stdout.write(`${out.join('\n')}\n`);
}

function formatted(value: number): string {
  return value >= 100 ? Math.round(value).toString() : value.toFixed(value >= 10 ? 1 : 2);
}
