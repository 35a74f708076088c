import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { loadShellState, saveShellState } from './shell-state.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'aif-shell-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

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
};

it('remembers what was saved', () => {
  const file = join(folder, 'deep', 'shell.json');
  saveShellState(file, state);
  expect(loadShellState(file)).toEqual(state);
});

it.each(['', '{', '7', 'null', '{"language":"fr","windows":[{"bounds":1}]}'])(
  'starts fresh from %j',
  (text) => {
    const file = join(folder, 'shell.json');
    writeFileSync(file, text);
    expect(loadShellState(file)).toEqual({ language: null, windows: [] });
  },
);

it('goes on when nothing can be written', () => {
  const complaint = vi.spyOn(console, 'error').mockImplementation(() => undefined);
  writeFileSync(join(folder, 'file'), '');
  saveShellState(join(folder, 'file', 'shell.json'), state);
  expect(complaint).toHaveBeenCalledOnce();
  complaint.mockRestore();
});
