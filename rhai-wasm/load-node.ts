import { readFile } from 'node:fs/promises';
import { RhaiEngine } from './index.ts';

/** Where the built WASM is when Node runs the sources. */
export const RHAI_WASM = new URL('./dist/rhai.wasm', import.meta.url);

/** Loads an engine from a file, by default the committed one. */
export async function loadRhai(file: URL | string = RHAI_WASM): Promise<RhaiEngine> {
  return RhaiEngine.load(await readFile(file));
}
