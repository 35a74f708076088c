import { app, Menu } from 'electron';
import { CHANNELS } from '../../shared/bridge/channels.ts';
import type { ServerStatus } from '../../shared/bridge/desktop-bridge.ts';
import type { RecoverySituation } from '../../shared/bridge/recovery-bridge.ts';
import { applicationMenu } from './menu.ts';
import { listenToPages } from './page-messages.ts';
import { aifCommand, preloadFile, type AppPlaces } from './places.ts';
import { RecoveryWindow } from './recovery/recovery-window.ts';
import { Rescue } from './recovery/rescue.ts';
import type { ServerSupervisor } from './server/server-supervisor.ts';
import type { Language, ShellMemory } from './shell-state.ts';
import { WindowManager } from './windows/window-manager.ts';

export interface DesktopOptions {
  readonly places: AppPlaces;
  readonly dataFolder: string;
  readonly supervisor: ServerSupervisor;
  readonly memory: ShellMemory;
}

/** How the app comes up: with its windows, with a single one that only shows, or with the recovery window. */
export type StartAs =
  { readonly as: 'usual' } | { readonly as: 'safe' } | { readonly as: 'recovery'; seen: readonly string[] };

/** Windows, menu and recovery window of the running app, and what they ask of one another. */
export class Desktop {
  readonly #options: DesktopOptions;
  readonly #windows: WindowManager;
  readonly #recovery: RecoveryWindow;
  #language: Language;

  constructor(options: DesktopOptions) {
    this.#options = options;
    const { places, memory, supervisor } = options;
    const page = { appVersion: app.getVersion(), isPackaged: app.isPackaged };
    // The language of the menu until a page says what its reader chose.
    this.#language = memory.state.language ?? (process.env['AIF_LANG'] === 'en' ? 'en' : 'ko');
    this.#windows = new WindowManager({
      ...page,
      preloadFile: preloadFile(places, 'index'),
      save: (windows) => memory.change({ windows }),
      onGivenUp: (seen) => this.#recovery.open('page', seen),
    });
    this.#recovery = new RecoveryWindow({
      ...page,
      preloadFile: preloadFile(places, 'recovery'),
      rescue: new Rescue({ aif: aifCommand(places), dataFolder: options.dataFolder, supervisor }),
      facts: () => this.#facts(),
      tryAgain: () => this.#tryAgain(),
      enterSafeMode: () => this.#enterSafeMode(),
    });
    listenToPages(supervisor, {
      openWindow: (route) => this.#windows.openBeside(route),
      setLanguage: (language) => this.#setLanguage(language),
    });
    this.#followServer();
    app.on('second-instance', () => this.focus());
    app.on('activate', () => this.focus());
    this.#showMenu();
  }

  open(start: StartAs): void {
    if (start.as === 'recovery') this.#recovery.open('starts', start.seen);
    else if (start.as === 'safe') this.#windows.openSafely();
    else this.#windows.restore(this.#options.memory.state.windows);
    this.#showGivenUpServer(this.#options.supervisor.status);
  }

  /** Brings the app to the front, for whoever starts it a second time. */
  focus(): void {
    if (this.#recovery.isOpen) this.#recovery.focus();
    else this.#windows.focus();
  }

  #followServer(): void {
    const { supervisor } = this.#options;
    supervisor.onStatus((status) => {
      this.#windows.send(CHANNELS.serverStatus, status);
      if (status.state === 'ready' && !this.#windows.isEmpty) this.#recovery.closeAfter('server');
      this.#recovery.tell();
      this.#showGivenUpServer(status);
    });
  }

  #showGivenUpServer(status: ServerStatus): void {
    if (status.state === 'failed') this.#recovery.open('server', [status.reason, ...status.logTail]);
  }

  #facts(): Omit<RecoverySituation, 'cause' | 'seen'> {
    const { status, isStarted } = this.#options.supervisor;
    return {
      server: isStarted ? status : null,
      language: this.#language,
      version: app.getVersion(),
      logFolder: app.getPath('logs'),
    };
  }

  #tryAgain(): void {
    const { supervisor, memory } = this.#options;
    if (!supervisor.isStarted || supervisor.status.state === 'failed') supervisor.restart({ isSafe: false });
    if (this.#windows.restoreLost() === 0 && this.#windows.isEmpty) {
      this.#windows.restore(memory.state.windows);
    }
    this.#recovery.close();
  }

  #enterSafeMode(): void {
    this.#options.supervisor.restart({ isSafe: true });
    this.#windows.openSafely();
    this.#recovery.close();
  }

  #setLanguage(language: Language): void {
    if (language === this.#options.memory.state.language) return;
    this.#options.memory.change({ language });
    this.#language = language;
    this.#showMenu();
  }

  #showMenu(): void {
    const actions = {
      command: this.#windows.command.bind(this.#windows),
      newWindow: () => this.#windows.openBeside('/'),
      openRecovery: () => this.#recovery.open('asked'),
    };
    Menu.setApplicationMenu(applicationMenu(this.#language, actions));
  }
}
