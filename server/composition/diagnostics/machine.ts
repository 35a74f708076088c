import { readdirSync, statSync } from 'node:fs';
import {
  availableParallelism,
  freemem,
  homedir,
  loadavg,
  release,
  totalmem,
  type,
  uptime,
  version,
} from 'node:os';
import { join } from 'node:path';
import type { DiagnosticFacts } from '../../contexts/diagnostics/index.ts';
import { MIGRATIONS } from '../../migrations/index.ts';
import { lastLinesOf } from '../../platform/file-tail.ts';
import { migrationHistory } from '../../platform/sqlite/index.ts';
import { VERSION } from '../../version.ts';
import { messageOf } from '../../../shared/util/message-of.ts';

/** Of each log. */
const MOST_OF_LOG = { lines: 2_000, bytes: 512 * 1024 };
const APP_NAME = 'ai-factory-decision-engine';
const LOG_FILES = new Set(['station.log', 'shell.log']);
/** Of a folder with more files the rest is only counted. */
const MOST_FILES = 500;

/** Program, machine and clock. */
export function aboutMachine(dataFolder: string): DiagnosticFacts['about'] {
  const { timeZone, locale } = Intl.DateTimeFormat().resolvedOptions();
  return {
    program: VERSION,
    node: process.versions.node,
    system: `${type()} ${release()} ${process.arch}`,
    systemVersion: version(),
    processors: availableParallelism(),
    load: loadavg()
      .map((load) => load.toFixed(2))
      .join(' '),
    memoryBytes: totalmem(),
    freeMemoryBytes: freemem(),
    machineUpSeconds: Math.round(uptime()),
    timeZone,
    locale,
    dataFolder,
  };
}

/** What is in a folder, with sizes; of folders in it what they hold in all. */
export function folderContents(folder: string): DiagnosticFacts['folder'] {
  const rows = entriesOf(folder).map((name) => {
    const path = join(folder, name);
    const stats = statSync(path, { throwIfNoEntry: false });
    if (stats === undefined) return { path: name, bytes: 0, at: '' };
    const at = stats.mtime.toISOString();
    if (!stats.isDirectory()) return { path: name, bytes: stats.size, at };
    const { files, bytes } = sumOf(path);
    return { path: `${name}/ (${files} files)`, bytes, at };
  });
  return rows.slice(0, MOST_FILES);
}

function entriesOf(folder: string): string[] {
  try {
    return readdirSync(folder).sort();
  } catch {
    return [];
  }
}

function sumOf(folder: string): { files: number; bytes: number } {
  try {
    const names = readdirSync(folder, { recursive: true, encoding: 'utf8' });
    const stats = names.map((name) => statSync(join(folder, name), { throwIfNoEntry: false }));
    const files = stats.filter((one) => one?.isFile());
    return { files: files.length, bytes: files.reduce((sum, one) => sum + (one?.size ?? 0), 0) };
  } catch {
    return { files: 0, bytes: 0 };
  }
}

/** Every step of the schema a store has, and those that are not as this program has them. */
export function schemaLines(databaseFile: string): string[] {
  try {
    return migrationHistory(databaseFile, MIGRATIONS).map(
      ({ name, state, appliedAt }) => `${name}  ${state}${appliedAt === null ? '' : `  ${appliedAt}`}`,
    );
  } catch (error) {
    return [`the schema cannot be read: ${messageOf(error)}`];
  }
}

/** Where the desktop app keeps its logs, unless it was started with another folder for its data (Electron's `logs`). */
export function appLogFolder(environment: NodeJS.ProcessEnv): string {
  const home = homedir();
  if (process.platform === 'darwin') return join(home, 'Library', 'Logs', APP_NAME);
  const base =
    process.platform === 'win32'
      ? (environment.APPDATA ?? join(home, 'AppData', 'Roaming'))
      : environment.XDG_CONFIG_HOME || join(home, '.config');
  return join(base, APP_NAME, 'logs');
}

/** Last lines of the app's logs where there are any, and of the files named. */
export function logFiles(environment: NodeJS.ProcessEnv, named: readonly string[]): DiagnosticFacts['logs'] {
  const folder = appLogFolder(environment);
  const present = entriesOf(folder).filter((name) => LOG_FILES.has(name));
  const wanted = [
    ...present.map((name) => ({ name: `app-${name}`, file: join(folder, name) })),
    ...named.map((file, index) => ({ name: `${index + 1}-${file.split(/[\\/]/).at(-1) ?? 'log'}`, file })),
  ];
  return wanted.map(({ name, file }) => {
    try {
      return { name, lines: lastLinesOf(file, MOST_OF_LOG) };
    } catch (error) {
      return { name, lines: [`${file} cannot be read: ${messageOf(error)}`] };
    }
  });
}
