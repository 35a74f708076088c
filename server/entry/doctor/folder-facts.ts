import { existsSync, readFileSync, statfsSync, statSync } from 'node:fs';
import { createConnection } from 'node:net';
import { ReasonError } from '../../../shared/contract/errors.ts';
import { reason } from '../../../shared/contract/reasons.ts';
import type { ConfigFile, Settings } from '../../../shared/contract/settings.ts';
import { backupFolderOf, SCHEMAS } from '../../composition/backups.ts';
import { runtimeFacts, settingsFacts } from '../../composition/program-facts.ts';
import { createBackupFiles, createRestoreNotes, verifyBackup } from '../../contexts/backups/index.ts';
import type { PartFacts } from '../../contexts/health/index.ts';
import { createSettingsService } from '../../contexts/settings/index.ts';
import { MIGRATIONS } from '../../migrations/index.ts';
import { configFilePath, ENVIRONMENT, loadConfig } from '../../platform/config.ts';
import { databaseBytesOf, databaseFileIn } from '../../platform/database-file.ts';
import { resourcePath, workerUrl } from '../../platform/entry-url.ts';
import { shownUrl } from '../../platform/mqtt/index.ts';
import { createRulePool } from '../../platform/rule-pool/index.ts';
import {
  damagedPage,
  isOfRights,
  isSealed,
  isOfSpace,
  migrationHistory,
  openConnection,
} from '../../platform/sqlite/index.ts';
import { messageOf } from '../../../shared/util/message-of.ts';

/** Reading more than this is said: it takes a while. */
const LONG_BYTES = 256 * 1024 ** 2;
const CONNECT_WITHIN_MS = 3_000;
const PORTS: Readonly<Record<string, number>> = { 'mqtt:': 1883, 'mqtts:': 8883, 'ws:': 80, 'wss:': 443 };
/** Of a store with many faults the first ones tell enough. */
const MOST_FAULTS = 5;

const sizeOf = (file: string): number => statSync(file, { throwIfNoEntry: false })?.size ?? 0;

/** What a folder and this environment tell of a station that was started now. Nothing is changed. */
export async function folderFacts(
  folder: string,
  server: PartFacts['server'],
  onLongWork: (what: string) => void,
): Promise<PartFacts> {
  const settings = await settingsFacts(
    () => ownSettings(folder),
    server.kind === 'silent' || server.kind === 'untold',
  );
  const values = settings.fault === null ? loadConfig(folder, process.env).values : null;
  return {
    runtime: runtimeFacts(),
    server,
    start: null,
    settings,
    broker: values === null ? null : await brokerFacts(values.mqttUrl),
    sources: null,
    store: storeFacts(databaseFileIn(folder), onLongWork),
    rules: await ruleFacts(),
    disk: diskFacts(folder),
    history: null,
    backups: backupsFacts(folder, values, onLongWork),
    demoPlant: null,
  };
}

/** The settings a start now would find. Error `CONFIG_INVALID`. */
export async function ownSettings(folder: string): Promise<Settings> {
  const load = () => loadConfig(folder, process.env);
  return createSettingsService({
    dataFolder: folder,
    file: configFilePath(folder),
    variables: ENVIRONMENT,
    running: load,
    next: load,
    update: () => undefined,
  }).get();
}

async function brokerFacts(url: string | undefined): Promise<PartFacts['broker']> {
  if (url === undefined) return { kind: 'embedded' };
  return { kind: 'tried', url: shownUrl(url), fault: await reach(new URL(url)) };
}

/** Null where something takes connections at that address, else why not. */
function reach(url: URL): Promise<string | null> {
  const port = Number(url.port) || (PORTS[url.protocol] ?? 1883);
  return new Promise((resolve) => {
    const socket = createConnection({ host: url.hostname, port, timeout: CONNECT_WITHIN_MS });
    const done = (fault: string | null) => {
      socket.destroy();
      resolve(fault);
    };
    socket.once('connect', () => done(null));
    socket.once('timeout', () => done('no answer'));
    socket.once('error', (error) => done(error.message));
  });
}

/** The file of a store, read from end to end as SQLite's `quick_check` does. */
function storeFacts(file: string, onLongWork: (what: string) => void): PartFacts['store'] {
  if (!existsSync(file)) return { kind: 'none' };
  const databaseBytes = databaseBytesOf(file);
  const base = { kind: 'file', wrongSteps: [], figures: { databaseBytes } } as const;
  try {
    const steps = migrationHistory(file, MIGRATIONS);
    const faults = quickCheck(file, onLongWork);
    return {
      ...base,
      fault: faults.length === 0 ? null : { kind: 'damage', detail: faults.join('; ') },
      wrongSteps: steps.filter(({ state }) => state !== 'applied'),
      figures: { databaseBytes, schemaSteps: steps.filter(({ appliedAt }) => appliedAt !== null).length },
    };
  } catch (error) {
    const kind = isOfSpace(error, file) ? 'space' : isOfRights(error) ? 'rights' : 'damage';
    return { ...base, fault: { kind, detail: messageOf(error) } };
  }
}

/** What is wrong with a database, by SQLite and by the seals of its pages; nothing of it is changed. */
export function quickCheck(file: string, onLongWork: (what: string) => void): string[] {
  if (sizeOf(file) > LONG_BYTES) onLongWork(file);
  const database = openConnection(file, { readonly: true });
  try {
    const rows = database.pragma(`quick_check(${MOST_FAULTS})`) as { quick_check: string }[];
    const faults = rows.map((row) => row.quick_check).filter((text) => text !== 'ok');
    // What quick_check cannot see: a value that has changed on the disk.
    const page = isSealed(database) ? damagedPage(database, 1, Number.MAX_SAFE_INTEGER) : 0;
    return page === 0 ? faults : [...faults, `page ${page} holds what was never written`];
  } finally {
    database.close();
  }
}

async function ruleFacts(): Promise<PartFacts['rules']> {
  const figures: Record<string, number> = {};
  try {
    const wasm = resourcePath('rhaiWasm');
    figures.engineBytes = readFileSync(wasm).length;
    const pool = await createRulePool({ wasm, workerUrl: workerUrl('rule-pool/rule-worker'), workers: 1 });
    const result = await pool.evaluate({
      hash: 'doctor',
      source: '6.0 * 7.0',
      inputs: {},
      deadlineMs: 1_000,
    });
    await pool.close();
    const isRight = result.ok && result.value === 42;
    return { kind: 'tried', fault: isRight ? null : JSON.stringify(result), figures };
  } catch (error) {
    return { kind: 'tried', fault: messageOf(error), figures };
  }
}

function diskFacts(folder: string): PartFacts['disk'] {
  if (!existsSync(folder)) return null;
  const { bavail, bsize, blocks } = statfsSync(folder);
  return {
    freeBytes: bavail * bsize,
    totalBytes: blocks * bsize,
    databaseBytes: databaseBytesOf(databaseFileIn(folder)),
  };
}

/** The backups there are; the newest is read from end to end. With wrong settings they are looked for where they are by default. */
function backupsFacts(
  dataFolder: string,
  settings: ConfigFile | null,
  onLongWork: (what: string) => void,
): PartFacts['backups'] {
  if (!existsSync(dataFolder)) return null;
  const folder = backupFolderOf(dataFolder, settings ?? {});
  const files = createBackupFiles(folder, databaseFileIn(dataFolder));
  const items = files.list();
  const [newest] = items;
  if (newest !== undefined && newest.bytes > LONG_BYTES) onLongWork(`${folder}/${newest.name}.db`);
  return {
    ...{ folder, items, running: null, lastFailure: null, nextAt: null },
    quarantineBytes: files.quarantineBytes(),
    restored: createRestoreNotes(dataFolder).last(),
    isScheduled: settings?.backupAt !== 'off',
    verified: newest === undefined ? null : { reason: faultOf(folder, newest.name) },
  };
}

function faultOf(folder: string, name: string) {
  try {
    verifyBackup(folder, name, SCHEMAS);
    return null;
  } catch (error) {
    return error instanceof ReasonError
      ? error.reason
      : reason('backupDamaged', { detail: messageOf(error) });
  }
}
