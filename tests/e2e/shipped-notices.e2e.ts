import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { SHIPPED } from '../support/electron/packaged-app.ts';

test('the package brings the licences of its parts and the list of them', () => {
  const resources = join(SHIPPED, '..', 'resources');
  const text = readFileSync(join(resources, 'THIRD-PARTY-LICENSES.txt'), 'utf8');
  for (const part of ['fastify', 'react', 'rhai', 'better-sqlite3', 'Node.js'])
    expect(text).toContain(`\n${part} `);
  const { components } = JSON.parse(readFileSync(join(resources, 'sbom.cdx.json'), 'utf8')) as {
    components: { name: string; version: string }[];
  };
  expect(components.length).toBeGreaterThan(200);
  expect(components.map(({ name }) => name)).toEqual(expect.arrayContaining(['electron', 'node', 'rhai']));
  // Electron's own and Chromium's.
  expect(statSync(join(SHIPPED, '..', 'LICENSES.chromium.html')).size).toBeGreaterThan(1_000_000);
});
