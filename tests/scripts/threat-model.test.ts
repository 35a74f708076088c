import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '../..');
const model = readFileSync(join(ROOT, 'docs/threat-model.md'), 'utf8');
const files = globSync('{app,server,shared,rhai-wasm,scripts,tests}/**/*.{ts,mjs}', { cwd: ROOT });
const sourcesOf = (name: string) =>
  files
    .filter((file) => file.endsWith(`/${name}`) || file === name)
    .map((file) => readFileSync(join(ROOT, file), 'utf8'));

it('every test that the threat model names is there', () => {
  const named = [...model.matchAll(/`([\w./*-]+\.(?:ts|mjs))`(?: "([^"]+)")?/g)];
  expect(named.length).toBeGreaterThan(30);
  const missing = named.filter(([, name = '', title]) => {
    const found = sourcesOf(name);
    return found.length === 0 || (title !== undefined && !found.some((source) => source.includes(title)));
  });
  expect(missing.map(([text]) => text)).toEqual([]);
});

it('Electron’s checklist has its twenty lines, and those without a test are said to have none', () => {
  const rows = [...model.matchAll(/^\| (\d+) \| (.*) \|$/gm)].map(([, number, rest = '']) => ({
    number: Number(number),
    test: rest.split(' | ').at(-1) ?? '',
  }));
  expect(rows.map(({ number }) => number)).toEqual(Array.from({ length: 20 }, (_, index) => index + 1));
  const without = rows.filter(({ test }) => test === '–').map(({ number }) => number);
  const said = /^Lines without any test: (.*)\.$/m.exec(model)?.[1] ?? 'none';
  expect(said).toBe(without.length === 0 ? 'none' : without.join(', '));
});
