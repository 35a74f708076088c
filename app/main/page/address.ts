export const SCHEME = 'app';
export const APP_ORIGIN = `${SCHEME}://aif`;

/** The recovery window's own page. */
export const RECOVERY_URL = `${APP_ORIGIN}/recovery/index.html`;

/** Whether an address is a page of ours. For Node `app:` has no origin, so the text is compared. */
export function isAppUrl(url: string): boolean {
  return url === APP_ORIGIN || url.startsWith(`${APP_ORIGIN}/`);
}

/** Address of a page of the app; the page router lives in the fragment. */
export function addressOf(route: string): string {
  return `${APP_ORIGIN}/#${route}`;
}

/** A route as a page may ask for it: an absolute path in the app, or null for anything else. */
export function readRoute(value: unknown): string | null {
  if (typeof value !== 'string' || value.length > 2_000) return null;
  return /^\/(?!\/)[^\s#\\]*$/.test(value) ? value : null;
}
