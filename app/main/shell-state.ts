import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { NEVER_RUN, readRunMarker, type RunMarker } from './recovery/run-marker.ts';
import { readWindowState, type WindowState } from './windows/window-state.ts';
import { syncFile, syncFolder } from '../../shared/node/sync.ts';

export type Language = 'ko' | 'en';

/** What the shell remembers between runs. */
export interface ShellState {
  readonly language: Language | null;
  readonly windows: readonly WindowState[];
  readonly run: RunMarker;
  /** The version of the app that draws without the graphics card, because that crashed under it; another tries it again. */
  readonly withoutGraphicsCard: string | null;
}

const FIRST: ShellState = { language: null, windows: [], run: NEVER_RUN, withoutGraphicsCard: null };

/** The remembered state; a missing or broken file is a first run. */
function load(file: string): ShellState {
  let stored: unknown;
  try {
    stored = JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return FIRST;
  }
  const { language, windows, run, withoutGraphicsCard } = (stored ?? {}) as Record<string, unknown>;
  return {
    language: language === 'ko' || language === 'en' ? language : null,
    windows: (Array.isArray(windows) ? windows : []).flatMap((entry) => readWindowState(entry) ?? []),
    run: readRunMarker(run),
    withoutGraphicsCard: typeof withoutGraphicsCard === 'string' ? withoutGraphicsCard : null,
  };
}

/** Replaces the file whole: a power cut leaves the old one or the new one. */
function save(file: string, state: ShellState): void {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  writeFileSync(`${file}.new`, `${JSON.stringify(state, null, 2)}\n`, { mode: 0o600 });
  syncFile(`${file}.new`);
  renameSync(`${file}.new`, file);
  syncFolder(dirname(file));
}

/** The remembered state and its file. */
export class ShellMemory {
  #state: ShellState;
  readonly #file: string;

  constructor(file: string) {
    this.#file = file;
    this.#state = load(file);
  }

  get state(): ShellState {
    return this.#state;
  }

  /** Is on disk when this returns. A full disk is no reason to stop working: the state is then remembered for this run. */
  change(part: Partial<ShellState>): void {
    this.#state = { ...this.#state, ...part };
    try {
      save(this.#file, this.#state);
    } catch (error) {
      console.error(
        `${this.#file} could not be saved, the next start will not know of this: ${String(error)}`,
      );
    }
  }
}
