/**
 * `npm run bench`: every benchmark of `bench/`, one after the other, so that each has the machine to itself.
 * `npm run bench -- NAME [arguments]` runs `bench/NAME.bench.ts` alone.
 */
import { prepare } from './lib/bootstrap.mjs';

await prepare();
const { readdirSync } = await import('node:fs');
const { standFor } = await import('./lib/child.mjs');
const { projectEnvironment } = await import('./lib/bootstrap.mjs');
const { onVirtualScreen } = await import('./lib/virtual-screen.mjs');
const { buildServer } = await import('./lib/builds.mjs');
const { inRoot, projectNode, root } = await import('./lib/paths.mjs');

const ENDING = '.bench.ts';
/** These open the packaged app: `npm run dist` first. */
const WITH_WINDOW = new Set(['backtest-screen', 'screen', 'trends']);
const all = readdirSync(inRoot('bench'))
  .filter((file) => file.endsWith(ENDING))
  .map((file) => file.slice(0, -ENDING.length));
const [asked, ...rest] = process.argv.slice(2);

/** @returns {Promise<number>} exit code */
function runBench(name) {
  process.stdout.write(`\n── ${name} ──\n`);
  const command = [projectNode, inRoot('bench', `${name}${ENDING}`), ...rest];
  const [program, ...args] = WITH_WINDOW.has(name) ? onVirtualScreen(command) : command;
  const options = { cwd: root, env: projectEnvironment(), stdio: 'inherit' };
  return standFor(program, args, options).ended;
}

if (asked !== undefined && !all.includes(asked)) {
  process.stderr.write(`There is no benchmark "${asked}"; there are: ${all.join(', ')}.\n`);
  process.exit(2);
}
// The benchmarks start the server as it is shipped.
await buildServer();
let failures = 0;
for (const name of asked === undefined ? all : [asked]) if ((await runBench(name)) !== 0) failures += 1;
process.exitCode = failures === 0 ? 0 : 1;
