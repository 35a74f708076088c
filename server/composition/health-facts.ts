import { statfs } from 'node:fs/promises';
import type { Settings } from '../../shared/contract/settings.ts';
import type { StationMode } from '../../shared/contract/station-mode.ts';
import { forecast } from '../contexts/data-hub/index.ts';
import type { BackupsService } from '../contexts/backups/index.ts';
import type { HealthFacts, PartFacts } from '../contexts/health/index.ts';
import { MIGRATIONS } from '../migrations/index.ts';
import type { DataFolder } from '../platform/data-folder.ts';
import { databaseBytesOf } from '../platform/database-file.ts';
import { startPhases } from '../platform/start-marks.ts';
import { VERSION } from '../version.ts';
import type { StationBroker } from './broker.ts';
import type { Core } from './core.ts';
import { runtimeFacts, settingsFacts } from './program-facts.ts';

export interface HealthSources {
  readonly core: Core;
  readonly broker: StationBroker;
  readonly backups: BackupsService;
  readonly folder: DataFolder;
  readonly mode: StationMode;
  readonly startedAt: string;
  /** For which samples of tags without a rule of their own are kept. */
  readonly historyDays: number | null;
  readonly settings: () => Promise<Settings>;
  /** When the desktop app was started that started this process, epoch milliseconds. */
  readonly shellStartedAt: number | null;
}

async function historyFacts(
  core: Core,
  days: number | null,
  freeBytes: number,
): Promise<PartFacts['history']> {
  const state = await core.hub.retention();
  if (state === null) return null;
  const { removedAt, removedSamples, overBudget, oldestAt, bytes, budgetBytes, bytesPerDay, lastProblem } =
    state;
  return {
    ...{
      removedAt,
      removedSamples,
      overBudget,
      oldestAt,
      bytes,
      budgetBytes,
      bytesPerDay,
      days,
      lastProblem,
    },
    forecast: forecast({ bytes, budgetBytes, bytesPerDay, freeBytes, now: Date.now() }),
  };
}

/** Asks every part how it is. */
export function healthFactsOf(sources: HealthSources): () => Promise<HealthFacts> {
  const { core, broker, mode, startedAt } = sources;
  return async () => ({
    version: VERSION,
    role: 'station',
    mode,
    startedAt,
    counters: core.hub.counters(),
    broker: broker.state(),
    found: await partFacts(sources),
  });
}

async function partFacts(sources: HealthSources): Promise<PartFacts> {
  const { core, broker, backups, folder, historyDays, settings } = sources;
  const disk = await statfs(folder.path);
  const databaseBytes = databaseBytesOf(folder.databaseFile);
  const state = backups.state();
  return {
    runtime: runtimeFacts(),
    server: {
      kind: 'running',
      version: VERSION,
      figures: {
        pid: process.pid,
        memoryBytes: process.memoryUsage().rss,
        tags: core.hub.tagPaths().length,
      },
    },
    start: {
      phases: startPhases(),
      shellStartedAt: sources.shellStartedAt,
      ...{ firstWindow: null, lastWindow: null },
    },
    settings: await settingsFacts(settings, true),
    broker: { kind: 'station', state: broker.state(), received: core.hub.counters().received },
    sources: (await core.sources.list()).items,
    store: storeFacts(core, databaseBytes),
    rules: ruleFacts(core),
    disk: { freeBytes: disk.bavail * disk.bsize, totalBytes: disk.blocks * disk.bsize, databaseBytes },
    history: await historyFacts(core, historyDays, disk.bavail * disk.bsize),
    backups: { ...state, isScheduled: state.nextAt !== null, verified: null },
    demoPlant: { wanted: broker.demoWanted, running: broker.demoRunning() },
  };
}

function storeFacts({ store, hub, recoveries }: Core, databaseBytes: number): PartFacts['store'] {
  const { lastError, oldestWriteMs, logBytes, ...stats } = store.stats();
  const { failure, waiting } = hub.state();
  return {
    kind: 'station',
    lastError: failure ?? lastError,
    recovered: recoveries,
    oldestWriteMs,
    logBytes,
    figures: {
      transactions: stats.transactions,
      commits: stats.commits,
      pendingWrites: stats.pendingWrites,
      slowestCommitMs: Math.round(stats.slowestCommitMs * 10) / 10,
      oldestWriteMs: Math.round(oldestWriteMs),
      logBytes,
      databaseBytes,
      messagesWaiting: waiting,
      schemaSteps: MIGRATIONS.length,
    },
  };
}

function ruleFacts({ pool, engine, cache }: Core): PartFacts['rules'] {
  const { workers, pending, evaluations, timeouts, crashes } = pool.stats();
  const { hits: cacheHits, misses: cacheMisses } = cache;
  return {
    kind: 'station',
    workers,
    suspended: engine.suspended(),
    figures: { workers, pending, evaluations, timeouts, crashes, cacheHits, cacheMisses },
  };
}
