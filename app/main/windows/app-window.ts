import { BrowserWindow, screen, type WebContents, type WebPreferences } from 'electron';
import { APP_VERSION_ARGUMENT } from '../../../shared/bridge/channels.ts';
import { addressOf, readRoute } from '../page/address.ts';
import { keepPageAlive } from './page-watch.ts';
import { placeWindow, SMALLEST, type Rectangle, type WindowState } from './window-state.ts';

const CLOSE_PATIENCE_MS = 1_500;

export interface AppWindowOptions {
  readonly preloadFile: string;
  readonly appVersion: string;
  readonly isPackaged: boolean;
  /** A page that cannot be kept alive; `seen`: what happened to it, oldest first. */
  onPageGivenUp(window: BrowserWindow, seen: readonly string[]): void;
}

/** What every page of the app may and may not do. */
export const PAGE_PREFERENCES = {
  sandbox: true,
  contextIsolation: true,
  nodeIntegration: false,
  nodeIntegrationInWorker: false,
  nodeIntegrationInSubFrames: false,
  webSecurity: true,
  webviewTag: false,
  spellcheck: false,
} as const satisfies WebPreferences;

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
      ...PAGE_PREFERENCES,
      backgroundThrottling: false,
      devTools: !options.isPackaged,
    },
  });
  if (state.isMaximized) window.maximize();
  window.once('ready-to-show', () => window.show());
  keepPageAlive(window, (seen) => options.onPageGivenUp(window, seen));
  closeInAnyCase(window);
  void window.loadURL(addressOf(state.route ?? '/'));
  return window;
}
