import { app, BrowserWindow } from 'electron';
import type { MenuCommand } from '../../../shared/bridge/desktop-bridge.ts';
import { CHANNELS } from '../../../shared/bridge/channels.ts';
import { tellEach } from '../server/tell-each.ts';
import { createAppWindow, stateOf, workAreas, type AppWindowOptions } from './app-window.ts';
import { stepBeside, type WindowState } from './window-state.ts';

const SAVE_AFTER_MS = 1_000;

/** All windows of the app and what is remembered of them. */
export class WindowManager {
  #saveTimer: NodeJS.Timeout | undefined;
  #isQuitting = false;
  readonly #options: AppWindowOptions;
  readonly #save: (windows: WindowState[]) => void;

  constructor(options: AppWindowOptions, save: (windows: WindowState[]) => void) {
    this.#options = options;
    this.#save = save;
    app.on('before-quit', () => {
      if (!this.#isQuitting) this.#saveNow();
      this.#isQuitting = true;
    });
  }

  /** Opens the windows of the last run, or a first one. */
  restore(states: readonly WindowState[]): void {
    for (const state of states) this.#open(state);
    if (states.length === 0) this.#open({});
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

  /** Has the window in front carry out an entry of the menu. */
  command(command: MenuCommand): void {
    this.#front()?.webContents.send(CHANNELS.menuCommand, command);
  }

  send(channel: string, value: unknown): void {
    const windows = BrowserWindow.getAllWindows();
    tellEach(`sending ${channel} to a window`, windows, (window) => window.webContents.send(channel, value));
  }

  #front(): BrowserWindow | null {
    return BrowserWindow.getFocusedWindow() ?? BrowserWindow.getAllWindows()[0] ?? null;
  }

  #open(state: Partial<WindowState>): void {
    const window = createAppWindow(this.#options, state);
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
      if (!this.#isQuitting && BrowserWindow.getAllWindows().length === 1) this.#saveNow();
    });
  }

  #saveNow(): void {
    clearTimeout(this.#saveTimer);
    const windows = BrowserWindow.getAllWindows();
    if (windows.length > 0) this.#save(windows.map(stateOf));
  }
}
