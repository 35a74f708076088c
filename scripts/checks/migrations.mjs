// Shipped steps of the schema are never edited. Their checksums stand in `server/migrations/checksums.json`;
// `--record` adds those of new steps, and refuses to change one that is there.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { MIGRATIONS } from '../../server/migrations/index.ts';
import { checksumOf } from '../../server/platform/sqlite/migrate.ts';

const FILE = 'server/migrations/checksums.json';
const recorded = existsSync(FILE) ? JSON.parse(readFileSync(FILE, 'utf8')) : {};
const problems = [];
const next = { ...recorded };
for (const step of MIGRATIONS) {
  const checksum = checksumOf(step);
  if (recorded[step.name] === undefined) {
    next[step.name] = checksum;
    if (!process.argv.includes('--record')) {
      problems.push(`${step.name} is not recorded yet: run "node scripts/checks/migrations.mjs --record"`);
    }
  } else if (recorded[step.name] !== checksum) {
    problems.push(`${step.name} was edited after it was recorded; undo that and add a new step`);
  }
}
const names = MIGRATIONS.map((step) => step.name);
if (names.join() !== names.toSorted().join()) problems.push('the steps are not in the order of their names');
for (const name of Object.keys(recorded)) {
  if (!names.includes(name)) problems.push(`${name} was shipped and is gone`);
}
if (problems.length === 0 && process.argv.includes('--record'))
  writeFileSync(FILE, `${JSON.stringify(next, null, 2)}\n`);
for (const problem of problems) process.stdout.write(`${problem}\n`);
process.exitCode = problems.length === 0 ? 0 : 1;
