import { configFileSchema, type Settings, type SettingsUpdate } from '../../../shared/contract/settings.ts';

type SettingName = keyof typeof configFileSchema.shape;
type SettingSource = Settings['settings'][number]['source'];

/** Where settings come from and go to. */
export interface SettingsPort {
  readonly dataFolder: string;
  readonly file: string;
  readonly variables: Partial<Record<SettingName, string>>;
  /** As the running server was started. */
  running(): { values: Record<string, unknown>; sources: Record<SettingName, SettingSource> };
  /** As a start now would find them. Error `CONFIG_INVALID`. */
  next(): { values: Record<string, unknown>; sources: Record<SettingName, SettingSource> };
  update(change: SettingsUpdate): void;
}

export interface SettingsService {
  get(): Promise<Settings>;
  /** Writes `config.json`; most settings count from the next start of the server. Error `VALIDATION_FAILED`. */
  update(change: SettingsUpdate): Promise<Settings>;
}

export function createSettingsService(port: SettingsPort): SettingsService {
  const get = async (): Promise<Settings> => {
    const { values, sources } = port.next();
    const settings = (Object.keys(configFileSchema.shape) as SettingName[]).map((name) => ({
      name,
      value: shown(values[name]),
      source: sources[name],
      ...(port.variables[name] === undefined ? {} : { variable: port.variables[name] }),
      description: configFileSchema.shape[name].description ?? '',
    }));
    const restartNeeded = JSON.stringify(values) !== JSON.stringify(port.running().values);
    return { dataFolder: port.dataFolder, file: port.file, settings, restartNeeded };
  };
  return {
    get,
    async update(change) {
      port.update(change);
      return get();
    },
  };
}

/** A setting as it may be shown: a password inside a URL never is, whatever characters it has. */
function shown(value: unknown): Settings['settings'][number]['value'] {
  if (typeof value === 'string') return value.replace(/^(\w+:\/\/[^/@:]*):.*@/, '$1:***@');
  if (typeof value === 'boolean') return value;
  if (Array.isArray(value)) return value.map(String);
  return null;
}
