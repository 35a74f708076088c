import { settingsSchema, settingsUpdateSchema } from '../../../shared/contract/settings.ts';
import { procedure, router } from '../../trpc/init.ts';
import type { SettingsService } from './settings.service.ts';

export function createSettingsRouter(service: SettingsService) {
  return router({
    get: procedure.output(settingsSchema).query(() => service.get()),
    update: procedure
      .input(settingsUpdateSchema)
      .output(settingsSchema)
      .mutation(({ input }) => service.update(input)),
  });
}
