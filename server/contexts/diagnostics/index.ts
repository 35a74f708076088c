export { createDiagnosticsRouter } from './diagnostics.router.ts';
export { createDiagnosticsService, type DiagnosticsService } from './diagnostics.service.ts';
export { bundleOf, type DiagnosticFacts } from './domain/bundle.ts';
