import type { Diagnostics } from '../../../shared/contract/diagnostics.ts';
import { bundleOf, type DiagnosticFacts } from './domain/bundle.ts';

export interface DiagnosticsService {
  /** Everything a diagnostic file has in it, as of now. It is gathered anew each time. */
  get(): Promise<Diagnostics>;
}

export function createDiagnosticsService(
  gather: () => Promise<DiagnosticFacts>,
  clock: () => number,
): DiagnosticsService {
  let running: Promise<Diagnostics> | null = null;
  return {
    get() {
      // Whoever asks while it is gathered gets the same.
      running ??= gather()
        .then((facts) => bundleOf(facts, clock()))
        .finally(() => (running = null));
      return running;
    },
  };
}
