import { describe, expect, it } from 'vitest';
import { settingsUpdateSchema } from '../../../../shared/contract/settings.ts';
import { formValue, isValidSetting, SETTING_GROUPS, SETTING_KINDS, updateValue } from './setting-values.ts';

describe('settings of the form', () => {
  it('cover every setting of the contract exactly once', () => {
    const names = Object.keys(settingsUpdateSchema.shape).sort();
    expect(Object.keys(SETTING_KINDS).sort()).toEqual(names);
    expect(Object.values(SETTING_GROUPS).flat().toSorted()).toEqual(names);
  });

  it('come back as the server wants them', () => {
    expect(updateValue('mqttTopics', formValue(['a/#', 'b/+']))).toEqual(['a/#', 'b/+']);
    expect(updateValue('mqttTopics', ' a/# \n\n')).toEqual(['a/#']);
    expect(updateValue('mqttUrl', formValue(null))).toBeNull();
    expect(updateValue('demoPlant', formValue(false))).toBe(false);
  });

  it('are refused before they are sent', () => {
    expect(isValidSetting('mqttUrl', 'mqtt://broker:1883')).toBe(true);
    expect(isValidSetting('mqttUrl', 'broker:1883')).toBe(false);
    expect(isValidSetting('mqttUrl', 'mqtt://user:***@broker')).toBe(false);
    expect(isValidSetting('mqttUrl', '')).toBe(true);
    expect(isValidSetting('http', '127.0.0.1')).toBe(false);
    expect(isValidSetting('http', '127.0.0.1:8080')).toBe(true);
    expect(isValidSetting('lang', 'fr')).toBe(false);
  });
});
