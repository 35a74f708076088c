import { projectEnvironment } from './bootstrap.mjs';
import { standFor } from './child.mjs';
import { pinnedElectron } from './electron.mjs';
import { root } from './paths.mjs';

/** A window that is gone so soon was never one. */
const TOO_SOON_MS = 5_000;

function whyNoDisplay() {
  if (process.platform !== 'linux') return null;
  if (!process.env.DISPLAY && !process.env.WAYLAND_DISPLAY)
    return 'there is no display (DISPLAY, WAYLAND_DISPLAY)';
  if (process.getuid?.() === 0) return "Electron's sandbox does not work for root; start as a plain user";
  return null;
}

/** Why no window can be opened on this machine, or null when one can. */
export async function whyNoDesktop() {
  const reason = whyNoDisplay();
  if (reason !== null) return reason;
  const electron = await pinnedElectron();
  return 'missing' in electron ? electron.missing : null;
}

/**
 * Runs the app until its windows are closed.
 * @returns {Promise<{ code: number, problem: string | null }>} `problem` when it ended before it could show a window
 */
export async function openDesktop() {
  const { executable } = await pinnedElectron();
  const from = Date.now();
  const { child, ended } = standFor(executable, [root], {
    cwd: root,
    env: projectEnvironment(),
    stdio: ['ignore', 'inherit', 'pipe'],
  });
  let lastWords = '';
  child.stderr.on('data', (chunk) => {
    process.stderr.write(chunk);
    lastWords = String(chunk).trim().split('\n').at(-1) ?? '';
  });
  const code = await ended.catch((error) => {
    lastWords = error.message;
    return 1;
  });
  const isTooSoon = code !== 0 && Date.now() - from < TOO_SOON_MS;
  return { code, problem: isTooSoon ? `Electron ended at once (${lastWords})` : null };
}
