import { runOurs } from './ours.ts';
import { runPlain } from './plain.ts';
import type { BenchResult, BenchSetup } from './result.ts';

declare global {
  interface Window {
    runBench(setup: BenchSetup): Promise<BenchResult>;
  }
}

window.runBench = (setup) => (setup.mode === 'ours' ? runOurs(setup) : runPlain(setup));
