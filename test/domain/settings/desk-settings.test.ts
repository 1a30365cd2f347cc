import {
  changedSettings,
  DEFAULT_SETTINGS,
  type DeskSettings,
} from '../../../src/domain/settings/desk-settings.js';
import { expectRefused } from '../../support/domain/refusals.js';

describe('the settings of the desk', () => {
  it('start with bookings that are paid later', () => {
    expect(DEFAULT_SETTINGS.paymentOption).toBe('later');
  });

  it('tell what a change changes', () => {
    expect(changedSettings(DEFAULT_SETTINGS, { paymentOption: 'charge_now' })).toEqual({
      settings: { ...DEFAULT_SETTINGS, paymentOption: 'charge_now' },
      changes: [{ setting: 'paymentOption', before: 'later', after: 'charge_now' }],
    });
  });

  it('are the same after what changes nothing', () => {
    const same = { settings: DEFAULT_SETTINGS, changes: [] };
    expect(changedSettings(DEFAULT_SETTINGS, { paymentOption: 'later' })).toEqual(same);
    expect(changedSettings(DEFAULT_SETTINGS, {})).toEqual(same);
    expect(changedSettings(DEFAULT_SETTINGS, { paymentOption: undefined })).toEqual(same);
  });

  it('refuse what no booking can be paid by', () => {
    const wanted = { paymentOption: 'never' } as unknown as DeskSettings;
    expectRefused(() => changedSettings(DEFAULT_SETTINGS, wanted), 'setting_not_accepted');
  });
});
