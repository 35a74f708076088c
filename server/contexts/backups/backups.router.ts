import { z } from 'zod';
import {
  backupOrderSchema,
  backupsStateSchema,
  backupVerifiedSchema,
  restoreOrderSchema,
} from '../../../shared/contract/backups.ts';
import { procedure, router } from '../../trpc/init.ts';
import type { BackupsService } from './backups.service.ts';

export function createBackupsRouter(service: BackupsService) {
  return router({
    state: procedure.output(backupsStateSchema).query(() => service.state()),
    create: procedure.output(z.void()).mutation(() => service.create()),
    cancel: procedure.output(z.void()).mutation(() => service.cancel()),
    verify: procedure
      .input(backupOrderSchema)
      .output(backupVerifiedSchema)
      .mutation(({ input }) => service.verify(input.name)),
    remove: procedure
      .input(backupOrderSchema)
      .output(z.void())
      .mutation(({ input }) => service.remove(input.name)),
    restore: procedure
      .input(restoreOrderSchema)
      .output(z.void())
      .mutation(({ input, ctx }) => service.restore(input, ctx.actor.name)),
  });
}
