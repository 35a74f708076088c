import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { readWindowState, type WindowState } from './windows/window-state.ts';

export type Language = 'ko' | 'en';

/** What the shell remembers between runs. */
export interface ShellState {
  readonly language: Language | null;
  readonly windows: readonly WindowState[];
}

/** The remembered state; a missing or broken file is a first run. */
export function loadShellState(file: string): ShellState {
  let stored: unknown;
  try {
    stored = JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return { language: null, windows: [] };
  }
  const { language, windows } = (stored ?? {}) as { language?: unknown; windows?: unknown };
  return {
    language: language === 'ko' || language === 'en' ? language : null,
    windows: (Array.isArray(windows) ? windows : []).flatMap((entry) => readWindowState(entry) ?? []),
  };
}

/** Replaces the file whole: a power cut leaves the old one or the new one. A full disk is no reason to stop working. */
export function saveShellState(file: string, state: ShellState): void {
  try {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(`${file}.new`, `${JSON.stringify(state, null, 2)}\n`, { mode: 0o600 });
    renameSync(`${file}.new`, file);
  } catch (error) {
    console.error(`the places of the windows could not be saved: ${String(error)}`);
  }
}
