import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { AppError, fieldErrorsOf } from '../../shared/contract/errors.ts';
import { configFileSchema, type ConfigFile, type SettingsUpdate } from '../../shared/contract/settings.ts';
import { writeFileWhole } from './data-folder.ts';
import { readTextFile } from './text-file.ts';

export type SettingName = keyof ConfigFile;
export type SettingSource = 'environment' | 'file' | 'default' | 'command line';

/** The variable of a setting, where it has one. */
export const ENVIRONMENT: Partial<Record<SettingName, string>> = {
  mqttUrl: 'AIF_MQTT_URL',
  http: 'AIF_HTTP',
  hosts: 'AIF_HOSTS',
  logLevel: 'AIF_LOG_LEVEL',
  lang: 'AIF_LANG',
};

/** Settings with several values: separated by commas in their variable. */
const LISTS = new Set<string>(['hosts'] satisfies SettingName[]);

/** Variables of the product that are no settings of this server, or not yet. */
const OTHER_VARIABLES = [
  'AIF_DATA_DIR',
  'AIF_PLANT_API_URL',
  'AIF_PLANT_DATABASE_URL',
  'AIF_PLANT_REDIS_URL',
  'AIF_OPENAI_API_KEY',
  'AIF_OPENAI_BASE_URL',
  'AIF_ANTHROPIC_API_KEY',
  'AIF_ANTHROPIC_BASE_URL',
];

export interface Config {
  readonly values: ConfigFile;
  readonly sources: Readonly<Record<SettingName, SettingSource>>;
}

export const configFilePath = (dataFolder: string) => join(dataFolder, 'config.json');

function readConfigFile(file: string): Record<string, unknown> {
  if (!existsSync(file)) return {};
  const because = (error: unknown) => (error instanceof Error ? error.message : String(error));
  let text: string;
  try {
    text = readTextFile(file);
  } catch (error) {
    throw new AppError('CONFIG_INVALID', `${file} cannot be read: ${because(error)}`);
  }
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (error) {
    throw new AppError('CONFIG_INVALID', `${file} is not JSON: ${because(error)}`);
  }
  if (parsed === null || typeof parsed !== 'object' || Array.isArray(parsed)) {
    throw new AppError('CONFIG_INVALID', `${file} must hold one JSON object with settings`);
  }
  return parsed as Record<string, unknown>;
}

/**
 * The effective settings: command line over environment over `config.json` over defaults.
 * Error `CONFIG_INVALID` names the setting, where it was set and what is allowed.
 */
export function loadConfig(
  dataFolder: string,
  environment: NodeJS.ProcessEnv,
  commandLine: Partial<ConfigFile> = {},
): Config {
  const file = configFilePath(dataFolder);
  const layers: [SettingSource, Record<string, unknown>][] = [
    ['file', readConfigFile(file)],
    ['environment', fromEnvironment(environment)],
    ['command line', commandLine],
  ];
  const merged: Record<string, unknown> = {};
  const sources: Partial<Record<string, SettingSource>> = {};
  for (const [source, values] of layers) {
    for (const [name, value] of Object.entries(values)) {
      if (value === undefined) continue;
      merged[name] = value;
      sources[name] = source;
    }
  }
  const parsed = configFileSchema.safeParse(merged);
  if (!parsed.success) throw invalidSettings(parsed.error, file, sources);
  const names = Object.keys(configFileSchema.shape) as SettingName[];
  const allSources = Object.fromEntries(names.map((name) => [name, sources[name] ?? 'default']));
  return { values: parsed.data, sources: allSources as Record<SettingName, SettingSource> };
}

function fromEnvironment(environment: NodeJS.ProcessEnv): Record<string, unknown> {
  const known = [...Object.values(ENVIRONMENT), ...OTHER_VARIABLES];
  const unknown = Object.keys(environment).find(
    (name) => name.startsWith('AIF_') && !name.startsWith('AIF_TEST_') && !known.includes(name),
  );
  if (unknown !== undefined) {
    const message = `unknown variable; there are ${known.join(', ')}`;
    throw new AppError('CONFIG_INVALID', `setting "${unknown}" (environment): ${message}`, [
      { path: unknown, message },
    ]);
  }
  const entries = Object.entries(ENVIRONMENT).map(([name, variable]) => {
    const text = environment[variable] || undefined;
    return [name, LISTS.has(name) ? text?.split(',').map((part) => part.trim()) : text];
  });
  return Object.fromEntries(entries) as Record<string, unknown>;
}

function invalidSettings(
  error: Parameters<typeof fieldErrorsOf>[0],
  file: string,
  sources: Partial<Record<string, SettingSource>>,
): AppError {
  const allowed = Object.keys(configFileSchema.shape).join(', ');
  const fields = fieldErrorsOf(error).map(({ path, message }) => ({
    path,
    message: message === 'unknown field' ? `unknown setting; there are ${allowed}` : message,
  }));
  const texts = fields.map(({ path, message }) => {
    const name = path.split('.')[0] ?? '';
    const variable = ENVIRONMENT[name as SettingName];
    const where =
      sources[name] === 'environment' && variable
        ? variable
        : sources[name] === 'file'
          ? file
          : sources[name];
    return `setting "${path}" (${where ?? file}): ${message}`;
  });
  return new AppError('CONFIG_INVALID', texts.join('; '), fields);
}

/** Changes some settings in `config.json`; `null` takes one out. The result must be valid, else nothing is written. */
export function updateConfigFile(dataFolder: string, change: SettingsUpdate): void {
  const file = configFilePath(dataFolder);
  const next = { ...readConfigFile(file) };
  for (const [name, value] of Object.entries(change)) {
    if (value === null) delete next[name];
    else if (value !== undefined) next[name] = value;
  }
  const parsed = configFileSchema.safeParse(next);
  if (!parsed.success) {
    const fields = fieldErrorsOf(parsed.error);
    throw new AppError(
      'VALIDATION_FAILED',
      fields.map((field) => `${field.path}: ${field.message}`).join('; '),
      fields,
    );
  }
  writeFileWhole(file, `${JSON.stringify(next, null, 2)}\n`);
}
