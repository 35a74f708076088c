import { BrowserWindow, screen, type WebContents } from 'electron';
import { APP_VERSION_ARGUMENT } from '../../../shared/bridge/channels.ts';
import { addressOf, readRoute } from '../page/address.ts';
import { BackOff } from '../server/back-off.ts';
import { placeWindow, SMALLEST, type Rectangle, type WindowState } from './window-state.ts';

const CLOSE_PATIENCE_MS = 1_500;

export interface AppWindowOptions {
  readonly preloadFile: string;
  readonly appVersion: string;
  readonly isPackaged: boolean;
}

/** Work areas of the screens that are there now, the main one first. */
export function workAreas(): Rectangle[] {
  const main = screen.getPrimaryDisplay();
  const others = screen.getAllDisplays().filter(({ id }) => id !== main.id);
  return [main, ...others].map(({ workArea }) => workArea);
}

/** The page a window shows, from its address. */
function routeOf(contents: WebContents): string {
  const { hash } = new URL(contents.getURL() || addressOf('/'));
  return readRoute(hash.slice(1)) ?? '/';
}

/** What is to be remembered of a window. */
export function stateOf(window: BrowserWindow): WindowState {
  return {
    bounds: window.getNormalBounds(),
    isMaximized: window.isMaximized(),
    isFullScreen: window.isFullScreen(),
    route: routeOf(window.webContents),
  };
}

/** Loads a crashed page again, with growing waits; a page that crashes on and on stays empty until it is reloaded by hand. */
function reloadAfterCrash(window: BrowserWindow): void {
  const backOff = new BackOff();
  window.webContents.on('render-process-gone', (_event, { reason }) => {
    if (reason === 'clean-exit') return;
    const wait = backOff.nextDelay(performance.now());
    console.error(
      `a window's page ended (${reason}); ${wait === null ? 'it is left as it is' : `loading it again`}`,
    );
    if (wait === null) return;
    setTimeout(() => {
      if (!window.isDestroyed()) window.webContents.reload();
    }, wait);
  });
}

/** A page is asked to close; one that hangs cannot answer and is closed all the same. */
function closeInAnyCase(window: BrowserWindow): void {
  window.on('close', () => {
    setTimeout(() => {
      if (!window.isDestroyed()) window.destroy();
    }, CLOSE_PATIENCE_MS);
  });
}

/**
 * A window on one page of the app: sandboxed, isolated, without Node. It goes on drawing while it is covered, because a
 * control room looks at it on another screen or through another window's gap.
 */
export function createAppWindow(
  options: AppWindowOptions,
  state: Partial<Pick<WindowState, 'bounds' | 'isMaximized' | 'isFullScreen' | 'route'>>,
): BrowserWindow {
  const window = new BrowserWindow({
    ...placeWindow(state.bounds ?? null, workAreas()),
    minWidth: SMALLEST.width,
    minHeight: SMALLEST.height,
    fullscreen: state.isFullScreen ?? false,
    show: false,
    backgroundColor: '#d5d8db',
    webPreferences: {
      preload: options.preloadFile,
      additionalArguments: [`${APP_VERSION_ARGUMENT}${options.appVersion}`],
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      webviewTag: false,
      spellcheck: false,
      backgroundThrottling: false,
      devTools: !options.isPackaged,
    },
  });
  if (state.isMaximized) window.maximize();
  window.once('ready-to-show', () => window.show());
  reloadAfterCrash(window);
  closeInAnyCase(window);
  void window.loadURL(addressOf(state.route ?? '/'));
  return window;
}
