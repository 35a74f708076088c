import type { StationMode } from '../../shared/contract/station-mode.ts';
import { statfs, stat } from 'node:fs/promises';
import { forecast } from '../contexts/data-hub/index.ts';
import type { BackupsService } from '../contexts/backups/index.ts';
import type { HealthFacts } from '../contexts/health/index.ts';
import type { DataFolder } from '../platform/data-folder.ts';
import { VERSION } from '../version.ts';
import type { StationBroker } from './broker.ts';
import type { Core } from './core.ts';

export interface HealthSources {
  readonly core: Core;
  readonly broker: StationBroker;
  readonly backups: BackupsService;
  readonly folder: DataFolder;
  readonly mode: StationMode;
  readonly startedAt: string;
  /** For which samples of tags without a rule of their own are kept. */
  readonly historyDays: number | null;
}

const sizeOf = async (file: string) => (await stat(file).catch(() => null))?.size ?? 0;

async function historyFacts(
  core: Core,
  days: number | null,
  freeBytes: number,
): Promise<HealthFacts['history']> {
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
export function healthFactsOf({
  core,
  broker,
  backups,
  folder,
  mode,
  startedAt,
  historyDays,
}: HealthSources): () => Promise<HealthFacts> {
  return async () => {
    const store = core.store.stats();
    const pool = core.pool.stats();
    const hub = core.hub.state();
    const { items: sources } = await core.sources.list();
    const disk = await statfs(folder.path);
    const databaseBytes = (await sizeOf(folder.databaseFile)) + (await sizeOf(`${folder.databaseFile}-wal`));
    const rounded = (value: number) => Math.round(value * 10) / 10;
    return {
      version: VERSION,
      role: 'station',
      mode,
      startedAt,
      counters: core.hub.counters(),
      broker: broker.state(),
      sources,
      store: {
        lastError: hub.failure ?? store.lastError,
        oldestWriteMs: store.oldestWriteMs,
        logBytes: store.logBytes,
        figures: {
          transactions: store.transactions,
          commits: store.commits,
          pendingWrites: store.pendingWrites,
          slowestCommitMs: rounded(store.slowestCommitMs),
          oldestWriteMs: Math.round(store.oldestWriteMs),
          logBytes: store.logBytes,
          databaseBytes,
          messagesWaiting: hub.waiting,
        },
      },
      rules: {
        workers: pool.workers,
        suspended: core.engine.suspended(),
        figures: {
          workers: pool.workers,
          pending: pool.pending,
          evaluations: pool.evaluations,
          timeouts: pool.timeouts,
          crashes: pool.crashes,
          cacheHits: core.cache.hits,
          cacheMisses: core.cache.misses,
        },
      },
      disk: {
        freeBytes: disk.bavail * disk.bsize,
        totalBytes: disk.blocks * disk.bsize,
        databaseBytes,
      },
      history: await historyFacts(core, historyDays, disk.bavail * disk.bsize),
      backups: backups.state(),
      demoPlant: { wanted: broker.demoWanted, running: broker.demoRunning() },
      server: {
        pid: process.pid,
        memoryBytes: process.memoryUsage().rss,
        tags: core.hub.tagPaths().length,
        node: process.versions.node,
      },
    };
  };
}
