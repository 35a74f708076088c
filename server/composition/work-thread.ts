import { readFileSync } from 'node:fs';
import { setPriority } from 'node:os';
import { RhaiEngine } from '../../rhai-wasm/index.ts';

const LESS_THAN_LIVE = 10;

/** In a thread whose work can wait: on Linux what is live goes first. Elsewhere it would be the priority of the whole process. */
export function giveWayToLive(): void {
  if (process.platform === 'linux') setPriority(LESS_THAN_LIVE);
}

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
