#!/usr/bin/env node
/** `aif` in the checkout: the program in `server/entry/cli.ts`, on the project's own Node. */
import { existsSync } from 'node:fs';
import { standFor } from './lib/child.mjs';
import { inRoot, projectNode } from './lib/paths.mjs';

if (existsSync(projectNode)) {
  const program = inRoot('server', 'entry', 'cli.ts');
  process.exitCode = await standFor(projectNode, [program, ...process.argv.slice(2)], { stdio: 'inherit' })
    .ended;
} else {
  process.stderr.write(
    'aif: the dependencies are missing; run "npm ci" or "npm start" in the checkout first.\n',
  );
  process.exitCode = 1;
}
