import { validate } from 'uuid';
import { Field, type FieldOptions } from './field.js';

interface IdsOptions extends FieldOptions {
  readonly most: number;
}

/** Ids of things of ours, at least one of them. Whether there are such things is not for the field to say. */
export function IdsField(options: IdsOptions): PropertyDecorator {
  const { most } = options;
  return Field(
    options,
    {
      shape: 'an array of strings',
      has: (value): value is string[] =>
        Array.isArray(value) && value.every((each) => typeof each === 'string'),
      bound: (ids) => {
        if (ids.length < 1 || ids.length > most) return `must have 1 to ${most} elements, not ${ids.length}`;
        const strange = ids.find((id) => !validate(id));
        return strange === undefined ? undefined : 'must hold ids, which are UUIDs';
      },
    },
    { type: [String], items: { type: 'string', format: 'uuid' }, minItems: 1, maxItems: most },
  );
}
