const FIRST = 'BK-1001';

/** The reference after the highest of these, counted on in the way in which most of them are: "HBR-2043" → "HBR-2044". */
export function nextReference(recent: readonly string[]): string {
  const series = new Map<string, { count: number; highest: number; digits: number }>();
  for (const reference of recent) {
    const match = /^(.*?)(\d{1,9})$/.exec(reference);
    if (!match) continue;
    const [, prefix = '', digits = ''] = match;
    const known = series.get(prefix) ?? { count: 0, highest: 0, digits: digits.length };
    series.set(prefix, {
      count: known.count + 1,
      highest: Math.max(known.highest, Number(digits)),
      digits: Math.max(known.digits, digits.length),
    });
  }
  const [most] = [...series].sort(([, a], [, b]) => b.count - a.count);
  if (!most) return FIRST;
  const [prefix, { highest, digits }] = most;
  return `${prefix}${String(highest + 1).padStart(digits, '0')}`;
}
