/**
 * Checks that `dist/rhai.wasm` is what its sources make: `node rhai-wasm/verify.ts [--rebuild=auto|always|never]`.
 *
 * The recorded hashes are always checked. `auto` (the default) also rebuilds where the tools of the recorded
 * versions are, unless the same sources were rebuilt here before; `always` fails where it cannot rebuild.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  buildWasm,
  CRATE,
  findTools,
  readRecord,
  sha256,
  sourceHash,
  WASM,
  type BuildRecord,
} from './build-steps.ts';

/** Remembers the last good rebuild; lies in the ignored target folder. */
const STAMP = join(CRATE, 'target', 'verified');

function checkHashes(record: BuildRecord): string | undefined {
  if (sha256(readFileSync(WASM)) !== record.wasmSha256) return 'dist/rhai.wasm is not the recorded one';
  if (sourceHash() !== record.sourceSha256) {
    return 'the crate has changed since dist/rhai.wasm was built: run rhai-wasm/build.ts';
  }
  return undefined;
}

/** Why no rebuild is made, or what came of it. */
function rebuild(record: BuildRecord, mode: string): { skipped: string } | { problem?: string } {
  const tools = findTools();
  if ('missing' in tools) return { skipped: `${tools.missing} is not there` };
  if (JSON.stringify(tools.versions) !== JSON.stringify(record.tools)) {
    return { skipped: `other tool versions: ${JSON.stringify(tools.versions)}` };
  }
  const stamp = `${record.sourceSha256} ${record.wasmSha256}`;
  if (mode === 'auto' && existsSync(STAMP) && readFileSync(STAMP, 'utf8') === stamp) {
    return { skipped: 'the same sources were rebuilt here before' };
  }
  if (sha256(buildWasm(tools)) !== record.wasmSha256) return { problem: 'a rebuild gives other bytes' };
  writeFileSync(STAMP, stamp);
  return {};
}

function main(): string | undefined {
  const record = readRecord();
  const wrong = checkHashes(record);
  if (wrong !== undefined) return wrong;
  console.log('rhai-wasm: recorded hashes match');
  const option = process.argv.find((argument) => argument.startsWith('--rebuild='));
  const mode = option?.slice('--rebuild='.length) ?? 'auto';
  if (mode === 'never') return undefined;
  const outcome = rebuild(record, mode);
  if ('skipped' in outcome) {
    if (mode === 'always') return `cannot rebuild: ${outcome.skipped}`;
    console.log(`rhai-wasm: not rebuilt: ${outcome.skipped}`);
    return undefined;
  }
  if (outcome.problem === undefined) console.log('rhai-wasm: rebuilt, the same bytes');
  return outcome.problem;
}

const problem = main();
if (problem !== undefined) {
  console.error(`rhai-wasm: ${problem}`);
  process.exitCode = 1;
}
