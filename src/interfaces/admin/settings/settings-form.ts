import type { ListedMethod } from '../../../application/collection/collection-methods.port.js';
import type { PastChange, SettingsView } from '../../../application/settings/get-settings.query.js';
import type { CollectionMethodChange } from '../../../domain/payment/collection-methods.js';
import type { DeskSettings, SettingName } from '../../../domain/settings/desk-settings.js';
import { by } from '../bookings/actor-name.js';
import { textOf, type FormFields } from '../forms/form-fields.js';
import { SETTING_FIELDS, type Control, type SettingField } from './setting-fields.js';

export type Problems = Readonly<Record<string, string>>;

const NAMES = Object.keys(SETTING_FIELDS) as SettingName[];

/** What was typed, if all of it can be read. */
export function readSettings(body: FormFields): {
  readonly wanted: Partial<DeskSettings>;
  readonly problems: Problems;
} {
  const problems: Record<string, string> = {};
  const wanted: Record<string, unknown> = {};
  for (const setting of NAMES) {
    const field = fieldOf(setting);
    if (!(field.name in body)) continue;
    const read = field.read(textOf(body, field.name));
    if ('problem' in read) problems[field.name] = read.problem;
    else wanted[setting] = read.value;
  }
  return { wanted, problems };
}

export function fieldOf(setting: SettingName): SettingField {
  return SETTING_FIELDS[setting];
}

/** The page: each field with what is settled or was typed, and who changed what. */
export function settingsView(
  { version, settings, changes }: SettingsView,
  body: FormFields,
  problems: Problems,
) {
  return {
    version,
    problems,
    fields: NAMES.map((setting) => {
      const field = fieldOf(setting);
      const typed = field.name in body ? textOf(body, field.name) : field.typed(settings[setting]);
      return { ...field, typed, error: problems[field.name], ...controlView(field.control, typed) };
    }),
    changes: changes.map((change) => ({
      id: change.id,
      at: change.at,
      by: by(change.by),
      ...changeWords(change),
    })),
  };
}

/** The ways of collecting, as they are listed; `moved`: the button that was pressed to move one, "cash.up". */
export function methodsView(methods: readonly ListedMethod[], moved = '') {
  const inUse = methods.filter(({ isRetired }) => !isRetired).length;
  return methods.map((method, at) => {
    const up = !method.isRetired && at > 0 ? at : undefined;
    const down = !method.isRetired && at + 1 < inUse ? at + 2 : undefined;
    // To the same button, so that it can be pressed again; at either end of the list, to the other one.
    const [raised, lowered] = [`${method.code}.up`, `${method.code}.down`].map((button) => button === moved);
    return {
      ...method,
      isOnly: inUse === 1 && !method.isRetired,
      up,
      down,
      focusUp: up !== undefined && (raised || (lowered && down === undefined)),
      focusDown: down !== undefined && (lowered || (raised && up === undefined)),
    };
  });
}

function changeWords(change: PastChange) {
  if (change.setting === 'collectionMethod') return methodChangeWords(change);
  if (change.setting === 'collectionOrder')
    return {
      what: 'Order of the ways of collecting',
      before: change.before.join(', '),
      after: change.after.join(', '),
    };
  const field = fieldOf(change.setting);
  return {
    what: field.label,
    before: field.words(change.before as DeskSettings[SettingName]),
    after: field.words(change.after as DeskSettings[SettingName]),
  };
}

function methodChangeWords({ before, after }: CollectionMethodChange) {
  const what = 'Ways of collecting';
  if (!before) return { what, after: `“${after.label}” added` };
  const changes = [
    ...(before.label === after.label ? [] : [`“${before.label}” renamed “${after.label}”`]),
    ...(before.isRetired === after.isRetired
      ? []
      : [`“${after.label}” ${after.isRetired ? 'retired' : 'taken up again'}`]),
  ];
  return { what, after: changes.join(', ') };
}

function controlView(control: Control, typed: string) {
  switch (control.kind) {
    case 'choices':
      return { choices: control.choices.map((choice) => ({ ...choice, chosen: choice.value === typed })) };
    case 'number':
      return { number: control };
    case 'line':
      return { line: control };
    case 'lines':
      return { lines: control };
  }
}
