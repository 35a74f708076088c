import { app, type Session, type WebContents } from 'electron';
import { APP_ORIGIN, isAppUrl } from './address.ts';

/** What a page of the app may do beside drawing itself: full screen for a wall display, and copying a value. */
const GRANTED_PERMISSIONS: ReadonlySet<string> = new Set(['fullscreen', 'clipboard-sanitized-write']);

/** Permissions are refused unless named above and asked for by our own page; no device is ever handed out. */
export function guardSession(session: Session): void {
  session.setPermissionRequestHandler((contents, permission, callback) => {
    callback(GRANTED_PERMISSIONS.has(permission) && isAppUrl(contents.getURL()));
  });
  session.setPermissionCheckHandler(
    (_contents, permission, origin) => GRANTED_PERMISSIONS.has(permission) && isAppUrl(origin),
  );
  session.setDevicePermissionHandler(() => false);
  session.on('will-download', (event, item) => {
    // Exports are made by the page itself from data it already has.
    if (!item.getURL().startsWith(`blob:${APP_ORIGIN}`)) event.preventDefault();
  });
}

/** Pages stay pages of ours: no navigation away, no new window of their own, no embedded views. */
function guardContents(contents: WebContents): void {
  contents.on('will-navigate', (event, url) => {
    if (!isAppUrl(url)) event.preventDefault();
  });
  contents.on('will-redirect', (event, url) => {
    if (!isAppUrl(url)) event.preventDefault();
  });
  contents.on('will-attach-webview', (event) => event.preventDefault());
  // Nothing in the app leads outside, so that nothing has to be handed to another program.
  contents.setWindowOpenHandler(() => ({ action: 'deny' }));
}

export function guardAllContents(): void {
  app.on('web-contents-created', (_event, contents) => guardContents(contents));
}
