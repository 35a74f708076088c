import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { _electron, type ElectronApplication, type Page } from '@playwright/test';
import { prepareDrivenApp } from './packaged-app.ts';

/** Folders of one run of the app: nothing of the user who runs the tests is read or written. */
export class AppFolders {
  readonly top = mkdtempSync(join(tmpdir(), 'aif-e2e-'));
  readonly data = join(this.top, 'data');

  get environment(): Record<string, string> {
    const inherited = Object.entries(process.env).filter(
      (entry): entry is [string, string] => entry[1] !== undefined && !entry[0].startsWith('AIF_'),
    );
    return {
      ...Object.fromEntries(inherited),
      XDG_CONFIG_HOME: join(this.top, 'config'),
      AIF_DATA_DIR: this.data,
    };
  }

  /** What the station server that serves the data folder now says of itself, or null. */
  get station(): { pid: number; socket: string } | null {
    try {
      return JSON.parse(readFileSync(join(this.data, 'station.json'), 'utf8')) as {
        pid: number;
        socket: string;
      };
    } catch {
      return null;
    }
  }

  get serverPid(): number | null {
    return this.station?.pid ?? null;
  }

  remove(): void {
    rmSync(this.top, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** Root may start Chromium only without its sandbox; that is a matter of test machines alone. */
export const ROOT_ARGUMENTS = process.getuid?.() === 0 ? ['--no-sandbox'] : [];

export interface RunningApp {
  readonly app: ElectronApplication;
  readonly page: Page;
  readonly folders: AppFolders;
}

export interface LaunchOptions {
  readonly environment?: Record<string, string>;
  readonly folders?: AppFolders;
}

const WINDOW_WITHIN_MS = 25_000;

/** Starts the packaged app and waits for its first window; says what the app said when there is none. */
export async function launchApp(options: LaunchOptions = {}): Promise<RunningApp> {
  const folders = options.folders ?? new AppFolders();
  const app = await _electron.launch({
    executablePath: await prepareDrivenApp(),
    args: ROOT_ARGUMENTS,
    env: { ...folders.environment, ...options.environment },
    // Together with the wait below less than a test has: its own message, not that of the test's end.
    timeout: WINDOW_WITHIN_MS,
  });
  let said = '';
  app.process().stderr?.on('data', (text: Buffer) => (said += text.toString()));
  try {
    return { app, page: await app.firstWindow({ timeout: WINDOW_WITHIN_MS }), folders };
  } catch (error) {
    app.process().kill('SIGKILL');
    throw new Error(`the app showed no window within ${WINDOW_WITHIN_MS / 1_000} s; it said:\n${said}`, {
      cause: error,
    });
  }
}

/** Asks the running station over its socket, as its own user: the answer of a GET, or of a POST of `body`, parsed. */
export function askStation<T>(folders: AppFolders, path: string, body?: unknown): Promise<T> {
  const type = body === undefined ? {} : { 'content-type': 'application/json' };
  return new Promise((resolve, reject) => {
    const call = request({
      socketPath: folders.station?.socket,
      method: body === undefined ? 'GET' : 'POST',
      path,
      headers: { host: 'localhost', ...type },
    });
    call.once('error', reject);
    call.once('response', (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (part: string) => (text += part));
      response.on('end', () =>
        response.statusCode === 200
          ? resolve(JSON.parse(text) as T)
          : reject(new Error(`${response.statusCode}: ${text}`)),
      );
    });
    call.end(body === undefined ? undefined : JSON.stringify(body));
  });
}

export function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
