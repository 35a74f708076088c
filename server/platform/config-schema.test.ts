import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { configFileSchema } from '../../shared/contract/settings.ts';

const FILE = join(import.meta.dirname, '../../docs/config.schema.json');

it('the published schema of config.json is the one that is checked', () => {
  const published = JSON.parse(readFileSync(FILE, 'utf8')) as unknown;
  expect(published).toEqual(z.toJSONSchema(configFileSchema, { io: 'input' }));
});
