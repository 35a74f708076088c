import { url as inspectorUrl } from 'node:inspector';
import type { App } from 'electron';

/** Switches of Chromium by which whoever starts the app, or changes its shortcut, could drive or weaken its pages. */
const REFUSED = [
  'remote-debugging-port',
  'remote-debugging-pipe',
  'remote-debugging-address',
  'remote-allow-origins',
  'disable-web-security',
  'allow-running-insecure-content',
  'ignore-certificate-errors',
  'enable-blink-features',
  'enable-experimental-web-platform-features',
] as const;

/**
 * Makes the packaged app deaf to them; before it is ready. Tests drive a copy of the binary in which the fuse of Node's
 * inspector is set back (`tests/support/electron/packaged-app.ts`): where that inspector runs, everything is open anyway.
 */
export function refuseSwitches({ isPackaged, commandLine }: Pick<App, 'isPackaged' | 'commandLine'>): void {
  if (!isPackaged || inspectorUrl() !== undefined) return;
  for (const name of REFUSED) {
    if (!commandLine.hasSwitch(name)) continue;
    console.error(`--${name} is refused`);
    commandLine.removeSwitch(name);
  }
  // Electron sets this one by itself.
  commandLine.removeSwitch('allow-file-access-from-files');
}
