import { ReasonError } from '../../shared/contract/errors.ts';
import type { LiveEvent } from '../../shared/contract/events.ts';
import { reason, type Reason } from '../../shared/contract/reasons.ts';
import {
  BacktestService,
  createBacktestThread,
  createSqliteBacktestStore,
  createWhatIfProcesses,
  WhatIfService,
} from '../contexts/backtest/index.ts';
import {
  createDataHub,
  createSqliteDataHubStore,
  type DataHub,
  type DataHubOptions,
  type RetentionPolicy,
  type SavedMappings,
} from '../contexts/data-hub/index.ts';
import {
  BoundRulesets,
  createSqliteJudgmentStore,
  DecisionCache,
  JudgmentService,
  MeasuredConfidence,
} from '../contexts/judgment/index.ts';
import type { HistoryImportService } from '../contexts/history-import/index.ts';
import {
  createDeskService,
  createRulesService,
  createSqliteDraftStore,
  createSqliteHistoryStore,
  createSqliteRulesStore,
  type AnalysesService,
  type MeaningsService,
  type DeskService,
  type RulesService,
} from '../contexts/rules/index.ts';
import {
  createSources,
  createSqliteSourcesStore,
  type SourcePart,
  type Sources,
} from '../contexts/sources/index.ts';
import { MIGRATIONS } from '../migrations/index.ts';
import { resourcePath, workerUrl } from '../platform/entry-url.ts';
import { EventBus } from '../platform/event-bus.ts';
import { CHECK_STORE, type Logger } from '../platform/log.ts';
import { createRulePool, type RulePool } from '../platform/rule-pool/index.ts';
import {
  migrateUp,
  migrationHistory,
  onSoundStore,
  openingStore,
  openStore,
  readOnlyStore,
  type Recovery,
  type SqliteStore,
  type StartingStore,
} from '../platform/sqlite/index.ts';
import { createScriptChecker } from './check-thread.ts';
import { createExpressions } from './expressions.ts';
import { openImports } from './history-imports.ts';
import { notConfiguredAdvisor } from './not-configured-advisor.ts';
import { createRuleEngine, scriptCompiler, type SuspendableEngine } from './rule-engine.ts';
import { createRuleWork } from './rule-work.ts';
import { withoutSources } from './safe-mode.ts';
import { createScriptReader } from './script-reader.ts';
import { createTestRunner } from './rule-tests.ts';
import { importShippedRulesets } from './shipped-rulesets.ts';
import { BROKER_SOURCE } from './source-ids.ts';
import { tagReadingsOf } from './tag-readings.ts';

export interface CoreOptions {
  readonly databaseFile: string;
  /** The store of that file, where its threads are starting already; its caller closes it should this fail. */
  readonly starting?: StartingStore | undefined;
  /** Where backups are, should the store have to be recovered; without it those beside it. */
  readonly backupFolder?: string;
  readonly log: Logger;
  readonly demoPlant: boolean;
  /** Where Sparkplug metrics belong and how long their missing messages are waited for; the defaults without it. */
  readonly sparkplug?: DataHubOptions['sparkplug'];
  /** How long samples are kept; without it none are removed. */
  readonly retention?: RetentionPolicy | undefined;
  readonly workers: number;
  /** Another process, as a rule a running station, holds the data folder: neither schema nor shipped rulesets are ours. */
  readonly beside?: boolean;
  /** Why the store is only read, where that is so: nothing of this process writes to it. Error `CONFLICT` where its schema is an older one. */
  readonly readOnly?: Reason | undefined;
  /** Ends an opening that is still under way; it rejects with its reason, and nothing stays open. */
  readonly stop?: AbortSignal | undefined;
  /** Epoch milliseconds and a clock that never jumps; the machine's own unless a test brings others. */
  readonly clocks?: { readonly now: () => number; readonly monotonicNow: () => number };
}

/** Everything that judges, without a network: what the server and the offline commands share. */
export interface Core {
  readonly store: SqliteStore;
  /** What had to be done at this start to have a sound store; as a rule nothing. */
  readonly recoveries: readonly Recovery[];
  readonly pool: RulePool;
  readonly engine: SuspendableEngine;
  readonly hub: DataHub;
  readonly sources: Sources;
  readonly rules: RulesService;
  readonly desk: DeskService;
  readonly analyses: AnalysesService;
  readonly meanings: MeaningsService;
  readonly bound: BoundRulesets;
  readonly cache: DecisionCache;
  readonly judgment: JudgmentService;
  /** Goes on with nothing until it is told to. */
  readonly backtests: BacktestService;
  readonly whatIf: WhatIfService;
  readonly bus: EventBus<LiveEvent>;
  readonly readings: ReturnType<typeof tagReadingsOf>;
  /** Does nothing until it is started. */
  readonly imports: HistoryImportService;
  /** Files together as a source, to be registered by a station. */
  readonly importSource: SourcePart;
  close(): Promise<void>;
}

/** Rows of history that a question of what-if may hold in memory. */
const WHAT_IF_BYTES = 256 * 1_024 * 1_024;

const MACHINE_CLOCKS = { now: () => Date.now(), monotonicNow: () => performance.now() };

/** Opens everything, or nothing. Errors: `DATABASE_NEWER`, `STORE_UNAVAILABLE`. */
export async function openCore(options: CoreOptions): Promise<Core> {
  const { databaseFile, workers, readOnly, clocks = MACHINE_CLOCKS } = options;
  if (readOnly !== undefined) refuseOldStore(databaseFile);
  const recoveries = isBeside(options) ? [] : bringUpToDate(options, clocks.now());
  const opened = options.starting?.open() ?? openStore(databaseFile);
  const store = readOnly === undefined ? opened : readOnlyStore(opened, readOnly);
  const bus = new EventBus<LiveEvent>();
  // Nothing is judged before what is stored is known, so the threads of the store come first.
  const opening = store.started.then(() =>
    createRulePool({
      wasm: resourcePath('rhaiWasm'),
      workerUrl: workerUrl('rule-pool/rule-worker'),
      workers,
    }),
  );
  const [pool, signals] = await Promise.allSettled([
    opening,
    openSignals(store, opening, bus, clocks, options),
  ]);
  try {
    if (pool.status === 'rejected') throw pool.reason;
    if (signals.status === 'rejected') throw signals.reason;
    options.stop?.throwIfAborted();
    const parts = { store, bus, pool: pool.value, ...signals.value };
    return { recoveries, ...(await assemble(parts, clocks, options)) };
  } catch (error) {
    if (signals.status === 'fulfilled') {
      await signals.value.sources.close();
      await signals.value.hub.close();
    }
    if (pool.status === 'fulfilled') await pool.value.close();
    await store.close();
    throw error;
  }
}

/** Another process, or nobody, keeps the store. */
const isBeside = ({ beside = false, readOnly }: CoreOptions): boolean => beside || readOnly !== undefined;

function refuseOldStore(databaseFile: string): void {
  const steps = openingStore(databaseFile, () => migrationHistory(databaseFile, MIGRATIONS));
  if (steps.some(({ state }) => state !== 'applied'))
    throw new ReasonError('CONFLICT', reason('safeModeOldStore'));
}

function bringUpToDate({ databaseFile, backupFolder, log }: CoreOptions, now: number): readonly Recovery[] {
  const up = () => migrateUp(databaseFile, MIGRATIONS, now);
  const { recoveries, changed: migrated } = openingStore(databaseFile, () =>
    onSoundStore(databaseFile, { now, backupFolder }, up),
  );
  for (const recovery of recoveries)
    log.error(
      { recovery, action: 'Check the disk, and what is missing; Health says what was recovered.' },
      'the store was damaged',
    );
  if (migrated.length > 0) log.info({ migrated }, 'store brought up to date');
  return recoveries;
}

/** The hub, and the sources that bring it what it takes in. */
async function openSignals(
  store: SqliteStore,
  pool: Promise<RulePool>,
  bus: EventBus<LiveEvent>,
  { now, monotonicNow }: typeof MACHINE_CLOCKS,
  options: CoreOptions,
): Promise<Pick<Core, 'hub' | 'sources'>> {
  const { log, sparkplug, retention } = options;
  const beside = isBeside(options);
  const hub = await createDataHub({
    store: createSqliteDataHubStore(store, {
      beside,
      retention: retention ?? null,
      onProblem: (problem) =>
        log.error({ problem, action: 'Check the disk; where there is a backup, restore it.' }, 'history'),
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
  hub.mappings.onChange((saved) => {
    bus.emit({ type: 'topicMappings.changed', version: saved.version });
    recordMappings(sources, saved, log);
  });
  return { hub, sources: options.readOnly === undefined ? sources : withoutSources(sources) };
}

/** Mappings are of the broker: who changed them stands among its changes. */
function recordMappings(sources: Sources, { version, by, change }: SavedMappings, log: Logger): void {
  const { added, changed, removed, restored } = change;
  const named = Object.entries({ added, changed, removed }).filter(([, names]) => names.length > 0);
  const detail = {
    version,
    ...Object.fromEntries(named.map(([what, names]) => [what, names.join(', ').slice(0, 500)])),
    ...(restored === undefined ? {} : { restored }),
  };
  sources
    .record(BROKER_SOURCE, 'mappings', detail, { id: 'station', name: by })
    .catch((error: unknown) =>
      log.error({ err: error, action: CHECK_STORE }, 'a change of topic mappings was not written down'),
    );
}

async function assemble(
  { store, bus, pool, hub, sources }: Pick<Core, 'store' | 'bus' | 'pool' | 'hub' | 'sources'>,
  { now, monotonicNow }: typeof MACHINE_CLOCKS,
  options: CoreOptions,
): Promise<Omit<Core, 'recoveries'>> {
  const { databaseFile, log, demoPlant, stop } = options;
  const engine = createRuleEngine(pool, { monotonicNow, now, bus, log });
  const readings = tagReadingsOf(hub);
  const bound = new BoundRulesets(readings);
  const versions = createSqliteRulesStore(store);
  const compiler = scriptCompiler(pool);
  const live = (id: string) => ({ boundEquipment: bound.equipmentOfRuleset(id), ...engine.suspensionOf(id) });
  const rules = createRulesService({ store: versions, compiler, clock: now, live });
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
    scripts: createScriptReader(pool),
    clock: now,
    monotonicNow,
    demoPlant,
  });
  const checker = createScriptChecker(resourcePath('rhaiWasm'));
  const desk = createDeskService({
    drafts: createSqliteDraftStore(store),
    history: createSqliteHistoryStore(store),
    ...{ versions, rules, compiler, checker, live, clock: now },
    tests: createTestRunner(pool),
    hasJudged: async (rulesetId) => (await judgment.list({ rulesetId, limit: 1 })).items.length > 0,
    onChange: (id, revision) =>
      bus.emit({ type: 'ruleset.changed', id, ...(revision === undefined ? {} : { revision }) }),
  });
  const work = createRuleWork({ compiler, versions, drafts: desk, judgment, hub });
  const backtests = new BacktestService({
    store: createSqliteBacktestStore(store),
    thread: createBacktestThread({ databaseFile, wasm: resourcePath('rhaiWasm') }),
    ...{ rules, drafts: desk, judgment, bound, hub, now, monotonicNow, log },
    onChange: (id) => bus.emit({ type: 'backtest.changed', id }),
  });
  const whatIf = new WhatIfService({
    processes: createWhatIfProcesses({
      ...{ databaseFile, wasm: resourcePath('rhaiWasm'), budgetBytes: WHAT_IF_BYTES },
    }),
    ...{ rules, judgment, bound, hub, now, monotonicNow, log },
  });
  const { imports, source: importSource } = openImports({ databaseFile, store, hub, sources, bus, now, log });
  rules.onActiveChanged((active) => {
    bound.setActive(active);
    engine.setActive(active);
  });
  stop?.throwIfAborted();
  // The process that holds the folder has done so itself, with the rulesets of its own version.
  if (!isBeside(options)) await importShippedRulesets(rules, stop);
  await rules.refresh();
  await judgment.load();
  stop?.throwIfAborted();
  return {
    ...{ store, pool, engine, hub, sources, rules, desk, bound, cache, judgment, backtests },
    ...{ bus, readings, imports, importSource, whatIf },
    ...work,
    async close() {
      work.analyses.close();
      work.meanings.close();
      await Promise.all([checker.close(), backtests.close(), whatIf.closeAll()]);
      await imports.close();
      await sources.close();
      await hub.close();
      await pool.close();
      await store.close();
    },
  };
}
