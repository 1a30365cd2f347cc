/**
 * Amounts while they are typed, in exact integers. Only for the words on the page: the server reads the text again
 * (parse-amount.ts) and decides. A test holds the two readings against each other.
 */

/** Minor units as a BigInt; undefined when the text is no amount, or could be read in two ways. */
export function parseAmount(text, exponent) {
  const number = text
    .trim()
    .replace(/^[^\d.,()−-]*/u, '')
    .replace(/[^\d.,]*$/u, '');
  if (!/^(?:\d+(?:[.,'’\u00a0\u202f _]\d+)*[.,]?|[.,]\d+)$/.test(number)) return undefined;
  const parts = split(number, exponent);
  if (!parts || parts.whole === undefined || parts.fraction.length > exponent) return undefined;
  const minor = BigInt((parts.whole || '0') + parts.fraction.padEnd(exponent, '0'));
  return minor <= BigInt(Number.MAX_SAFE_INTEGER) ? minor : undefined;
}

function split(number, exponent) {
  const separators = number.replace(/\d/g, '');
  const last = separators.at(-1);
  if (last === undefined) return { whole: number, fraction: '' };
  const at = number.lastIndexOf(last);
  const before = number.slice(0, at);
  const behind = number.slice(at + 1);
  const point = last === '.' || last === ',';
  const repeated = separators.length > 1 && separators.at(-2) === last;
  if (!point || repeated) return { whole: ungroup(number), fraction: '' };
  const looksGrouped = behind.length === 3 && before !== '' && before.length <= 3 && !before.startsWith('0');
  if (separators.length === 1 && looksGrouped) {
    if (exponent === 0 || (exponent === 2 && last === ',')) return { whole: ungroup(number), fraction: '' };
    if (exponent === 2 || last === ',') return undefined;
  }
  if (exponent === 0 && behind.length === 3) return { whole: ungroup(number), fraction: '' };
  return { whole: before === '' ? '' : ungroup(before), fraction: behind };
}

function ungroup(number) {
  const marks = new Set(number.replace(/\d/g, ''));
  if (marks.size === 0) return number;
  if (marks.size > 1) return undefined;
  const groups = number.split(/\D/);
  const fits = groups.every((group, index) =>
    index === 0 ? group.length >= 1 && group.length <= 3 : group.length === 3,
  );
  return fits ? groups.join('') : undefined;
}

/** "$185.50", as the server writes it. */
export function formatAmount(minor, { locale, currency, display, exponent }) {
  const digits = String(minor).padStart(exponent + 1, '0');
  const decimal = exponent === 0 ? digits : `${digits.slice(0, -exponent)}.${digits.slice(-exponent)}`;
  return new Intl.NumberFormat(locale, {
    style: 'currency',
    currency,
    currencyDisplay: display,
    minimumFractionDigits: exponent,
    maximumFractionDigits: exponent,
  }).format(decimal);
}
