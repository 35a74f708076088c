import { readFileSync } from 'node:fs';
import { RhaiEngine } from '../../rhai-wasm/index.ts';

export { giveWayToLive } from '../platform/give-way.ts';

/** A rule engine of the thread's own; `wasm`: its file. */
export const ownEngine = (wasm: string): Promise<RhaiEngine> => RhaiEngine.load(readFileSync(wasm));

/** Tells whether so many milliseconds have gone by since it last said yes. */
export function atMostEvery(milliseconds: number): () => boolean {
  let saidAt = -Infinity;
  return () => {
    const now = performance.now();
    if (now - saidAt < milliseconds) return false;
    saidAt = now;
    return true;
  };
}
