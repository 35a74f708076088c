import { runOurs } from './ours.ts';
import { runPlain } from './plain.ts';
import type { BenchResult, BenchSetup } from './result.ts';

import { comparePictures, preparePictures } from './pictures.ts';

declare global {
  interface Window {
    runBench(setup: BenchSetup): Promise<BenchResult>;
    preparePictures(): Promise<void>;
    comparePictures(pictures: readonly string[]): Promise<number>;
  }
}

window.preparePictures = preparePictures;
window.comparePictures = comparePictures;
window.runBench = (setup) => (setup.mode === 'ours' ? runOurs(setup) : runPlain(setup));
