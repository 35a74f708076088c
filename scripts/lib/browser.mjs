import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { projectEnvironment } from './bootstrap.mjs';
import { standFor } from './child.mjs';
import { inRoot, projectNode, root } from './paths.mjs';

/** The address of the windows. The token stays in the fragment, which a browser never sends anywhere. */
function addressFrom({ http, tokenFile }) {
  const token = readFileSync(tokenFile, 'utf8').trim();
  return `${http}/#token=${token}`;
}

/**
 * Runs the station server for a browser on this machine until it is told to end.
 * @returns {Promise<number>} its exit code
 */
export async function serveBrowser() {
  const http = process.env.AIF_HTTP ? [] : ['--http', '127.0.0.1:0'];
  const { child, ended } = standFor(
    projectNode,
    [inRoot('server', 'entry', 'cli.ts'), 'serve', '--role', 'station', '--until-stdin-closes', ...http],
    { cwd: root, env: projectEnvironment(), stdio: ['pipe', 'pipe', 'inherit'] },
  );
  createInterface({ input: child.stdout }).on('line', (line) => {
    const ready = JSON.parse(line);
    process.stdout.write(`\n  ${addressFrom(ready)}\n\n`);
    process.stderr.write('Open this address in a browser on this machine. Ctrl+C ends the station.\n');
  });
  return ended;
}
