// Preloaded with `node --import` to run the real program with one guard taken out, so that a fault test can prove it
// would notice. AIF_TEST_REMOVE_GUARD is JSON: [{ "file": "server/…", "find": "…", "replace": "…" }].
import { readFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { fileURLToPath } from 'node:url';

const guards = JSON.parse(process.env.AIF_TEST_REMOVE_GUARD ?? '[]');

registerHooks({
  load(url, context, nextLoad) {
    const mine = guards.filter((guard) => url.endsWith(`/${guard.file}`));
    if (mine.length === 0) return nextLoad(url, context);
    let source = readFileSync(fileURLToPath(url), 'utf8');
    for (const { file, find, replace } of mine) {
      if (!source.includes(find)) throw new Error(`the guard to remove is not in ${file}: ${find}`);
      source = source.replace(find, replace);
    }
    return { format: 'module-typescript', source, shortCircuit: true };
  },
});
