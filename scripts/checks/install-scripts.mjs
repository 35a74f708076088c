// No package runs a program when it is installed that was not decided on by name: `allowScripts` in package.json, which
// npm obeys, and `npm ci --ignore-scripts` in scripts/lib/bootstrap.mjs.
import { readFileSync } from 'node:fs';
import { installScriptFaults, readLock } from '../lib/dependencies.mjs';
import { inRoot } from '../lib/paths.mjs';

const { allowScripts } = JSON.parse(readFileSync(inRoot('package.json'), 'utf8'));
const faults = installScriptFaults(readLock(), allowScripts);
for (const fault of faults) process.stdout.write(`${fault}\n`);
process.exitCode = faults.length === 0 ? 0 : 1;
