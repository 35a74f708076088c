import {
  settingsUpdateSchema,
  type Settings,
  type SettingsUpdate,
} from '../../../../shared/contract/settings.ts';

export type SettingName = keyof SettingsUpdate;
type Shown = Settings['settings'][number]['value'];

/** How a setting is entered. Texts may be emptied, which takes the setting out of the file. */
export const SETTING_KINDS = {
  mqttUrl: 'text',
  mqttProtocol: ['5', '3.1.1'],
  mqttUser: 'text',
  mqttPasswordFile: 'text',
  mqttCaFile: 'text',
  mqttCertFile: 'text',
  mqttKeyFile: 'text',
  mqttTopics: 'lines',
  sparkplugHostId: 'text',
  sparkplugEquipment: 'text',
  sparkplugReorderSeconds: ['0', '1', '2', '5', '10', '30'],
  historyDays: 'text',
  historyDaysByTag: 'lines',
  historyBudgetGib: 'text',
  backupAt: 'text',
  backupFolder: 'text',
  backupDays: 'text',
  backupWeeks: 'text',
  demoPlant: 'switch',
  http: 'text',
  hosts: 'lines',
  logLevel: ['debug', 'info', 'warn', 'error'],
  lang: ['ko', 'en'],
} as const satisfies Record<SettingName, 'text' | 'lines' | 'switch' | readonly string[]>;

export const SETTING_GROUPS = {
  broker: [
    'mqttUrl',
    'mqttProtocol',
    'mqttUser',
    'mqttPasswordFile',
    'mqttCaFile',
    'mqttCertFile',
    'mqttKeyFile',
    'mqttTopics',
    'sparkplugHostId',
    'sparkplugEquipment',
    'sparkplugReorderSeconds',
    'demoPlant',
  ],
  history: ['historyDays', 'historyDaysByTag', 'historyBudgetGib'],
  backups: ['backupAt', 'backupFolder', 'backupDays', 'backupWeeks'],
  server: ['http', 'hosts', 'logLevel', 'lang'],
} as const satisfies Record<string, readonly SettingName[]>;

/** Form values: texts as typed, a list one entry a line. */
export type SettingValues = Record<SettingName, string | boolean>;

export function formValue(value: Shown): string | boolean {
  if (value === null) return '';
  return Array.isArray(value) ? value.join('\n') : value;
}

/** What the server is to be sent for a form value; an emptied one is `null`: back to the default. */
export function updateValue(name: SettingName, value: string | boolean): unknown {
  if (typeof value === 'boolean') return value;
  const text = value.trim();
  if (text === '') return null;
  if (SETTING_KINDS[name] !== 'lines') return text;
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
}

/** Whether the server would take this value. A password shown as `***` must not be sent back as one. */
export function isValidSetting(name: SettingName, value: string | boolean): boolean {
  if (typeof value === 'string' && value.includes(':***@')) return false;
  return settingsUpdateSchema.shape[name].safeParse(updateValue(name, value)).success;
}

/** Environment and command line are set outside and win over the file. */
export function isFixedOutside(source: Settings['settings'][number]['source']): boolean {
  return source === 'environment' || source === 'command line';
}
