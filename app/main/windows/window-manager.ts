import { app, BrowserWindow } from 'electron';
import type { MenuCommand } from '../../../shared/bridge/desktop-bridge.ts';
import { CHANNELS } from '../../../shared/bridge/channels.ts';
import { tellEach } from '../server/tell-each.ts';
import { createAppWindow, stateOf, workAreas, type AppWindowOptions } from './app-window.ts';
import { stepBeside, type WindowState } from './window-state.ts';

const SAVE_AFTER_MS = 1_000;

export interface WindowManagerOptions extends Omit<AppWindowOptions, 'onPageGivenUp'> {
  /** Remembers the windows for the next run. */
  save(windows: WindowState[]): void;
  /** A window's page could not be kept alive, and the window is gone; `seen`: what happened to it, oldest first. */
  onGivenUp(seen: readonly string[]): void;
}

/** All windows of the app's pages and what is remembered of them. */
export class WindowManager {
  #saveTimer: NodeJS.Timeout | undefined;
  #isQuitting = false;
  /** In safe mode the windows of the other runs are left as they are remembered. */
  #isSaving = true;
  /** Windows whose page was given up; they come back when it is tried again. */
  #lost: WindowState[] = [];
  readonly #windows = new Set<BrowserWindow>();
  readonly #options: WindowManagerOptions;

  constructor(options: WindowManagerOptions) {
    this.#options = options;
    app.on('before-quit', () => {
      if (!this.#isQuitting) this.#saveNow();
      this.#isQuitting = true;
    });
  }

  get isEmpty(): boolean {
    return this.#windows.size === 0;
  }

  /** Opens the windows of the last run, or a first one. */
  restore(states: readonly WindowState[]): void {
    for (const state of states) this.#open(state);
    if (states.length === 0) this.#open({});
  }

  /** Opens again what was given up; gives how many windows that were. */
  restoreLost(): number {
    const lost = this.#lost;
    this.#lost = [];
    for (const state of lost) this.#open(state);
    return lost.length;
  }

  /** Closes all windows for a single one on the first page. What was remembered stays as it is. */
  openSafely(): void {
    this.#isSaving = false;
    this.#lost = [];
    const before = [...this.#windows];
    this.#open({});
    for (const window of before) window.destroy();
  }

  /** Opens a further window beside the one in front. */
  openBeside(route: string): void {
    const front = this.#front();
    this.#open(front ? { route, bounds: stepBeside(front.getNormalBounds(), workAreas()) } : { route });
  }

  /** Brings the app to the front, for whoever starts it a second time. */
  focus(): void {
    const front = this.#front();
    if (front === null) return this.#open({});
    if (front.isMinimized()) front.restore();
    front.show();
    front.focus();
  }

  /** Lets the window in front carry out an entry of the menu. */
  command(command: MenuCommand): void {
    this.#front()?.webContents.send(CHANNELS.menuCommand, command);
  }

  send(channel: string, value: unknown): void {
    tellEach(`sending ${channel} to a window`, this.#windows, (window) =>
      window.webContents.send(channel, value),
    );
  }

  #front(): BrowserWindow | null {
    const focused = BrowserWindow.getFocusedWindow();
    if (focused !== null && this.#windows.has(focused)) return focused;
    const [first] = this.#windows;
    return first ?? null;
  }

  #open(state: Partial<WindowState>): void {
    const window = createAppWindow(
      { ...this.#options, onPageGivenUp: (given, seen) => this.#giveUp(given, seen) },
      state,
    );
    this.#windows.add(window);
    window.once('closed', () => this.#windows.delete(window));
    const saveSoon = () => {
      clearTimeout(this.#saveTimer);
      this.#saveTimer = setTimeout(() => this.#saveNow(), SAVE_AFTER_MS);
    };
    for (const event of ['resize', 'move', 'maximize', 'unmaximize'] as const)
      window.on(event as 'resize', saveSoon);
    window.on('enter-full-screen', saveSoon);
    window.on('leave-full-screen', saveSoon);
    window.webContents.on('did-navigate-in-page', saveSoon);
    // The last window's place is worth remembering; of several, a closed one is not wanted back.
    window.on('close', () => {
      if (!this.#isQuitting && this.#windows.size === 1) this.#saveNow();
    });
  }

  #giveUp(window: BrowserWindow, seen: readonly string[]): void {
    this.#lost.push(stateOf(window));
    // Another window is open before this one goes: the last to go would end the app.
    this.#options.onGivenUp(seen);
    window.destroy();
    this.#saveNow();
  }

  #saveNow(): void {
    clearTimeout(this.#saveTimer);
    const windows = [...[...this.#windows].map(stateOf), ...this.#lost];
    if (this.#isSaving && windows.length > 0) this.#options.save(windows);
  }
}
