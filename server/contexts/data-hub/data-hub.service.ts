import type { z } from 'zod';
import type {
  Counters,
  Samples,
  SamplesQuery,
  SavedView,
  Tag,
  TagListQuery,
  TagNames,
  TagPage,
  savedViewInputSchema,
  topicPageSchema,
  unreadablePageSchema,
} from '../../../shared/contract/data-hub.ts';
import type { ExportPart, ExportPartQuery } from '../../../shared/contract/export.ts';
import type { SampleBatch } from '../../../shared/contract/events.ts';
import { AppError } from '../../../shared/contract/errors.ts';
import { atMost } from '../../platform/at-most.ts';
import type { CommittedSample, IncomingMessage } from './domain/batch.ts';
import { HubMemory } from './domain/memory.ts';
import type { BatchPlan, PlanLimits } from './domain/plan-batch.ts';
import { isClockSuspect } from './domain/source-time.ts';
import type { LiveValue } from './domain/state.ts';
import type { TagChangeOf } from './domain/tags/edits.ts';
import { Windows, windowValueOf, type Take, type WindowValue } from './domain/windows.ts';
import { createDerived, settled } from './derived.ts';
import type { DerivedEngine, Expressions } from './derived-engine.ts';
import type { DerivedTagService } from './derived-tags.ts';
import { createExport } from './export.ts';
import { Ingest } from './ingest.ts';
import { isCommandOrState, isSparkplugTopic } from '../../../shared/sparkplug/topic.ts';
import { createListeners } from './listeners.ts';
import { createLists } from './lists.ts';
import { openMappings, type Mappings } from './mappings.service.ts';
import { createLiveSamples, type LiveSamples } from './live-samples.ts';
import type { DataHubStore } from './ports.ts';
import { readSamples } from './samples.ts';
import { openSparkplugHost, type HubSparkplug } from './sparkplug-host.ts';
import { createTagSheets, type TagSheetService } from './tag-sheets.ts';
import { createTags, type TagEditing, type TagService } from './tags.ts';

type Page = { cursor?: string | undefined; limit: number };

/** What windows and REST ask of the hub. */
export interface DataHubService extends TagService, TagSheetService, DerivedTagService {
  /** Tags by path, those found by `search` in path, names and unit. */
  tags(query: TagListQuery): Promise<TagPage>;
  tagsWith(ids: readonly number[]): Promise<Tag[]>;
  tagNames(): Promise<TagNames>;
  /** One tag, also by a path it had before. Error `TAG_NOT_FOUND`. */
  tag(path: string): Promise<Tag>;
  /** Samples of a window, thinned above `points` with extremes kept. Error `TAG_NOT_FOUND`. */
  samples(path: string, query: SamplesQuery): Promise<Samples>;
  /** The next rows of an export; see `exportParts`. Errors `TAG_NOT_FOUND`, `VALIDATION_FAILED`. */
  exportPart(query: ExportPartQuery): Promise<ExportPart>;
  topics(page: Page): Promise<z.infer<typeof topicPageSchema>>;
  unreadable(page: Page): Promise<z.infer<typeof unreadablePageSchema>>;
  views(): Promise<SavedView[]>;
  saveView(view: z.infer<typeof savedViewInputSchema>): Promise<SavedView>;
  deleteView(id: string): Promise<{ deleted: boolean }>;
}

/** The hub as the other contexts and the composition see it. Times are epoch milliseconds. */
export interface DataHub extends DataHubService {
  /**
   * Takes a message; `message.committed` is called after its commit. A returned promise asks the sender to wait:
   * too many messages are waiting for their commit. The message is taken either way.
   */
  receive(message: IncomingMessage): Promise<void> | undefined;
  /**
   * New samples after each commit, in the order they came, when live values and windows hold them already and
   * before they are acknowledged. Returns how to stop listening.
   */
  onCommitted(listener: (samples: readonly CommittedSample[]) => void): () => void;
  onTagDiscovered(listener: (path: string) => void): () => void;
  /** Names, units or places of tags have changed; everything asked of the hub answers by the new ones. */
  onTagsChanged(listener: () => void): () => void;
  readonly sparkplug: HubSparkplug;
  /** How the plant's own topics are read. */
  readonly mappings: Mappings;
  /** The newest value by source time; late data never takes it back. */
  lastValue(path: string): LiveValue | undefined;
  tagPaths(): readonly string[];
  equipmentPaths(): readonly string[];
  tagsOf(equipment: string): readonly string[];
  /** Newest source and arrival time over an equipment's tags. */
  freshness(equipment: string): { lastDataAt: number; lastReceivedAt: number } | undefined;
  readonly windows: HubWindows;
  watch(tags: readonly string[], signal: AbortSignal): AsyncIterable<SampleBatch>;
  acknowledge(stream: string, batch: number): void;
  /** All topics together. */
  counters(): Counters;
  /** What the ingest is doing, for Health. `failure`: why samples cannot be written now. */
  state(): { readonly waiting: number; readonly failure: string | null };
  /** Resolves when everything received so far is committed and every registered window is primed. */
  settled(): Promise<void>;
  /** Commits what waits, at most 3 s, and takes nothing more. */
  close(): Promise<void>;
}

export interface HubWindows {
  /** Keeps this window up to date from now on; its past is loaded at once from the store (see `settled`). */
  register(path: string, take: Take, windowSeconds: number | undefined): void;
  /** The take over (at − windowSeconds, at]; undefined without a sample there or when not registered. */
  value(path: string, take: Take, windowSeconds: number | undefined, at: number): WindowValue | undefined;
  /** The same for any time, registered or not, from the store. */
  read(
    path: string,
    take: Take,
    windowSeconds: number | undefined,
    at: number,
  ): Promise<WindowValue | undefined>;
}

export interface DataHubOptions {
  readonly store: DataHubStore;
  /** Epoch milliseconds. */
  readonly now: () => number;
  readonly log: { error(fields: object, message: string): void; info(fields: object, message: string): void };
  readonly limits?: Partial<PlanLimits>;
  /** Works derived tags out; without it they rest. */
  readonly expressions?: Expressions | undefined;
  readonly sparkplug?:
    | {
        /** `site/area/line/equipment` with `{group}`, `{node}`, `{device}` in it. */
        readonly equipment: string;
        /** How long missing messages are waited for. */
        readonly reorderTimeoutMs: number;
      }
    | undefined;
}

const LIMITS: PlanLimits = { tags: 20_000, topics: 25_000 };
const CLOSE_WITHIN_MS = 3_000;
const REORDER_TIMEOUT_MS = 2_000;

function createWindows(
  memory: HubMemory,
  store: DataHubStore,
  windows: Windows,
  exclusively: (job: () => Promise<void>) => Promise<void>,
  log: DataHubOptions['log'],
): HubWindows {
  const prime = async (path: string, seconds: number) => {
    const tag = memory.tags.tagAtPlace(path);
    if (tag === undefined || tag.newestAt === -Infinity) return;
    const from = tag.newestAt - seconds * 1_000;
    windows.prime(path, await store.samplesBetween(tag.id, from, tag.newestAt));
  };
  return {
    register(path, take, windowSeconds) {
      const seconds = windows.register(path, take, windowSeconds);
      if (seconds === 0) return;
      exclusively(() => prime(path, seconds)).catch((error: unknown) =>
        log.error({ error, path }, 'the past of a window could not be loaded'),
      );
    },
    value: (path, take, windowSeconds, at) => windows.value(path, take, windowSeconds, at),
    async read(path, take, windowSeconds, at) {
      const tag = memory.tags.find(path);
      if (tag === undefined) return undefined;
      if (windowSeconds !== undefined) {
        const samples = await store.samplesBetween(tag.id, at - windowSeconds * 1_000, at);
        return windowValueOf(samples, take, windowSeconds, at);
      }
      const sample = await store.sampleAt(tag.id, at);
      return sample === undefined ? undefined : windowValueOf([sample], take, undefined, at);
    },
  };
}

/** Opens the hub on a store: loads what is known, then takes messages. */
export async function createDataHub({
  store,
  now,
  log,
  limits,
  sparkplug,
  expressions,
}: DataHubOptions): Promise<DataHub> {
  const loaded = await store.load();
  const memory = new HubMemory(loaded.tags, loaded.topics, loaded.deliveries, sparkplug?.equipment);
  const mappings = await openMappings({ store: store.mappings, now, reader: memory });
  const windows = new Windows();
  const live = createLiveSamples();
  const on = createHubListeners(log);
  let failure: string | null = null;

  const committed = (plan: BatchPlan) => {
    announce(plan, {
      windows,
      live,
      discovered: on.discovered.call,
      committed: on.committed.call,
    });
    engine.committed(plan.samples);
    if (plan.sparkplug !== null) host.committed(plan.sparkplug);
    if (plan.write.said.length > 0) on.changed.call();
  };

  const ingest = new Ingest({
    store,
    memory,
    limits: { ...LIMITS, ...limits },
    committed,
    failing(error) {
      reportFailure(log, failure, error);
      failure = error?.message ?? null;
    },
  });

  const exclusively = (job: () => Promise<void>) =>
    failure === null ? ingest.exclusively(job) : Promise.reject(notWritable(failure));
  const tags = createTags({
    memory,
    store,
    now,
    exclusively,
    changed(changes) {
      followMoves(changes, windows, live);
      on.changed.call();
    },
  });

  const { engine, service: derived } = createDerived({
    common: { memory, store, now },
    expressions,
    ingest,
    tags,
    exclusively,
    limitOfTags: limits?.tags ?? LIMITS.tags,
    created: ({ path }) => on.discovered.call(path),
  });
  const reorderTimeoutMs = sparkplug?.reorderTimeoutMs ?? REORDER_TIMEOUT_MS;
  const host = openHost(memory, ingest, { now, log, reorderTimeoutMs });

  if (expressions !== undefined) await engine.start();
  return {
    ...createLists({ memory, store, now }),
    ...derived,
    ...tags,
    ...createTagSheets(memory, tags),
    samples: (path, query) => samplesOf(memory, store, path, query, now()),
    receive: (message) => receiveSignal(ingest, message) ?? engine.whenReady(),
    mappings,
    exportPart: createExport({ tags: memory.tags, history: store.history, now }),
    sparkplug: host.face,
    ...on.face,
    ...knownTags(memory),
    windows: createWindows(memory, store, windows, (job) => ingest.exclusively(job), log),
    watch: (paths, signal) => live.watch(paths, signal, (path) => memory.tags.find(path)?.path ?? path),
    acknowledge: live.acknowledge,
    counters: () => memory.totals,
    state: () => ({ waiting: ingest.waiting, failure }),
    settled: () => settled(ingest, engine),
    close: () => close(host, ingest, engine),
  };
}

async function close(host: { stop(): void }, ingest: Ingest, engine: DerivedEngine): Promise<void> {
  host.stop();
  await atMost(CLOSE_WITHIN_MS, settled(ingest, engine));
  await Promise.all([engine.close(), ingest.close()]);
}

function createHubListeners(log: DataHubOptions['log']) {
  const committed = createListeners<readonly CommittedSample[]>(log);
  const discovered = createListeners<string>(log);
  const changed = createListeners<void>(log);
  const face = { onCommitted: committed.add, onTagDiscovered: discovered.add, onTagsChanged: changed.add };
  return { committed, discovered, changed, face };
}

function openHost(
  memory: HubMemory,
  ingest: Ingest,
  options: Pick<Parameters<typeof openSparkplugHost>[0], 'now' | 'log' | 'reorderTimeoutMs'>,
) {
  return openSparkplugHost({
    ...options,
    nodes: () => memory.nodes,
    receive: (message) => void ingest.receive(message),
  });
}

/** What a commit has brought, to whoever follows it. */
function announce(
  { samples, write }: BatchPlan,
  to: {
    readonly windows: Windows;
    readonly live: LiveSamples;
    readonly discovered: (path: string) => void;
    readonly committed: (samples: readonly CommittedSample[]) => void;
  },
): void {
  // First, so that a window registered for a new tag gets the tag's very first samples.
  for (const tag of write.newTags) to.discovered(tag.path);
  for (const sample of samples) {
    // One of a suspect clock would move the window away from everything that is in time.
    if (!isClockSuspect(sample)) to.windows.apply(sample.path, sample);
  }
  if (samples.length > 0) to.committed(samples);
  to.live.offer(samples);
  to.windows.forget();
}

/** What is known of tags, as of the last commit. */
function knownTags(
  memory: HubMemory,
): Pick<DataHub, 'lastValue' | 'tagPaths' | 'equipmentPaths' | 'tagsOf' | 'freshness'> {
  return {
    lastValue: (path) => memory.tags.tagAtPlace(path)?.last ?? undefined,
    tagPaths: () => [...memory.tags.places()],
    equipmentPaths: () => memory.tags.equipmentPaths(),
    tagsOf: (equipment) => memory.tags.tagsOf(equipment),
    freshness: (equipment) => freshnessOf(memory, equipment),
  };
}

async function samplesOf(
  memory: HubMemory,
  store: DataHubStore,
  path: string,
  query: SamplesQuery,
  now: number,
): Promise<Samples> {
  const tag = memory.tags.find(path);
  if (tag === undefined) throw new AppError('TAG_NOT_FOUND', `no tag ${path} is known`);
  return readSamples(store.history, tag, query, now);
}

function reportFailure(log: DataHubOptions['log'], before: string | null, error: Error | null): void {
  if (error !== null) log.error({ error }, 'samples cannot be written; nothing is acknowledged meanwhile');
  else if (before !== null) log.info({}, 'samples are written again');
}

function notWritable(failure: string): AppError {
  return new AppError('STORE_UNAVAILABLE', `tags cannot be changed now: ${failure}`);
}

/** Commands and host states come with the Sparkplug subscription; they are no signals. */
function receiveSignal(ingest: Ingest, message: IncomingMessage): Promise<void> | undefined {
  if (!isSparkplugTopic(message.topic) || !isCommandOrState(message.topic)) return ingest.receive(message);
  message.committed?.();
  return undefined;
}

/** Whoever looks at a tag goes on doing so where it stands now; rules bind anew and register what they need. */
function followMoves(changes: readonly TagChangeOf[], windows: Windows, live: LiveSamples): void {
  for (const { from, to } of changes) {
    if (from.path === to.path) continue;
    windows.drop(from.path);
    live.renamed(from.path, to.path);
  }
}

function freshnessOf(memory: HubMemory, equipment: string) {
  let lastDataAt = -Infinity;
  let lastReceivedAt = -Infinity;
  for (const path of memory.tags.tagsOf(equipment)) {
    const last = memory.tags.tagAtPlace(path)?.last;
    if (last === undefined || last === null) continue;
    lastDataAt = Math.max(lastDataAt, last.at);
    lastReceivedAt = Math.max(lastReceivedAt, last.receivedAt);
  }
  return lastDataAt === -Infinity ? undefined : { lastDataAt, lastReceivedAt };
}
