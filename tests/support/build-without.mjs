// The server with parts taken out of its sources: `build-without.mjs FOLDER GUARDS`. GUARDS is JSON:
// [{ "file": "server/…", "find": "…", "replace": "…" }]. A part that is not found fails the build.
import { bundleServer } from '../../scripts/lib/server-bundle.mjs';

const [folder = '', guards = '[]'] = process.argv.slice(2);
const left = new Set(JSON.parse(guards));

await bundleServer(folder, [
  {
    name: 'without-guards',
    enforce: 'pre',
    transform(source, id) {
      let changed = source;
      for (const guard of left) {
        if (!id.endsWith(`/${guard.file}`)) continue;
        if (!changed.includes(guard.find)) throw new Error(`not in ${guard.file}: ${guard.find}`);
        changed = changed.replace(guard.find, () => guard.replace);
        left.delete(guard);
      }
      return changed === source ? null : changed;
    },
  },
]);
for (const { file } of left) throw new Error(`${file} is no part of the server`);
