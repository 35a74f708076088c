import { BrowserWindow, dialog, ipcMain } from 'electron';
import {
  readRecoveryRequest,
  RECOVERY_CHANNELS,
  type RecoveryCause,
  type RecoveryRequest,
  type RecoverySituation,
} from '../../../shared/bridge/recovery-bridge.ts';
import { isTrusted } from '../page-messages.ts';
import { RECOVERY_URL } from '../page/address.ts';
import type { Language } from '../shell-state.ts';
import { PAGE_PREFERENCES } from '../windows/app-window.ts';
import { LAST_RESORT } from './last-resort.ts';
import type { Rescue } from './rescue.ts';

export interface RecoveryOptions {
  readonly preloadFile: string;
  readonly isPackaged: boolean;
  readonly rescue: Rescue;
  /** What the window tells beside its cause. */
  facts(): Omit<RecoverySituation, 'cause' | 'seen'>;
  tryAgain(): void;
  enterSafeMode(): void;
}

/**
 * The window that stays when others do not: a page of its own that needs no server. It is opened, never opened again by
 * itself: where even its page ends, the system's own dialog asks the same question once more.
 */
export class RecoveryWindow {
  #window: BrowserWindow | null = null;
  #cause: RecoveryCause = 'asked';
  #seen: readonly string[] = [];
  readonly #options: RecoveryOptions;

  constructor(options: RecoveryOptions) {
    this.#options = options;
    ipcMain.handle(RECOVERY_CHANNELS.ask, (event, value: unknown) => {
      const request = readRecoveryRequest(value);
      const isOurs = isTrusted(event) && event.sender === this.#window?.webContents;
      if (!isOurs || request === null) throw new Error('not for this page');
      return this.#answer(request);
    });
  }

  get isOpen(): boolean {
    return this.#window !== null;
  }

  /** Opens the window, or tells the one that is open what else happened. */
  open(cause: RecoveryCause, seen: readonly string[] = []): void {
    this.#cause = cause;
    this.#seen = seen;
    if (this.#window === null) this.#window = this.#create();
    else this.tell();
    this.focus();
  }

  focus(): void {
    if (this.#window?.isMinimized()) this.#window.restore();
    this.#window?.focus();
  }

  /** Tells the page how things stand now. */
  tell(): void {
    if (this.#window === null || this.#window.webContents.isCrashed()) return;
    const situation: RecoverySituation = { cause: this.#cause, seen: this.#seen, ...this.#options.facts() };
    this.#window.webContents.send(RECOVERY_CHANNELS.situation, situation);
  }

  /** What the window stood open for is over. */
  closeAfter(cause: RecoveryCause): void {
    if (this.#cause === cause) this.close();
  }

  close(): void {
    this.#window?.destroy();
  }

  #create(): BrowserWindow {
    const { preloadFile, isPackaged, facts } = this.#options;
    const window = new BrowserWindow({
      width: 900,
      height: 760,
      minWidth: 640,
      minHeight: 480,
      show: false,
      backgroundColor: '#d5d8db',
      webPreferences: { ...PAGE_PREFERENCES, preload: preloadFile, devTools: !isPackaged },
    });
    window.once('ready-to-show', () => window.show());
    window.once('closed', () => (this.#window = null));
    const fail = () => void this.#askWithoutPage(window, facts().language);
    window.webContents.once('render-process-gone', fail);
    window.webContents.once('did-fail-load', fail);
    window.webContents.once('did-navigate', (_event, _url, code) => {
      if (code >= 400) fail();
    });
    void window.loadURL(RECOVERY_URL).catch(() => undefined);
    return window;
  }

  /** The last resort: a dialog of the system, in a window that shows nothing any more. */
  async #askWithoutPage(window: BrowserWindow, language: Language): Promise<void> {
    const { message, detail, tryAgain, safeMode, close } = LAST_RESORT[language];
    const { response } = await dialog.showMessageBox({
      type: 'error',
      message,
      detail,
      buttons: [tryAgain, safeMode, close],
      cancelId: 2,
      noLink: true,
    });
    if (window.isDestroyed()) return;
    if (response === 0) this.#options.tryAgain();
    else if (response === 1) this.#options.enterSafeMode();
    window.destroy();
  }

  #answer(request: RecoveryRequest): unknown {
    const { rescue, tryAgain, enterSafeMode } = this.#options;
    switch (request.ask) {
      case 'situation':
        return this.tell();
      case 'try-again':
        return tryAgain();
      case 'safe-mode':
        return enterSafeMode();
      case 'save-diagnosis':
        return this.#window && rescue.saveDiagnosis(this.#window);
      case 'list-backups':
        return rescue.listBackups();
      case 'restore':
        return rescue.restore(request.name);
    }
  }
}
