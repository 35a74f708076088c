import type { Settings, SettingsUpdate } from '../../../shared/contract/settings.ts';

export interface SettingsService {
  get(): Promise<Settings>;
  update(change: SettingsUpdate): Promise<Settings>;
}
