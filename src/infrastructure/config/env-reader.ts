import { isIP } from 'node:net';
import { isCurrency } from '../../domain/shared/currency.js';
import { ConfigError } from './config-error.js';

const HOST_NAME = /^(?=.{1,253}$)[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$/i;
/** `b64token` of https://www.rfc-editor.org/rfc/rfc6750#section-2.1 */
const BEARER_TOKEN = /^[A-Za-z0-9\-._~+/]{8,}=*$/;

/** Reads variables in the form that is wanted, or says what is wrong with them. Empty counts as unset. */
export class EnvReader {
  constructor(private readonly env: NodeJS.ProcessEnv) {}

  text(name: string): string | undefined {
    return this.env[name]?.trim() || undefined;
  }

  oneOf<const T extends string>(name: string, allowed: readonly T[]): T | undefined {
    const value = this.text(name);
    if (value === undefined) return undefined;
    const found = allowed.find((each) => each === value.toLowerCase());
    if (found === undefined)
      throw new ConfigError(name, `is "${value}"; expected one of ${allowed.join(', ')}`);
    return found;
  }

  wholeNumber(name: string, least: number, most: number): number | undefined {
    const value = this.text(name);
    if (value === undefined) return undefined;
    const number = /^\d{1,15}$/.test(value) ? Number(value) : NaN;
    if (!(number >= least && number <= most)) {
      throw new ConfigError(name, `is "${value}"; expected a whole number from ${least} to ${most}`);
    }
    return number;
  }

  host(name: string): string | undefined {
    const value = this.text(name);
    if (value === undefined || isIP(value) !== 0 || HOST_NAME.test(value)) return value;
    throw new ConfigError(
      name,
      `is "${value}"; expected an IP address or a host name such as 127.0.0.1 or 0.0.0.0`,
    );
  }

  /** The value may hold a password and is not repeated in errors. */
  url(name: string, protocols: readonly string[]): string | undefined {
    const value = this.text(name);
    if (value === undefined) return undefined;
    const expected = `expected a URL that begins with ${protocols.map((each) => `${each}//`).join(' or ')}`;
    if (!URL.canParse(value)) throw new ConfigError(name, `is not a URL; ${expected}`);
    const { protocol } = new URL(value);
    if (!protocols.includes(protocol)) throw new ConfigError(name, `begins with ${protocol}; ${expected}`);
    return value;
  }

  /** Without a slash at its end, so that paths can be put behind it. */
  webUrl(name: string): string | undefined {
    const value = this.url(name, ['http:', 'https:']);
    if (value === undefined) return undefined;
    const { search, hash } = new URL(value);
    if (search || hash) throw new ConfigError(name, 'has a query or a fragment; expected a URL without them');
    return value.replace(/\/+$/, '');
  }

  email(name: string): string | undefined {
    const value = this.text(name);
    if (value === undefined || /^[^\s@]+@[^\s@]+$/.test(value)) return value;
    throw new ConfigError(name, `is "${value}"; expected an e-mail address`);
  }

  /** Taken as it stands, spaces included. */
  secret(name: string, least: number, expected: string): string | undefined {
    const value = this.env[name] || undefined;
    if (value === undefined || value.length >= least) return value;
    throw new ConfigError(name, `is too short; expected ${expected}`);
  }

  secretList(name: string): string[] {
    const values = (this.text(name) ?? '').split(',').map((each) => each.trim());
    const secrets = values.filter((each) => each !== '');
    if (secrets.some((each) => /\s/.test(each))) {
      throw new ConfigError(
        name,
        'has a space inside a secret; expected signing secrets separated by commas',
      );
    }
    return secrets;
  }

  bearerToken(name: string): string | undefined {
    const value = this.text(name);
    if (value === undefined || BEARER_TOKEN.test(value)) return value;
    throw new ConfigError(name, 'is no bearer token; expected at least 8 of A-Z a-z 0-9 - . _ ~ + /');
  }

  locale(name: string): string | undefined {
    return this.checked(name, 'a language tag such as en-GB, de-DE or ja-JP', (value) => {
      const [locale] = Intl.DateTimeFormat.supportedLocalesOf(value);
      return locale;
    });
  }

  timeZone(name: string): string | undefined {
    return this.checked(
      name,
      'a time zone such as Europe/Lisbon or America/New_York',
      // Newer runtimes also take offsets such as +01:00, which know no summer time.
      (value) =>
        /^[A-Z]/i.test(value)
          ? new Intl.DateTimeFormat('en', { timeZone: value }).resolvedOptions().timeZone
          : undefined,
    );
  }

  currency(name: string): string | undefined {
    return this.checked(name, 'an ISO 4217 code such as USD, EUR or JPY', (value) =>
      isCurrency(value.toUpperCase()) ? value.toUpperCase() : undefined,
    );
  }

  private checked(
    name: string,
    expected: string,
    pick: (value: string) => string | undefined,
  ): string | undefined {
    const value = this.text(name);
    if (value === undefined) return undefined;
    let picked: string | undefined;
    try {
      picked = pick(value);
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
    }
    if (picked === undefined) throw new ConfigError(name, `is "${value}"; expected ${expected}`);
    return picked;
  }
}
