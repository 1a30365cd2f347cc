import { invalidRequest, parameterMissing } from './stripe-api-error.js';

export type RawParams = Readonly<Record<string, unknown>>;
export type MetadataChange = Readonly<Record<string, string>> | 'cleared';

/**
 * A request's parameters, all of them text as they come in a form body. Each is read once by its name; `done` refuses
 * what nobody read, as Stripe does. https://docs.stripe.com/error-codes
 */
export class Params {
  private readonly unread: Set<string>;

  constructor(
    private readonly raw: RawParams,
    /** Name of the surrounding parameter, when this is a nested one. */
    private readonly within = '',
  ) {
    this.unread = new Set(Object.keys(raw));
  }

  has(name: string): boolean {
    return this.raw[name] !== undefined;
  }

  /** Undefined when absent; null when given empty, which unsets. */
  text(name: string): string | null | undefined {
    const value = this.take(name);
    if (value === undefined) return undefined;
    if (value === '' || value === null) return null;
    if (typeof value === 'string') return value;
    if (typeof value === 'number' || typeof value === 'boolean') return String(value);
    throw invalidRequest(`Invalid string: ${JSON.stringify(value)}`, { param: this.path(name) });
  }

  requiredText(name: string): string {
    const value = this.text(name);
    if (value === undefined) throw parameterMissing(this.path(name));
    if (value === null) {
      throw invalidRequest(
        `You passed an empty string for '${this.path(name)}'. We assume empty values are an attempt to unset a parameter; however '${this.path(name)}' cannot be unset. You should remove '${this.path(name)}' from your request or supply a non-empty value.`,
        { code: 'parameter_invalid_empty', param: this.path(name) },
      );
    }
    return value;
  }

  choice<Choice extends string>(name: string, choices: readonly Choice[]): Choice | undefined {
    const value = this.text(name);
    if (value === undefined || value === null) return undefined;
    const chosen = choices.find((choice) => choice === value);
    if (chosen !== undefined) return chosen;
    const list = choices.map((choice) => `\`${choice}\``).join(', ');
    throw invalidRequest(`Invalid ${this.path(name)}: must be one of ${list}`, { param: this.path(name) });
  }

  integer(name: string): number | undefined {
    const value = this.text(name);
    if (value === undefined || value === null) return undefined;
    if (!/^-?\d{1,15}$/.test(value)) {
      throw invalidRequest(`Invalid integer: ${value}`, {
        code: 'parameter_invalid_integer',
        param: this.path(name),
      });
    }
    return Number(value);
  }

  requiredInteger(name: string): number {
    const value = this.integer(name);
    if (value === undefined) throw parameterMissing(this.path(name));
    return value;
  }

  positiveInteger(name: string): number | undefined {
    const value = this.integer(name);
    if (value !== undefined && value < 1) {
      throw invalidRequest('This value must be greater than or equal to 1.', {
        code: 'parameter_invalid_integer',
        param: this.path(name),
      });
    }
    return value;
  }

  decimal(name: string): number | undefined {
    const value = this.text(name);
    if (value === undefined || value === null) return undefined;
    if (!/^\d{1,12}(\.\d{1,6})?$/.test(value))
      throw invalidRequest(`Invalid decimal: ${value}`, { param: this.path(name) });
    return Number(value);
  }

  flag(name: string): boolean | undefined {
    const value = this.text(name);
    if (value === undefined || value === null) return undefined;
    if (value === 'true' || value === 'false') return value === 'true';
    throw invalidRequest(`Invalid boolean: ${value}`, { param: this.path(name) });
  }

  texts(name: string): string[] | undefined {
    const value = this.take(name);
    if (value === undefined || value === '') return undefined;
    const list = Array.isArray(value)
      ? value
      : typeof value === 'object' && value
        ? Object.values(value)
        : undefined;
    if (!list?.every((each): each is string => typeof each === 'string'))
      throw invalidRequest('Invalid array', { param: this.path(name) });
    return list;
  }

  hash(name: string): Params | undefined {
    const value = this.take(name);
    if (value === undefined || value === '') return undefined;
    if (!isHash(value)) throw invalidRequest('Invalid object', { param: this.path(name) });
    return new Params(value, this.path(name));
  }

  hashes(name: string): Params[] | undefined {
    const value = this.take(name);
    if (value === undefined || value === '') return undefined;
    const list: unknown[] = Array.isArray(value) ? value : isHash(value) ? Object.values(value) : [];
    return list.map((each, index) => {
      if (!isHash(each)) throw invalidRequest('Invalid object', { param: this.path(name) });
      return new Params(each, `${this.path(name)}[${index}]`);
    });
  }

  /** https://docs.stripe.com/api/metadata: up to 50 keys of 40 characters, values of 500. */
  metadata(): MetadataChange | undefined {
    const value = this.take('metadata');
    if (value === undefined) return undefined;
    if (value === '' || value === null) return 'cleared';
    if (!isHash(value)) throw invalidRequest('Invalid object', { param: this.path('metadata') });
    const entries = Object.entries(value).map(([key, inner]): [string, string] => [
      key,
      typeof inner === 'string' ? inner : JSON.stringify(inner),
    ]);
    if (entries.length > 50) {
      throw invalidRequest('Metadata can have at most 50 keys.', { param: this.path('metadata') });
    }
    for (const [key, inner] of entries) {
      if (key.length > 40 || inner.length > 500) {
        const limit =
          key.length > 40 ? 'keys can be up to 40 characters' : 'values can be up to 500 characters';
        throw invalidRequest(`Metadata ${limit} long. You passed in: ${key}`, {
          param: this.path('metadata'),
        });
      }
    }
    return Object.fromEntries(entries);
  }

  /** Parameters that Stripe knows and that change nothing here. */
  ignore(...names: readonly string[]): void {
    for (const name of names) this.unread.delete(name);
  }

  /** Refuses what nobody read. https://docs.stripe.com/error-codes#parameter-unknown */
  done(): void {
    const [first] = this.unread;
    if (first === undefined) return;
    const many = this.unread.size > 1;
    throw invalidRequest(
      `Received unknown parameter${many ? 's' : ''}: ${[...this.unread].map((name) => this.path(name)).join(', ')}`,
      { code: 'parameter_unknown', param: this.path(first) },
    );
  }

  private take(name: string): unknown {
    this.unread.delete(name);
    return this.raw[name];
  }

  private path(name: string): string {
    return this.within ? `${this.within}[${name}]` : name;
  }
}

export function changedMetadata(
  before: Readonly<Record<string, string>>,
  change: MetadataChange | undefined,
): Record<string, string> {
  if (change === undefined) return { ...before };
  if (change === 'cleared') return {};
  return Object.fromEntries(Object.entries({ ...before, ...change }).filter(([, value]) => value !== ''));
}

function isHash(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
