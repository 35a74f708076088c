import { diagnosticsSchema } from '../../../shared/contract/diagnostics.ts';
import { procedure, router } from '../../trpc/init.ts';
import type { DiagnosticsService } from './diagnostics.service.ts';

export function createDiagnosticsRouter(service: DiagnosticsService) {
  return router({ get: procedure.output(diagnosticsSchema).query(() => service.get()) });
}
