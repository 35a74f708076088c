export { createSettingsRouter } from './settings.router.ts';
export type { SettingsService } from './settings.service.ts';
