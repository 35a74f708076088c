import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { _electron, errors, type ElectronApplication, type Page } from '@playwright/test';
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

/** Breaches of the content security policy that windows told of since this list was last emptied. */
export const policyOffences: string[] = [];

/** Chromium tells of every breach on the console of the page, also of those in its workers and frames. */
function noteOffences(page: Page): void {
  page.on('console', (message) => {
    if (/Content.Security.Policy/i.test(message.text())) policyOffences.push(message.text());
  });
}

export interface LaunchOptions {
  readonly environment?: Record<string, string>;
  readonly folders?: AppFolders;
  /** Further arguments of the app. */
  readonly args?: readonly string[];
}

const WINDOW_WITHIN_MS = 25_000;
const DRIVEN_WITHIN_MS = 15_000;

/**
 * Starts the app with Playwright's hands on it. On a machine with far too much to do Playwright now and then never finishes
 * taking hold of windows that open meanwhile (seen in 3 of 150 starts at four times the load two cores bear): then once more.
 * An app that really does not start is found all the same, by the second try and by the tests of the shipped binary.
 */
async function launchDriven(
  folders: AppFolders,
  env: Record<string, string>,
  args: readonly string[],
): Promise<ElectronApplication> {
  const options = {
    executablePath: await prepareDrivenApp(),
    args: [...ROOT_ARGUMENTS, ...args],
    env,
    timeout: DRIVEN_WITHIN_MS,
  };
  try {
    return await _electron.launch(options);
  } catch (error) {
    if (!(error instanceof errors.TimeoutError)) throw error;
    console.warn('Playwright did not take hold of the app, which is started once more');
    while (folders.serverPid !== null && isAlive(folders.serverPid)) {
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    return _electron.launch(options);
  }
}

/** Starts the packaged app and waits for its first window; says what the app said when there is none. */
export async function launchApp(options: LaunchOptions = {}): Promise<RunningApp> {
  const folders = options.folders ?? new AppFolders();
  const app = await launchDriven(
    folders,
    { ...folders.environment, ...options.environment },
    options.args ?? [],
  );
  for (const page of app.windows()) noteOffences(page);
  app.on('window', noteOffences);
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
