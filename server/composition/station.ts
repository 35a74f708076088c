import { join } from 'node:path';
import type { Actor } from '../../shared/contract/common.ts';
import type { Reason } from '../../shared/contract/reasons.ts';
import type { StationMode } from '../../shared/contract/station-mode.ts';
import {
  createMappingTrials,
  createTopicListening,
  type DataHubService,
} from '../contexts/data-hub/index.ts';
import {
  createAnnotationsService,
  createSqliteAnnotationStore,
  type AnnotationsService,
} from '../contexts/annotations/index.ts';
import { finishRestore } from '../contexts/backups/index.ts';
import { createDemoPlantService } from '../contexts/demo-plant/index.ts';
import { loadConfig, type Config } from '../platform/config.ts';
import { takeDataFolder, type DataFolder } from '../platform/data-folder.ts';
import { resourcePath } from '../platform/entry-url.ts';
import { REPORT, createLogger, type Logger } from '../platform/log.ts';
import { listenIn, secretsOf } from '../platform/mqtt/index.ts';
import { RecentLines } from '../platform/recent-lines.ts';
import { markStart } from '../platform/start-marks.ts';
import { socketPathFor } from '../platform/socket-path.ts';
import type { Recovery, StartingStore } from '../platform/sqlite/index.ts';
import { createLiveSource } from '../trpc/live-source.ts';
import { createAppRouter } from '../trpc/router.ts';
import { VERSION } from '../version.ts';
import type { StationBroker } from './broker.ts';
import { backupFolderOf, openBackups, restorePlaceOf } from './backups.ts';
import { openCore, type Core, type CoreOptions } from './core.ts';
import type { Listeners, listen as Listen } from './http.ts';
import { openHttpIn } from './http-in.ts';
import { openSqlSources } from './sql-sources.ts';
import { retentionPolicyOf } from './retention-policy.ts';
import { noBroker, refuse } from './safe-mode.ts';
import { selfReport, type SelfReportParts } from './self-report.ts';
import { BROKER_SOURCE } from './source-ids.ts';
import { startTriggers } from './start-triggers.ts';

export interface StationOptions {
  readonly dataFolder: string;
  readonly environment: NodeJS.ProcessEnv;
  readonly http?: string;
  readonly socket?: string;
  /** Where its log goes instead of standard error. */
  readonly logFile?: string;
  /** When the desktop app was started that starts it, epoch milliseconds. */
  readonly shellStartedAt?: number;
  /** The store of the data folder, where its threads are starting already; its caller closes it should this fail. */
  readonly store?: StartingStore;
  /** Normal without it. */
  readonly mode?: StationMode;
  /** Ends a start that is still under way: what is open is closed again, and the start rejects with its reason. */
  readonly stop?: AbortSignal;
}

/** The line `aif serve` prints once it can answer. */
export interface ReadyLine {
  readonly ready: true;
  readonly role: 'station';
  readonly http: string | null;
  readonly socket: string;
  readonly tokenFile: string;
  readonly pid: number;
  readonly version: string;
  /** Only where the store was damaged: what was found, and what the station goes on with. */
  readonly recovered?: readonly Pick<Recovery, 'damage' | 'from' | 'backup' | 'tables' | 'quarantine'>[];
}

export interface Station {
  readonly readyLine: ReadyLine;
  /** Resolves when the station cannot go on by itself, with the reason. */
  readonly failed: Promise<Error>;
  /** Resolves when it is to be started anew, as for a restore. */
  readonly restartAsked: Promise<StationMode['mode']>;
  close(): Promise<void>;
}

const RULE_WORKERS = 2;
/** Whoever asks for a start anew is answered first. */
const ANSWERED_WITHIN_MS = 300;

/** Until people log in, whoever may open the station's socket is its operator. */
const STATION_USER: Actor = { id: 'station', name: process.env.USER ?? process.env.USERNAME ?? 'operator' };

/** Starts a station on its data folder: store, rules, signals, windows. Errors are `AppError` with what to do. */
export async function startStation(options: StationOptions): Promise<Station> {
  const { dataFolder, environment, stop } = options;
  stop?.throwIfAborted();
  const config = loadConfig(
    dataFolder,
    environment,
    options.http === undefined ? {} : { http: options.http },
  );
  const readOnly = options.mode?.mode === 'safe' ? options.mode.reason : undefined;
  const folder = takeDataFolder(dataFolder);
  const recentLog = new RecentLines();
  const log = createLogger(config.values.logLevel, { file: options.logFile, also: recentLog.add });
  const opened: { close(): Promise<void> }[] = [];
  const closeAll = async () => {
    for (const part of opened.reverse())
      await part
        .close()
        .catch((error: unknown) => log.error({ err: error, action: REPORT }, 'a part did not close'));
    folder.release();
  };
  try {
    const startedAt = new Date().toISOString();
    restoreIfAsked(dataFolder, config, log);
    const opening = openCore({ ...coreOptionsOf(options, config.values, folder, log), readOnly });
    // Loaded while the threads of the core start; both bring much code with them.
    const loading = Promise.all([import('./broker.ts'), import('./http.ts')]);
    const core = await opening;
    markStart('core');
    opened.push(core);
    const [{ openBroker }, { listen }] = await loading;
    stop?.throwIfAborted();
    if (readOnly === undefined) {
      opened.push(startTriggers(core, { log, clock: () => Date.now() }));
      await core.imports.start();
    }
    const broker =
      readOnly === undefined
        ? await openBroker({ core, config: config.values, dataFolder, log })
        : noBroker(config.values);
    opened.push(broker);
    markStart('broker');
    stop?.throwIfAborted();
    const restartAsked = Promise.withResolvers<StationMode['mode']>();
    const restart = (next: StationMode['mode']) =>
      void setTimeout(restartAsked.resolve, ANSWERED_WITHIN_MS, next);
    const backups = openBackups({
      ...{ dataFolder, settings: config.values, bus: core.bus, log },
      scheduled: readOnly === undefined,
      restart: () => restart('normal'),
    });
    opened.push(backups);
    const parts = {
      options,
      config,
      folder,
      core,
      broker,
      backups,
      startedAt,
      log,
      recentLog,
      listen,
      restart,
      readOnly,
    };
    const listeners = await serve(parts);
    opened.push(listeners);
    stop?.throwIfAborted();
    publish(folder, listeners, broker, startedAt);
    markStart('ready');
    const failed = new Promise<Error>((resolve) => core.store.onFailure(resolve));
    const readyLine = readyLineOf(listeners, dataFolder, core.recoveries);
    tellReady(log, readyLine, config.values, readOnly);
    return { readyLine, failed, restartAsked: restartAsked.promise, close: closeAll };
  } catch (error) {
    await closeAll();
    throw error;
  }
}

function coreOptionsOf(
  { store, stop }: StationOptions,
  settings: Config['values'],
  { databaseFile, path }: DataFolder,
  log: Logger,
): CoreOptions {
  return {
    ...{ databaseFile, starting: store, log, stop, workers: RULE_WORKERS },
    backupFolder: backupFolderOf(path, settings),
    demoPlant: isDemoPlant(settings),
    sparkplug: {
      equipment: settings.sparkplugEquipment,
      reorderTimeoutMs: Number(settings.sparkplugReorderSeconds) * 1_000,
    },
    retention: retentionPolicyOf(settings),
  };
}

const isDemoPlant = ({ mqttUrl, demoPlant }: Config['values']): boolean => mqttUrl === undefined && demoPlant;

function restoreIfAsked(dataFolder: string, { values }: Config, log: Logger): void {
  try {
    const restored = finishRestore(restorePlaceOf(dataFolder, values));
    if (restored !== null)
      log.warn(
        { restored, action: 'Delete what was moved aside once nobody needs it.' },
        'the store was restored from a backup',
      );
  } catch (error) {
    log.error(
      { err: error, action: 'Try again with another backup of the list in Health.' },
      'the backup was not restored: the station goes on with the store it has',
    );
  }
}

function tellReady(
  log: Logger,
  { http, socket }: ReadyLine,
  settings: Config['values'],
  readOnly: Reason | undefined,
): void {
  if (readOnly === undefined) log.info({ http, socket, demoPlant: isDemoPlant(settings) }, 'station ready');
  else {
    const action = 'Start it normally to judge again.';
    log.warn({ http, socket, readOnly, action }, 'station ready, in safe mode');
  }
}

function readyLineOf(
  { http, socket }: Listeners,
  dataFolder: string,
  recovered: readonly Recovery[],
): ReadyLine {
  return {
    ...{ ready: true, role: 'station', http, socket, tokenFile: join(dataFolder, 'token') },
    ...{ pid: process.pid, version: VERSION },
    ...(recovered.length > 0 && { recovered }),
  };
}

interface ServeParts extends SelfReportParts {
  readonly options: StationOptions;
  readonly listen: typeof Listen;
}

async function serve(parts: ServeParts): Promise<Listeners> {
  const { options, config, core, broker, backups, log, listen, readOnly } = parts;
  const { dataFolder } = options;
  const live = createLiveSource(core.bus, core.hub);
  const { settings, health, metrics, diagnostics } = selfReport(parts);
  const listening = createTopicListening(
    (wanted) => listenIn({ address: broker.place, secrets: secretsOf(config.values), ...wanted }),
    () => Date.now(),
  );
  const appRouter = createAppRouter({
    annotations: annotationsOf(core),
    backtests: core.backtests,
    backups,
    dataHub: announcingViews(core),
    ...{ analyses: core.analyses, meanings: core.meanings },
    desk: core.desk,
    demoPlant: createDemoPlantService(broker.demoPlant),
    diagnostics,
    health,
    imports: core.imports,
    judgment: core.judgment,
    live,
    rules: core.rules,
    settings,
    mappingTrials: createMappingTrials({ hub: core.hub, listening, source: BROKER_SOURCE }),
    sources: core.sources,
    sqlSources: await openSqlSources(core, dataFolder, log),
    topicMappings: core.hub.mappings,
    whatIf: core.whatIf,
  });
  const socket = options.socket ?? socketPathFor(dataFolder, 'station');
  let tcp: string | null = null;
  const http = await openHttpIn(core, socket, () => tcp);
  await core.sources.register(core.importSource);
  const listeners = await listen({
    appRouter,
    actor: STATION_USER,
    readOnly,
    ingest: readOnly === undefined ? (body, key) => http.ingest(body, key) : refuse(readOnly),
    imports: core.imports,
    version: VERSION,
    pagesFolder: resourcePath('pages'),
    isReady: () =>
      readOnly === undefined && core.pool.stats().workers > 0 && core.store.stats().lastError === null,
    metrics,
    log,
    socket,
    http: config.values.http,
    hosts: config.values.hosts,
    tokenFile: join(dataFolder, 'token'),
  }).catch((error: unknown) => {
    live.stop();
    throw error;
  });
  tcp = listeners.http;
  if (readOnly === undefined) await core.backtests.resume();
  return {
    ...listeners,
    close: async () => {
      live.stop();
      listening.close();
      await listeners.close();
    },
  };
}

function annotationsOf({ store, bus }: Core): AnnotationsService {
  return createAnnotationsService({
    store: createSqliteAnnotationStore(store),
    now: () => Date.now(),
    onChange: () => bus.emit({ type: 'annotations.changed' }),
  });
}

/** The hub, telling every window when one of them saved or deleted a view. */
function announcingViews({ hub, bus }: Core): DataHubService {
  const announce = <Result>(result: Result): Result => {
    bus.emit({ type: 'views.changed' });
    return result;
  };
  return {
    ...hub,
    saveView: (view) => hub.saveView(view).then(announce),
    deleteView: (id) => hub.deleteView(id).then(announce),
  };
}

/** A broker's address as others on this machine may read it: whoever connects by it brings a password of their own. */
function withoutPassword(url: string | null): string | null {
  if (url === null) return null;
  const parsed = new URL(url);
  parsed.password = '';
  return parsed.href;
}

function publish(folder: DataFolder, listeners: Listeners, broker: StationBroker, startedAt: string): void {
  folder.publishStation({
    pid: process.pid,
    startedAt,
    version: VERSION,
    socket: listeners.socket,
    http: listeners.http,
    tokenFile: join(folder.path, 'token'),
    mqtt: { ...broker.place, url: withoutPassword(broker.place.url) },
  });
}
