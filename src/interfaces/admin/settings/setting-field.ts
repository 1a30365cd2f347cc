import type { DeskSettings, SettingName } from '../../../domain/settings/desk-settings.js';

interface Choice {
  readonly value: string;
  readonly label: string;
  readonly hint?: string;
}

/** What people use to settle it. */
export type Control =
  | { readonly kind: 'choices'; readonly choices: readonly Choice[] }
  | { readonly kind: 'number'; readonly min: number; readonly max: number; readonly unit: string }
  | { readonly kind: 'line'; readonly type: 'email' | 'tel' | 'text'; readonly longest: number }
  | { readonly kind: 'lines'; readonly rows: number };

export interface SettingField<Name extends SettingName = SettingName> {
  readonly setting: Name;
  /** Of the form’s field. */
  readonly name: string;
  readonly label: string;
  readonly hint?: string;
  /** What begins with this field. */
  readonly section?: string;
  readonly optional?: true;
  readonly control: Control;
  /** As the field shows it. */
  typed(value: DeskSettings[Name]): string;
  /** What was typed, or in words what is wrong with it. */
  readonly read: (text: string) => { readonly value: DeskSettings[Name] } | { readonly problem: string };
  /** As the history tells it. */
  words(value: DeskSettings[Name]): string;
}
