/**
 * Records how many operations each golden case takes: `node rhai-wasm/golden/record-operations.ts`.
 *
 * Answers are written by hand, counts are not: they only have to be the same everywhere and change on purpose.
 */
import { writeFileSync } from 'node:fs';
import { loadRhai } from '../load-node.ts';
import { goldenFiles, OPERATIONS, runCase } from './golden-cases.ts';

const engine = await loadRhai();
const counts: Record<string, number> = {};
for (const cases of goldenFiles().values()) {
  for (const golden of cases) {
    const outcome = runCase(engine, golden);
    // Where memory ends a script depends on the size of a pointer.
    if (!outcome.ok || golden.error?.code === 'MEMORY_LIMIT') continue;
    counts[golden.name] = outcome.evaluation.operations;
  }
}
writeFileSync(OPERATIONS, `${JSON.stringify(counts, null, 1)}\n`);
console.log(`${Object.keys(counts).length} counts recorded`);
