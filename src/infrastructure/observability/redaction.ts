const REDACTED = '[redacted]';

/** A field whose name ends like this holds a secret. Compared in lower case, without `-` and `_`. */
const SECRET_NAME =
  /(authorization|cookie|signature|password|passwordhash|secret|secrets|secretkey|apikey|token|csrf|sessionid|sid|cvc|cvv|cardnumber|expmonth|expyear)$/;

/** `password=…`, `"client_secret": "…"` and the like inside a message. */
const SECRET_IN_TEXT =
  /\b([\w-]*(?:password|secret|api_?key|token|cvc|cvv|cookie))(["']?\s*[=:]\s*["']?)(?!\[redacted\])[^\s"',;&}]+/gi;
const CREDENTIALS = /\b(Bearer|Basic)\s+[A-Za-z0-9\-._~+/]{6,}=*/gi;
/** Keys, signing secrets and client secrets: https://docs.stripe.com/keys */
const STRIPE_SECRET = /\b((?:sk|rk)_(?:test|live)|whsec|(?:pi|seti)_[A-Za-z0-9]+_secret)_[A-Za-z0-9_]+/g;
const PASSWORD_IN_URL = /\b([a-z][a-z0-9+.-]*:\/\/[^\s:/@]*):[^\s@/]+@/gi;
/** 14 to 19 digits, perhaps in groups, that begin like a payment card's: ISO/IEC 7812. */
const CARD_NUMBER = /(?<![\w.])[2-6](?:[ -]?\d){13,18}(?![\w.])/g;

/**
 * Takes secrets and card data out of one line of JSON, at any depth and inside messages. It works on the finished line
 * because secrets also come in the errors of libraries, which nobody lists in advance.
 */
export function redactLine(line: string): string {
  const end = line.endsWith('\n') ? '\n' : '';
  return JSON.stringify(redact(JSON.parse(line))) + end;
}

export function redact(value: unknown): unknown {
  if (typeof value === 'string') return redactText(value);
  if (Array.isArray(value)) return value.map(redact);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [name, isSecret(name, inner) ? REDACTED : redact(inner)]),
  );
}

function isSecret(name: string, value: unknown): boolean {
  return (
    value !== null && typeof value !== 'boolean' && SECRET_NAME.test(name.toLowerCase().replace(/[-_]/g, ''))
  );
}

function redactText(text: string): string {
  return text
    .replace(CREDENTIALS, `$1 ${REDACTED}`)
    .replace(STRIPE_SECRET, `$1_${REDACTED}`)
    .replace(PASSWORD_IN_URL, `$1:${REDACTED}@`)
    .replace(SECRET_IN_TEXT, `$1$2${REDACTED}`)
    .replace(CARD_NUMBER, (digits) => (hasCheckDigit(digits) ? REDACTED : digits));
}

/** Luhn's check, which every card number passes and nine of ten other numbers don't: ISO/IEC 7812-1, annex B. */
function hasCheckDigit(text: string): boolean {
  const digits = [...text.replace(/\D/g, '')].reverse().map(Number);
  const sum = digits.reduce((total, digit, index) => {
    const weighed = index % 2 === 0 ? digit : digit * 2;
    return total + (weighed > 9 ? weighed - 9 : weighed);
  }, 0);
  return sum % 10 === 0;
}
