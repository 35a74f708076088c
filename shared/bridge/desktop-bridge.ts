/** What the shell tells the page about the server process it watches. */
export type ServerStatus =
  | { state: 'starting'; attempt: number }
  | { state: 'ready'; version: string; pid: number }
  | { state: 'restarting'; attempt: number; inMs: number; reason: string }
  | { state: 'failed'; reason: string; logTail: string[] };

/** The only object the preload script puts into a page (`window.aif`). */
export interface DesktopBridge {
  /** Version of the app and of its runtime, for Settings → About. */
  readonly versions: { app: string; electron: string; chrome: string };
  /**
   * Asks for a byte channel to the station server. A MessagePort arrives by `window.postMessage` with data
   * `{ type: 'aif:server-port' }`; a new port arrives by itself after each restart of the server.
   */
  requestServerPort(): void;
  /** Calls `listener` with the present and every later status; returns the way to stop. */
  onServerStatus(listener: (status: ServerStatus) => void): () => void;
  /** Starts the server again after it was given up. */
  restartServer(): void;
  /** Calls `listener` when an entry of the application menu is chosen, e.g. a page to show. */
  onMenuCommand(listener: (command: string) => void): () => void;
  /** Opens a further window of the app on a page, e.g. `/trends`. */
  openWindow(route: string): void;
}
