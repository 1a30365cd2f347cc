/** "Sat 28 Nov 2026": no comma after the weekday, which some languages have with a year and not without. */
export function written(format: Intl.DateTimeFormat, moment: Date): string {
  const parts = format.formatToParts(moment);
  return parts
    .map(({ value }, at) =>
      value === ', ' && parts[at - 1]?.type === 'weekday' && parts[at + 1]?.type === 'day' ? ' ' : value,
    )
    .join('');
}
