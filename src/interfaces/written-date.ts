/** "Sat 28 Nov 2026": English has a comma after the weekday with a year and none without; here it has none at all. */
export function written(format: Intl.DateTimeFormat, moment: Date): string {
  if (!format.resolvedOptions().locale.startsWith('en')) return format.format(moment);
  const parts = format.formatToParts(moment);
  return parts
    .map(({ value }, at) =>
      value === ', ' && parts[at - 1]?.type === 'weekday' && parts[at + 1]?.type === 'day' ? ' ' : value,
    )
    .join('');
}
