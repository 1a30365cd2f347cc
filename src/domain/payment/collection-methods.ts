import { DomainError } from '../shared/domain-error.js';
import type { CollectionMethod } from './collection.js';

export interface ListedMethod extends CollectionMethod {
  /** Set aside: what was collected by it keeps its name, nothing more is. */
  readonly isRetired: boolean;
}

/** In characters. */
export const LONGEST_METHOD_LABEL = 40;

/** Who changed what is kept with the other settings' changes. */
export interface CollectionMethodChange {
  readonly setting: 'collectionMethod';
  /** Null: it was added. */
  readonly before: ListedMethod | null;
  readonly after: ListedMethod;
}

/** The names of those in use, in the order in which people choose among them. */
export interface CollectionOrderChange {
  readonly setting: 'collectionOrder';
  readonly before: readonly string[];
  readonly after: readonly string[];
}

/** What of one is to be different. */
export interface WantedMethodChange {
  readonly label?: string;
  readonly isRetired?: boolean;
  /** Its place among those in use, counted from 1; past the end it is last. */
  readonly position?: number;
}

export class MethodLabelNotAccepted extends DomainError {
  override readonly name = 'MethodLabelNotAccepted';
  constructor(problem: string) {
    super('invalid', 'collection_method_label_not_accepted', problem, { maximum: LONGEST_METHOD_LABEL });
  }
}

export class CollectionMethodExists extends DomainError {
  override readonly name = 'CollectionMethodExists';
  constructor({ code, label, isRetired }: ListedMethod) {
    const way = isRetired
      ? 'It is retired: take it up again, or choose another name.'
      : 'Choose another name.';
    super('conflict', 'collection_method_exists', `“${label}” is there already. ${way}`, {
      method: code,
      retired: isRetired,
    });
  }
}

export class CollectionMethodNotFound extends DomainError {
  override readonly name = 'CollectionMethodNotFound';
  constructor(code: string) {
    super(
      'not_found',
      'collection_method_not_found',
      `There is no way of collecting with the code “${code}”.`,
    );
  }
}

/** The order is for those that people choose among. */
export class RetiredMethodHasNoPlace extends DomainError {
  override readonly name = 'RetiredMethodHasNoPlace';
  constructor({ code, label }: ListedMethod) {
    super(
      'conflict',
      'collection_method_retired',
      `“${label}” is retired, and has no place among those in use. Take it up again first.`,
      { method: code },
    );
  }
}

/** Without any, nothing could be collected. */
export class LastCollectionMethod extends DomainError {
  override readonly name = 'LastCollectionMethod';
  constructor({ code, label }: ListedMethod) {
    super(
      'conflict',
      'last_collection_method',
      `“${label}” is the only one in use. Add another or take one up again first.`,
      { method: code },
    );
  }
}

/**
 * One more way of collecting, with a code made of its label that is for good. Throws MethodLabelNotAccepted and
 * CollectionMethodExists.
 */
export function addedMethod(methods: readonly ListedMethod[], label: string): ListedMethod {
  const accepted = acceptedLabel(label);
  requireNewLabel(methods, accepted);
  return { code: codeFor(accepted, methods), label: accepted, isRetired: false };
}

/**
 * The method with what is wanted in it; its code stays. Throws CollectionMethodNotFound, MethodLabelNotAccepted,
 * CollectionMethodExists and LastCollectionMethod.
 */
export function changedMethod(
  methods: readonly ListedMethod[],
  code: string,
  wanted: WantedMethodChange,
): { readonly before: ListedMethod; readonly after: ListedMethod; readonly hasChanged: boolean } {
  const before = methods.find((method) => method.code === code);
  if (!before) throw new CollectionMethodNotFound(code);
  const label = wanted.label === undefined ? before.label : acceptedLabel(wanted.label);
  const isRetired = wanted.isRetired ?? before.isRetired;
  const others = methods.filter((method) => method !== before);
  if (label !== before.label) requireNewLabel(others, label);
  if (isRetired && !before.isRetired && others.every((method) => method.isRetired))
    throw new LastCollectionMethod(before);
  const hasChanged = label !== before.label || isRetired !== before.isRetired;
  return { before, after: { code, label, isRetired }, hasChanged };
}

/**
 * All of them with the one at `position` among those in use, counted from 1; past the end it is last. The retired stay
 * behind. Throws CollectionMethodNotFound and RetiredMethodHasNoPlace.
 */
export function movedMethod(
  methods: readonly ListedMethod[],
  code: string,
  position: number,
): readonly ListedMethod[] {
  const moved = methods.find((method) => method.code === code);
  if (!moved) throw new CollectionMethodNotFound(code);
  if (moved.isRetired) throw new RetiredMethodHasNoPlace(moved);
  const others = methods.filter((method) => !method.isRetired && method !== moved);
  others.splice(Math.max(0, position - 1), 0, moved);
  return [...others, ...methods.filter(({ isRetired }) => isRetired)];
}

/** The one that people would take for it, whatever its case. */
export function methodCalled(methods: readonly ListedMethod[], label: string): ListedMethod | undefined {
  const wanted = alike(label);
  return methods.find((method) => alike(method.label) === wanted);
}

function acceptedLabel(label: string): string {
  const line = oneLine(label);
  if (line === '') throw new MethodLabelNotAccepted('Give it a name.');
  if ([...line].length > LONGEST_METHOD_LABEL)
    throw new MethodLabelNotAccepted(`That is too long: at most ${LONGEST_METHOD_LABEL} characters.`);
  if (!/[\p{L}\p{N}]/u.test(line)) throw new MethodLabelNotAccepted('A name needs a letter or a digit.');
  return line;
}

function requireNewLabel(others: readonly ListedMethod[], label: string): void {
  const taken = methodCalled(others, label);
  if (taken) throw new CollectionMethodExists(taken);
}

/** Of small Latin letters, digits and single underscores, and not taken. */
function codeFor(label: string, methods: readonly ListedMethod[]): string {
  const words = label
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .match(/[a-z0-9]+/g);
  const stem = words?.join('_') ?? 'method';
  const taken = new Set(methods.map(({ code }) => code));
  let code = stem;
  for (let count = 2; taken.has(code); count += 1) code = `${stem}_${count}`;
  return code;
}

function alike(label: string): string {
  return oneLine(label).normalize('NFKC').toLowerCase();
}

function oneLine(label: string): string {
  return label
    .replace(/[\p{Cc}\p{Cs}\u2028\u2029\s]+/gu, ' ')
    .trim()
    .normalize('NFC');
}
