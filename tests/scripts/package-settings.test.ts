import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '../..');
const settings = readFileSync(join(ROOT, 'electron-builder.yml'), 'utf8');
/** What a key of the file holds, e.g. `electronFuses.runAsNode`. */
function valueOf(key: string): string | undefined {
  const [section, name] = key.includes('.') ? key.split('.') : ['', key];
  const body =
    section === '' ? settings : (new RegExp(`^${section}:\\n((?: .*\\n)+)`, 'm').exec(settings)?.[1] ?? '');
  return new RegExp(`^${section === '' ? '' : '  '}${name}: (.*)$`, 'm').exec(body)?.[1];
}

it('the archive’s integrity is built in and checked, and nothing is loaded from beside it', () => {
  expect(valueOf('asar')).toBe('true');
  expect(valueOf('electronFuses.enableEmbeddedAsarIntegrityValidation')).toBe('true');
  expect(valueOf('electronFuses.onlyLoadAppFromAsar')).toBe('true');
  // With these no hash of the archive would be written into the program, or parts would lie outside it.
  expect(settings).not.toMatch(/disableAsarIntegrity|asarUnpack|smartUnpack/);
});

it('the shipped program is no Node, takes no options of Node and no inspector, and keeps its cookies encrypted', () => {
  expect(valueOf('electronFuses.runAsNode')).toBe('false');
  expect(valueOf('electronFuses.enableNodeOptionsEnvironmentVariable')).toBe('false');
  expect(valueOf('electronFuses.enableNodeCliInspectArguments')).toBe('false');
  expect(valueOf('electronFuses.enableCookieEncryption')).toBe('true');
  const script = readFileSync(join(ROOT, 'scripts/dist.mjs'), 'utf8');
  expect(script).toMatch(/grantFileProtocolExtraPrivileges: false/);
});
