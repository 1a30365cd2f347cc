/** Asking a format what it is takes longer than formatting. */
const english = new WeakMap<Intl.DateTimeFormat, boolean>();

function isEnglish(format: Intl.DateTimeFormat): boolean {
  const known = english.get(format);
  if (known !== undefined) return known;
  const found = format.resolvedOptions().locale.startsWith('en');
  english.set(format, found);
  return found;
}

/** "Sat 28 Nov 2026": English has a comma after the weekday with a year and none without; here it has none at all. */
export function written(format: Intl.DateTimeFormat, moment: Date): string {
  if (!isEnglish(format)) return format.format(moment);
  const parts = format.formatToParts(moment);
  return parts
    .map(({ value }, at) =>
      value === ', ' && parts[at - 1]?.type === 'weekday' && parts[at + 1]?.type === 'day' ? ' ' : value,
    )
    .join('');
}
