import { PAYMENT_OPTIONS, type PaymentOption } from '../booking/booking.js';
import { LINK_DAYS } from '../customer-link/customer-link-errors.js';
import { BUSINESS_RULES, NO_DETAILS, type BusinessDetails } from './business-details.js';
import { DomainError } from '../shared/domain-error.js';

/**
 * What staff settle for the whole desk. A new one is a line here, its default and its rule below, its field on the page
 * (src/interfaces/admin/settings/setting-fields.ts) and in the API (src/interfaces/api/v1/settings/).
 */
export interface DeskSettings extends BusinessDetails {
  /** What a new booking starts with unless it says otherwise. */
  readonly paymentOption: PaymentOption;
  /** How many days a link for a customer can be used, unless it says otherwise. */
  readonly linkDays: number;
  /** Customers get a receipt by mail for each payment and refund, without anybody sending it. */
  readonly sendReceipts: boolean;
}

export type SettingName = keyof DeskSettings;

/** As it comes. */
export const DEFAULT_SETTINGS: DeskSettings = {
  paymentOption: 'later',
  linkDays: LINK_DAYS.usual,
  // Off: Stripe may be sending its own, and nobody is to get mails because of an update.
  sendReceipts: false,
  ...NO_DETAILS,
};

export interface SettingChange {
  readonly setting: SettingName;
  readonly before: unknown;
  readonly after: unknown;
}

/** What is wrong with a value, to be read after the setting’s name, or undefined. */
const RULES: { readonly [Name in SettingName]: (value: DeskSettings[Name]) => string | undefined } = {
  paymentOption: (option) =>
    PAYMENT_OPTIONS.includes(option) ? undefined : `must be one of ${PAYMENT_OPTIONS.join(', ')}`,
  linkDays: (days) =>
    Number.isInteger(days) && days >= LINK_DAYS.least && days <= LINK_DAYS.most
      ? undefined
      : `must be a whole number from ${LINK_DAYS.least} to ${LINK_DAYS.most}`,
  sendReceipts: (flag) => (typeof flag === 'boolean' ? undefined : 'must be true or false'),
  ...BUSINESS_RULES,
};

export class SettingNotAccepted extends DomainError {
  override readonly name = 'SettingNotAccepted';
  constructor(
    readonly setting: SettingName,
    readonly problem: string,
  ) {
    super('invalid', 'setting_not_accepted', `The setting ${setting} ${problem}.`, { setting });
  }
}

/** Somebody else changed the settings meanwhile. */
export class SettingsChanged extends DomainError {
  override readonly name = 'SettingsChanged';
  constructor(expected: number, current: number) {
    super(
      'stale',
      'settings_changed',
      'The settings have changed since you opened them. Look at them again, then decide.',
      { expected, current },
    );
  }
}

/** The settings with `wanted` in them, and what that changes. Throws SettingNotAccepted. */
export function changedSettings(
  before: DeskSettings,
  wanted: Partial<DeskSettings>,
): { readonly settings: DeskSettings; readonly changes: readonly SettingChange[] } {
  const names = (Object.keys(wanted) as SettingName[]).filter((name) => wanted[name] !== undefined);
  for (const name of names) requireAccepted(name, wanted);
  const settings = { ...before, ...Object.fromEntries(names.map((name) => [name, wanted[name]])) };
  const changes = names
    .filter((name) => JSON.stringify(before[name]) !== JSON.stringify(settings[name]))
    .map((name) => ({ setting: name, before: before[name], after: settings[name] }));
  return { settings, changes };
}

function requireAccepted<Name extends SettingName>(name: Name, wanted: Partial<DeskSettings>): void {
  const value = wanted[name] as DeskSettings[Name];
  const problem = RULES[name](value);
  if (problem !== undefined) throw new SettingNotAccepted(name, problem);
}
