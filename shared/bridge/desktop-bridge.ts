/** What the shell tells the page about the server process it watches. */
export type ServerStatus =
  | { state: 'starting'; attempt: number }
  | { state: 'ready'; version: string; pid: number }
  | { state: 'restarting'; attempt: number; inMs: number; reason: string }
  | { state: 'failed'; reason: string; logTail: string[] };

/** Entries of the application menu that a page carries out: showing a page by its path, or opening an overlay. */
export type MenuCommand =
  | '/'
  | '/judgments'
  | '/trends'
  | '/rules'
  | '/data'
  | '/health'
  | '/settings'
  | 'palette'
  | 'shortcuts'
  | 'help'
  | 'demo';

/** The only object the preload script puts into a page (`window.aif`). */
export interface DesktopBridge {
  /** Version of the app and of its runtime, for Settings → About. */
  readonly versions: { app: string; electron: string; chrome: string };
  /**
   * Asks for a byte channel to the station server. One MessagePort arrives per request by `window.postMessage` with data
   * `{ type: 'aif:server-port' }`, as soon as the server is ready; it speaks `port-protocol.ts` and ends with the server.
   */
  requestServerPort(): void;
  /** Calls `listener` with the present and every later status; returns the way to stop. */
  onServerStatus(listener: (status: ServerStatus) => void): () => void;
  /** Starts the server again after it was given up. */
  restartServer(): void;
  /** Calls `listener` when an entry of the application menu is chosen that the page has to carry out. */
  onMenuCommand(listener: (command: MenuCommand) => void): () => void;
  /** Opens a further window of the app on a page, e.g. `/trends`. */
  openWindow(route: string): void;
  /** The language the user reads: the application menu and the shell's own texts follow it. */
  setLanguage(language: 'ko' | 'en'): void;
}
