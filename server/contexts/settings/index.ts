export { createSettingsRouter } from './settings.router.ts';
export { createSettingsService, type SettingsPort, type SettingsService } from './settings.service.ts';
