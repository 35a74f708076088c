import { setImmediate as nextTurn } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { folderOfTest } from '../../../../tests/support/folder.ts';
import { createImportFiles } from './import-files.ts';

it('a file that goes while it is looked at is told to be gone', async () => {
  const files = createImportFiles(folderOfTest());
  const seen = new Set<string>();
  const look = async () => {
    try {
      await files.head('one', {});
      seen.add('read');
    } catch (error) {
      seen.add((error as { code?: string }).code ?? '');
    }
  };
  for (let round = 0; round < 100; round += 1) {
    const writer = await files.create('one');
    await writer.append(new TextEncoder().encode('time,value\n'), 0);
    await writer.close();
    const looks: Promise<void>[] = [];
    let isGone = false;
    const removed = files.removeData('one').then(() => (isGone = true));
    while (!isGone) {
      looks.push(look());
      await nextTurn();
    }
    await Promise.all([removed, ...looks, look()]);
    expect(await files.errors('one', 0, 10)).toBeNull();
  }
  expect([...seen].sort()).toEqual(['NOT_FOUND', 'read']);
});
