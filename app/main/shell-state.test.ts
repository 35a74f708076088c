import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { NEVER_RUN } from './recovery/run-marker.ts';
import { ShellMemory } from './shell-state.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'aif-shell-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const FIRST = { language: null, windows: [], run: NEVER_RUN, withoutGraphicsCard: null };
const state = {
  language: 'en' as const,
  windows: [
    {
      bounds: { x: 1, y: 2, width: 1000, height: 700 },
      isMaximized: true,
      isFullScreen: false,
      route: '/trends',
    },
  ],
  run: { hasEnded: false, brokenStarts: 2, graphicsCrashes: 1 },
  withoutGraphicsCard: '1.2.3',
};

it('remembers what was changed, readable by its user alone', () => {
  const file = join(folder, 'deep', 'shell.json');
  const { language, ...rest } = state;
  const memory = new ShellMemory(file);
  memory.change({ language });
  memory.change(rest);
  expect(memory.state).toEqual(state);
  expect(new ShellMemory(file).state).toEqual(state);
  if (process.platform !== 'win32') expect(statSync(file).mode & 0o777).toBe(0o600);
});

it.each(['', '{', '7', 'null', '{"language":"fr","windows":[{"bounds":1}],"run":7}'])(
  'starts fresh from %j',
  (text) => {
    const file = join(folder, 'shell.json');
    writeFileSync(file, text);
    expect(new ShellMemory(file).state).toEqual(FIRST);
  },
);

it('goes on when nothing can be written', () => {
  const complaint = vi.spyOn(console, 'error').mockImplementation(() => undefined);
  writeFileSync(join(folder, 'file'), '');
  const memory = new ShellMemory(join(folder, 'file', 'shell.json'));
  memory.change(state);
  expect(complaint).toHaveBeenCalledOnce();
  expect(memory.state).toEqual(state);
  complaint.mockRestore();
});
