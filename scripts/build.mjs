/**
 * `npm run build`: the windows, the shell and the bundled server, as far as their sources have changed; with `server` as argument only
 * that.
 */
import { prepare } from './lib/bootstrap.mjs';

await prepare();
const { buildApp, buildServer } = await import('./lib/builds.mjs');

try {
  for (const [name, build] of [
    ['windows and shell', buildApp],
    ['server', buildServer],
  ]) {
    if (process.argv.includes('server') && name !== 'server') continue;
    process.stdout.write(`${name}: ${(await build()) ? 'built' : 'unchanged'}\n`);
  }
} catch (error) {
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
