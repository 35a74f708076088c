// Preloaded with `node --import` to run the real program with one guard taken out, so that a fault test can prove it
// would notice. The query `guards` is JSON: [{ "file": "server/…", "find": "…", "replace": "…" }]. It holds for all
// threads of the process: Node hands `--import` on to them.
import { readFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { fileURLToPath } from 'node:url';

const guards = JSON.parse(new URL(import.meta.url).searchParams.get('guards') ?? '[]');

registerHooks({
  load(url, context, nextLoad) {
    const mine = guards.filter((guard) => url.endsWith(`/${guard.file}`));
    if (mine.length === 0) return nextLoad(url, context);
    let source = readFileSync(fileURLToPath(url), 'utf8');
    for (const { file, find, replace } of mine) {
      if (!source.includes(find)) throw new Error(`the guard to remove is not in ${file}: ${find}`);
      source = source.replace(find, () => replace);
    }
    return { format: 'module-typescript', source, shortCircuit: true };
  },
});
