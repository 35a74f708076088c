import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '../..');

/** `file`: title, as the table of conformance names them. */
const named = [
  ...readFileSync(join(ROOT, 'docs/sparkplug-conformance.md'), 'utf8').matchAll(
    /`([\w/.-]+\.test\.ts)`: (.+?)(?= · `| *\|)/g,
  ),
].map(([, file = '', title = '']) => ({ file, title }));

it('every test that the conformance table names is there', () => {
  expect(named.length).toBeGreaterThan(80);
  const missing = named.filter(({ file, title }) => !readFileSync(join(ROOT, file), 'utf8').includes(title));
  expect(missing).toEqual([]);
});
