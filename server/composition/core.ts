import { AppError } from '../../shared/contract/errors.ts';
import type { LiveEvent } from '../../shared/contract/events.ts';
import {
  createDataHub,
  createSqliteDataHubStore,
  type DataHub,
  type DataHubOptions,
} from '../contexts/data-hub/index.ts';
import {
  BoundRulesets,
  createSqliteJudgmentStore,
  DecisionCache,
  JudgmentService,
  MeasuredConfidence,
} from '../contexts/judgment/index.ts';
import type { HistoryImportService } from '../contexts/history-import/index.ts';
import { createRulesService, createSqliteRulesStore, type RulesService } from '../contexts/rules/index.ts';
import { createSources, createSqliteSourcesStore, type Sources } from '../contexts/sources/index.ts';
import { MIGRATIONS } from '../migrations/index.ts';
import { resourcePath, workerUrl } from '../platform/entry-url.ts';
import { EventBus } from '../platform/event-bus.ts';
import type { Logger } from '../platform/log.ts';
import { createRulePool, type RulePool } from '../platform/rule-pool/index.ts';
import { migrateUp, openStore, type SqliteStore } from '../platform/sqlite/index.ts';
import { createExpressions } from './expressions.ts';
import { openImports } from './history-imports.ts';
import { notConfiguredAdvisor } from './not-configured-advisor.ts';
import { createRuleEngine, scriptCompiler, type SuspendableEngine } from './rule-engine.ts';
import { importShippedRulesets } from './shipped-rulesets.ts';
import { tagReadingsOf } from './tag-readings.ts';

export interface CoreOptions {
  readonly databaseFile: string;
  readonly log: Logger;
  readonly demoPlant: boolean;
  /** Where Sparkplug metrics belong and how long their missing messages are waited for; the defaults without it. */
  readonly sparkplug?: DataHubOptions['sparkplug'];
  readonly workers: number;
  /** Another process, as a rule a running station, holds the data folder: neither schema nor shipped rulesets are ours. */
  readonly beside?: boolean;
  /** Ends an opening that is still under way; it rejects with its reason, and nothing stays open. */
  readonly stop?: AbortSignal | undefined;
  /** Epoch milliseconds and a clock that never jumps; the machine's own unless a test brings others. */
  readonly clocks?: { readonly now: () => number; readonly monotonicNow: () => number };
}

/** Everything that judges, without a network: what the server and the offline commands share. */
export interface Core {
  readonly store: SqliteStore;
  readonly pool: RulePool;
  readonly engine: SuspendableEngine;
  readonly hub: DataHub;
  readonly sources: Sources;
  readonly rules: RulesService;
  readonly bound: BoundRulesets;
  readonly cache: DecisionCache;
  readonly judgment: JudgmentService;
  readonly bus: EventBus<LiveEvent>;
  readonly readings: ReturnType<typeof tagReadingsOf>;
  /** Does nothing until it is started. */
  readonly imports: HistoryImportService;
  close(): Promise<void>;
}

const MACHINE_CLOCKS = { now: () => Date.now(), monotonicNow: () => performance.now() };

/** Opens everything, or nothing. Errors: `DATABASE_NEWER`, `STORE_UNAVAILABLE`. */
export async function openCore(options: CoreOptions): Promise<Core> {
  const { databaseFile, log, workers, beside = false, clocks = MACHINE_CLOCKS } = options;
  const migrated = beside ? [] : bringUpToDate(databaseFile, clocks.now());
  if (migrated.length > 0) log.info({ migrated }, 'store brought up to date');
  const store = openStore(databaseFile);
  let pool: RulePool | undefined;
  try {
    pool = await createRulePool({
      wasm: resourcePath('rhaiWasm'),
      workerUrl: workerUrl('rule-pool/rule-worker'),
      workers,
    });
    options.stop?.throwIfAborted();
    return await assemble(store, pool, clocks, options);
  } catch (error) {
    await pool?.close();
    await store.close();
    throw error;
  }
}

function bringUpToDate(databaseFile: string, now: number): string[] {
  try {
    return migrateUp(databaseFile, MIGRATIONS, now);
  } catch (error) {
    if (error instanceof AppError || !(error instanceof Error)) throw error;
    throw new AppError(
      'STORE_UNAVAILABLE',
      `${databaseFile} cannot be opened: ${error.message}. It was left as it is; put a backup in its place, or choose another folder with --data.`,
      [],
      error,
    );
  }
}

/** The hub, and the sources that bring it what it takes in. */
async function openSignals(
  store: SqliteStore,
  pool: RulePool,
  bus: EventBus<LiveEvent>,
  { now, monotonicNow }: typeof MACHINE_CLOCKS,
  { log, sparkplug, beside = false }: CoreOptions,
): Promise<Pick<Core, 'hub' | 'sources'>> {
  const hub = await createDataHub({
    store: createSqliteDataHubStore(store, {
      beside,
      onProblem: (problem) => log.error({ problem }, 'history'),
    }),
    now,
    monotonicNow,
    log,
    sparkplug,
    // Beside a running station only that one works them out.
    ...(beside ? {} : { expressions: createExpressions(pool) }),
  });
  const sources = await createSources({
    store: createSqliteSourcesStore(store),
    hub,
    now,
    monotonicNow,
    log,
    changed: () => bus.emit({ type: 'sources.changed' }),
  });
  hub.mappings.onChange(() =>
    bus.emit({ type: 'topicMappings.changed', version: hub.mappings.get().version }),
  );
  return { hub, sources };
}

async function assemble(
  store: SqliteStore,
  pool: RulePool,
  { now, monotonicNow }: typeof MACHINE_CLOCKS,
  options: CoreOptions,
): Promise<Core> {
  const { databaseFile, log, demoPlant, beside = false, stop } = options;
  const bus = new EventBus<LiveEvent>();
  const engine = createRuleEngine(pool, { monotonicNow, now, bus, log });
  const { hub, sources } = await openSignals(store, pool, bus, { now, monotonicNow }, options);
  const readings = tagReadingsOf(hub);
  const bound = new BoundRulesets(readings);
  const rules = createRulesService({
    store: createSqliteRulesStore(store),
    compiler: scriptCompiler(pool),
    clock: now,
    live: (id) => ({ boundEquipment: bound.equipmentOfRuleset(id), ...engine.suspensionOf(id) }),
  });
  const cache = new DecisionCache(monotonicNow);
  const judgment = new JudgmentService({
    readings,
    engine,
    advisor: notConfiguredAdvisor,
    cache,
    confidence: new MeasuredConfidence(),
    store: createSqliteJudgmentStore(store),
    rules,
    bound,
    clock: now,
    monotonicNow,
    demoPlant,
  });
  const imports = openImports({ databaseFile, store, hub, bus, now, log });
  rules.onActiveChanged((active) => {
    bound.setActive(active);
    engine.setActive(active);
  });
  try {
    stop?.throwIfAborted();
    // The process that holds the folder has done so itself, with the rulesets of its own version.
    if (!beside) await importShippedRulesets(rules, stop);
    await rules.refresh();
    await judgment.load();
    stop?.throwIfAborted();
  } catch (error) {
    await sources.close();
    await hub.close();
    throw error;
  }
  return {
    store,
    pool,
    engine,
    hub,
    sources,
    rules,
    bound,
    cache,
    judgment,
    bus,
    readings,
    imports,
    async close() {
      await imports.close();
      await sources.close();
      await hub.close();
      await pool.close();
      await store.close();
    },
  };
}
