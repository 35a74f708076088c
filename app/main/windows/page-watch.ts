import type { BrowserWindow } from 'electron';
import { addressOf, isAppUrl } from '../page/address.ts';
import { BackOff } from '../server/back-off.ts';
import { ASK_EVERY_MS, HangWatch } from './hang-watch.ts';

/** Chromium's code for a load that another one replaced. */
const ABORTED = -3;
/** Any world but the page's own: what the page does to its globals is not asked. */
const WORLD = 991;

/** Ends a page that answers nothing any more, so that it is loaded anew. */
function endWhenHanging(window: BrowserWindow): void {
  const { webContents } = window;
  const watch = new HangWatch();
  const timer = setInterval(() => {
    // A page that loads or has ended is looked after elsewhere.
    if (webContents.isDestroyed() || webContents.isCrashed() || webContents.isLoading())
      return watch.answered();
    if (watch.ask(performance.now())) {
      console.error('a page has not answered for half a minute and is loaded again');
      watch.answered();
      return webContents.forcefullyCrashRenderer();
    }
    webContents.executeJavaScriptInIsolatedWorld(WORLD, [{ code: '0' }]).then(
      () => watch.answered(),
      () => undefined,
    );
  }, ASK_EVERY_MS);
  window.once('closed', () => clearInterval(timer));
}

/**
 * Loads a page again that ended, hangs, or could not be loaded, with growing waits. One that does so on and on is handed to
 * `giveUp` with what was seen, oldest first.
 */
export function keepPageAlive(window: BrowserWindow, giveUp: (seen: readonly string[]) => void): void {
  const { webContents } = window;
  const backOff = new BackOff();
  const seen: string[] = [];
  const again = (what: string) => {
    seen.push(`${new Date().toISOString()} ${what}`);
    const wait = backOff.nextDelay(performance.now());
    console.error(`a window's page: ${what}; ${wait === null ? 'it is given up' : `loading it again`}`);
    // Never within the event: whoever is told may close the window.
    setTimeout(() => {
      if (window.isDestroyed()) return;
      if (wait === null) giveUp(seen.slice(-backOff.recentEnds));
      else if (isAppUrl(webContents.getURL())) webContents.reload();
      else void webContents.loadURL(addressOf('/')).catch(() => undefined);
    }, wait ?? 0);
  };
  webContents.on('render-process-gone', (_event, { reason, exitCode }) => {
    if (reason !== 'clean-exit') again(`ended (${reason}, exit code ${exitCode})`);
  });
  webContents.on('did-fail-load', (_event, code, description, url, isMainFrame) => {
    if (isMainFrame && code !== ABORTED) again(`could not be loaded (${description || code}: ${url})`);
  });
  webContents.on('did-navigate', (_event, url, code) => {
    if (code >= 400) again(`could not be loaded (status ${code}: ${url})`);
    // Chromium asks nobody about `about:blank`.
    else if (!isAppUrl(url)) again(`left the app (${url})`);
  });
  endWhenHanging(window);
}
