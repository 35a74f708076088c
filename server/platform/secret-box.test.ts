import { rmSync, statSync, writeFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { folderOfTest } from '../../tests/support/folder.ts';
import { createSecretBox } from './secret-box.ts';

it('opens what it sealed, for that use and with that key only', () => {
  const file = `${folderOfTest()}/secrets.key`;
  const box = createSecretBox(file);
  expect(box.open('1.00000000.AAAA', 'a')).toBeNull();
  const sealed = box.seal('비밀 pass', 'a');
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(sealed).not.toContain('pass');
  expect(box.seal('비밀 pass', 'a')).not.toBe(sealed);
  expect(createSecretBox(file).open(sealed, 'a')).toBe('비밀 pass');
  expect(box.open(sealed, 'b')).toBeNull();
  const place = sealed.length - 12;
  const changed = `${sealed.slice(0, place)}${sealed[place] === 'A' ? 'B' : 'A'}${sealed.slice(place + 1)}`;
  expect(box.open(changed, 'a')).toBeNull();
  rmSync(file);
  expect(box.open(sealed, 'a')).toBeNull();
  box.seal('x', 'a');
  expect(box.open(sealed, 'a')).toBeNull();
  // A damaged key is left as it is: there may be a copy of it.
  writeFileSync(file, 'not a key');
  expect(() => box.seal('x', 'a')).toThrow('EEXIST');
});
