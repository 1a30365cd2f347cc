import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** Keys and types of an object: a type's name, or what is inside. `null` says nothing of the type. */
export type Shape = string | null | { readonly [key: string]: Shape } | readonly Shape[];

const OFFICIAL = path.resolve('../shared/stripe/fixtures3.json');
const OWN = path.resolve('test/sandbox/stripe-shapes.json');

/** Made from the examples: keys and types only. */
export function ownShapes(): Readonly<Record<string, Shape>> {
  return read(OWN) as Record<string, Shape>;
}

/** Of Stripe's own examples, where they are at hand. */
export function officialShapes(): Readonly<Record<string, Shape>> | undefined {
  if (!existsSync(OFFICIAL)) return undefined;
  const { resources } = read(OFFICIAL) as { resources: Record<string, unknown> };
  return Object.fromEntries(Object.entries(resources).map(([name, example]) => [name, shapeOf(example)]));
}

export function shapeOf(value: unknown): Shape {
  if (value === null || value === undefined) return null;
  if (Array.isArray(value)) return value.length === 0 ? [] : [shapeOf(value[0])];
  if (typeof value === 'object')
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, shapeOf(inner)]));
  return typeof value;
}

/** Where an object lacks a key of the example, or has another type there. Null is a value of every type. */
export function differences(value: unknown, expected: Shape, at = ''): string[] {
  if (expected === null || value === null) return [];
  const own = Array.isArray(value) ? 'array' : typeof value;
  if (typeof expected === 'string') {
    // An id may have been expanded into its object, and the other way round.
    return own === expected ? [] : [`${at}: ${own} instead of ${expected}`];
  }
  if (isList(expected)) {
    if (!Array.isArray(value)) return [`${at}: ${own} instead of array`];
    const [element] = expected;
    return element === undefined ? [] : value.flatMap((each, n) => differences(each, element, `${at}[${n}]`));
  }
  if (own !== 'object') return [`${at}: ${own} instead of object`];
  const given = value as Record<string, unknown>;
  return Object.entries(expected).flatMap(([key, inner]) => {
    const place = at ? `${at}.${key}` : key;
    return key in given ? differences(given[key], inner, place) : [`${place} is missing`];
  });
}

function isList(shape: Shape): shape is readonly Shape[] {
  return Array.isArray(shape);
}

function read(file: string): unknown {
  return JSON.parse(readFileSync(file, 'utf8'));
}
