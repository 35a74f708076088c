import type { z } from 'zod';
import type {
  Counters,
  HistoryRemovalPage,
  Samples,
  SamplesQuery,
  SavedView,
  Statistics,
  StatisticsQuery,
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
import type { SampleColumns } from '../../../shared/contract/sample-columns.ts';
import { AppError } from '../../../shared/contract/errors.ts';
import { atMost } from '../../platform/at-most.ts';
import type { AddedSamples, SamplesToAdd } from './add-samples.ts';
import { samplesAtHand } from './samples-at-hand.ts';
import type { TakingBack } from './take-back.ts';
import type { IncomingMessage } from './domain/batch.ts';
import type { CommittedSamples } from './domain/batch-samples.ts';
import { HubMemory } from './domain/memory.ts';
import type { BatchPlan, PlanLimits } from './domain/plan-batch.ts';
import { isClockSuspect } from './domain/source-time.ts';
import { NO_COUNTS, type LiveValue } from './domain/state.ts';
import type { TagChangeOf } from './domain/tags/edits.ts';
import { Windows, type Take, type WindowValue } from './domain/windows.ts';
import { createWindows } from './hub-windows.ts';
import { settled } from './derived.ts';
import type { DerivedEngine, Expressions } from './derived-engine.ts';
import type { DerivedTagService } from './derived-tags.ts';
import type { Unit } from './fair-queue.ts';
import { createHistoryAnswers } from './history-answers.ts';
import { sourcesOf, type HubSources } from './hub-sources.ts';
import { Ingest } from './ingest.ts';
import { isCommandOrState, isSparkplugTopic } from '../../../shared/sparkplug/topic.ts';
import { createListeners } from './listeners.ts';
import { createLists } from './lists.ts';
import { openMappings, type Mappings } from './mappings.service.ts';
import { createLiveSamples, type LiveSamples } from './live-samples.ts';
import type { DataHubStore, Footprint, HistoryState, ThinnedTag } from './ports.ts';
import { openSparkplugHost, type HubSparkplug, type OpenSparkplugHost } from './sparkplug-host.ts';
import type { StoragePreviewService } from './storage-preview.ts';
import { createTagSheets, type TagSheetService } from './tag-sheets.ts';
import { createTagParts } from './tag-parts.ts';
import type { TagService } from './tags.ts';
import type { Logger } from '../../platform/log.ts';

type CommittedPlan = Pick<BatchPlan, 'write' | 'sparkplug'>;
type Page = { cursor?: string | undefined; limit: number };

/** What windows and REST ask of the hub. */
export interface DataHubService
  extends TagService, TagSheetService, DerivedTagService, StoragePreviewService {
  /** Tags by path, those found by `search` in path, names and unit. */
  tags(query: TagListQuery): Promise<TagPage>;
  tagsWith(ids: readonly number[]): Promise<Tag[]>;
  tagNames(): Promise<TagNames>;
  /** One tag, also by a path it had before. Error `TAG_NOT_FOUND`. */
  tag(path: string): Promise<Tag>;
  /** Samples of a window, thinned above `points` with extremes kept. Error `TAG_NOT_FOUND`. */
  samples(path: string, query: SamplesQuery): Promise<Samples>;
  /** The same as columns, for what draws thousands of them. */
  sampleColumns(path: string, query: SamplesQuery): Promise<SampleColumns>;
  /** Figures of a window. Errors `TAG_NOT_FOUND`, `VALIDATION_FAILED`. */
  statistics(path: string, query: StatisticsQuery): Promise<Statistics>;
  /** The next rows of an export; see `exportParts`. Errors `TAG_NOT_FOUND`, `VALIDATION_FAILED`. */
  exportPart(query: ExportPartQuery): Promise<ExportPart>;
  /** What went out of the history, newest first. */
  removals(page: Page): Promise<HistoryRemovalPage>;
  topics(page: Page): Promise<z.infer<typeof topicPageSchema>>;
  unreadable(page: Page & { source?: string | undefined }): Promise<z.infer<typeof unreadablePageSchema>>;
  views(): Promise<SavedView[]>;
  saveView(view: z.infer<typeof savedViewInputSchema>): Promise<SavedView>;
  deleteView(id: string): Promise<{ deleted: boolean }>;
}

/** The hub as the other contexts and the composition see it. Times are epoch milliseconds. */
export interface DataHub extends DataHubService, TakingBack {
  /**
   * Takes a message; `message.committed` is called after its commit. A returned promise asks the sender to wait:
   * too many messages are waiting for their commit. The message is taken either way.
   */
  receive(message: IncomingMessage): Promise<void> | undefined;
  /** The same for messages that are written in one transaction; with a receipt they count once. */
  receiveTogether(unit: Unit): Promise<void> | undefined;
  /**
   * News of each commit, when live values and windows hold them already and
   * before they are acknowledged. Returns how to stop listening.
   */
  onCommitted(listener: (samples: CommittedSamples) => void): () => void;
  onTagDiscovered(listener: (path: string) => void): () => void;
  /** Names, units or places of tags have changed; everything asked of the hub answers by the new ones. */
  onTagsChanged(listener: () => void): () => void;
  readonly sparkplug: HubSparkplug;
  /**
   * Stores samples that are no messages, between two batches of those: all of them or, where the store fails, none. Error
   * `STORE_UNAVAILABLE`.
   */
  add(samples: SamplesToAdd): Promise<AddedSamples>;
  /** How far a source has been read; see `SamplesToAdd.markOf`. */
  mark(source: string): Promise<string | null>;
  forgetMark(source: string): Promise<void>;
  /** How many tags there may be. */
  readonly tagLimit: number;
  /** How the plant's own topics are read. */
  readonly mappings: Mappings;
  /** The newest value by source time; late data never takes it back. */
  lastValue(path: string): LiveValue | undefined;
  tagPaths(): readonly string[];
  /** Topics of which messages have come. */
  topicNames(): Iterable<string>;
  equipmentPaths(): readonly string[];
  tagsOf(equipment: string): readonly string[];
  /**
   * Newest source and arrival time over an equipment's tags. `onlySource`: the source by which every value of all of them has come,
   * those worked out of others left aside; null where there are several.
   */
  freshness(
    equipment: string,
  ): { lastDataAt: number; lastReceivedAt: number; onlySource: string | null } | undefined;
  readonly windows: HubWindows;
  watch(tags: readonly string[], signal: AbortSignal): AsyncIterable<SampleBatch>;
  acknowledge(stream: string, batch: number): void;
  /** All topics together. */
  counters(): Counters;
  readonly sources: HubSources;
  /** What a pass over the history of a tag must know of it. */
  historyTag(path: string): { readonly id: number; readonly thinned: ThinnedTag | null } | undefined;
  /** What the history holds of a tag between two times, both included. Error `STORE_UNAVAILABLE`. */
  footprint(tagId: number, from: number, to: number): Promise<Footprint>;
  /** What of the history is kept and what will go; null where it is another process's affair. */
  retention(): Promise<HistoryState | null>;
  /** What the ingest is doing, for Health. `failure`: why samples cannot be written now. */
  state(): { readonly waiting: number; readonly failure: string | null; readonly error: Error | null };
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
  /** Milliseconds of a clock that never jumps. */
  readonly monotonicNow?: () => number;
  readonly log: Pick<Logger, 'error' | 'info'>;
  readonly limits?: Partial<TagLimits>;
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

type TagLimits = Omit<PlanLimits, 'keptUnreadable' | 'names'>;
const LIMITS: TagLimits = { tags: 20_000, topics: 25_000 };
const CLOSE_WITHIN_MS = 3_000;
const REORDER_TIMEOUT_MS = 2_000;

/** Opens the hub on a store: loads what is known, then takes messages. */
export async function createDataHub({
  store,
  now,
  monotonicNow = () => performance.now(),
  log,
  limits,
  sparkplug,
  expressions,
}: DataHubOptions): Promise<DataHub> {
  const loaded = await store.load();
  const memory = new HubMemory(loaded, sparkplug?.equipment);
  const mappings = await openMappings({ store: store.mappings, now, reader: memory });
  const windows = new Windows();
  const live = createLiveSamples();
  const on = createHubListeners(log);
  const allLimits = { ...LIMITS, ...limits };
  const tagLimit = allLimits.tags;
  let failed: Error | null = null;

  const committed = (plan: CommittedPlan, isHistory = false) =>
    announce(plan, isHistory, { on, windows, live, engine, host });

  const ingest = new Ingest({
    store,
    memory,
    now,
    monotonicNow,
    limits: allLimits,
    committed,
    failing(error) {
      reportFailure(log, failed?.message ?? null, error);
      failed = error;
    },
  });

  const exclusively = exclusivelyUnless(() => failed, ingest);
  const { tags, engine, derived } = createTagParts({
    ...{ memory, store, now, expressions, ingest, exclusively, tagLimit, on },
    moved: (changes) => followMoves(changes, windows, live),
  });
  const reorderTimeoutMs = sparkplug?.reorderTimeoutMs ?? REORDER_TIMEOUT_MS;
  const host = openHost(memory, ingest, { now, log, reorderTimeoutMs });
  const hubWindows = createWindows(memory, store, windows, (job) => ingest.exclusively(job), log);
  if (expressions !== undefined) await engine.start();
  return {
    ...createLists({ memory, store, now }),
    ...derived,
    ...samplesAtHand({ memory, store, now, ingest, committed, tagLimit, renew: hubWindows.renew }),
    ...tags,
    ...createTagSheets(memory, tags),
    ...createHistoryAnswers({ tags: memory.tags, store, now }),
    receive: (message) => receiveSignal(ingest, message),
    receiveTogether: (unit) => ingest.receiveUnit(unit),
    mappings,
    sparkplug: host.face,
    ...on.face,
    ...knownTags(memory),
    windows: hubWindows,
    watch: (paths, signal) => live.watch(paths, signal, (path) => memory.tags.find(path)?.path ?? path),
    acknowledge: live.acknowledge,
    counters: () => memory.totals,
    sources: sourcesOf(memory, ingest, store, engine),
    state: () => ({ waiting: ingest.waiting, failure: failed?.message ?? null, error: failed }),
    settled: () => settled(ingest, engine),
    close: () => close(host, ingest, engine),
  };
}

async function close(host: OpenSparkplugHost, ingest: Ingest, engine: DerivedEngine): Promise<void> {
  host.stop();
  await atMost(CLOSE_WITHIN_MS, settled(ingest, engine));
  await Promise.all([engine.close(), ingest.close()]);
}

interface Followers {
  readonly on: ReturnType<typeof createHubListeners>;
  readonly windows: Windows;
  readonly live: LiveSamples;
  readonly engine: DerivedEngine;
  readonly host: OpenSparkplugHost;
}

/** What a commit has brought, to whoever follows it; imported history is no news to those who follow what happens now. */
function announce(
  { write, sparkplug }: CommittedPlan,
  isHistory: boolean,
  { on, windows, live, engine, host }: Followers,
): void {
  const { samples } = write;
  // First, so that a window registered for a new tag gets the tag's very first samples.
  for (const tag of write.newTags) on.discovered.call(tag.path);
  applyTo(windows, samples);
  if (samples.news > 0 && !isHistory) on.committed.call(samples);
  if (!isHistory) live.offer(samples);
  windows.forget();
  if (!isHistory) engine.committed(samples);
  if (sparkplug !== null) host.committed(sparkplug);
  if (write.said.length > 0) on.changed.call();
}

function createHubListeners(log: DataHubOptions['log']) {
  const committed = createListeners<CommittedSamples>(log);
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

/** The samples of a suspect clock would move a window away from everything that is in time. */
function applyTo(windows: Windows, samples: CommittedSamples): void {
  for (const sample of samples.of(({ path }) => windows.isWatched(path)))
    if (!isClockSuspect(sample)) windows.apply(sample.path, sample);
}

/** What is known of tags, as of the last commit. */
function knownTags(
  memory: HubMemory,
): Pick<DataHub, 'lastValue' | 'tagPaths' | 'topicNames' | 'equipmentPaths' | 'tagsOf' | 'freshness'> {
  return {
    lastValue: (path) => memory.tags.tagAtPlace(path)?.last ?? undefined,
    tagPaths: () => [...memory.tags.places()],
    topicNames: () => memory.topics.keys(),
    equipmentPaths: () => memory.tags.equipmentPaths(),
    tagsOf: (equipment) => memory.tags.tagsOf(equipment),
    freshness: (equipment) => freshnessOf(memory, equipment),
  };
}

function reportFailure(log: DataHubOptions['log'], before: string | null, error: Error | null): void {
  if (error !== null)
    log.error(
      { error, action: 'Check free space and permissions of the data folder; it goes on by itself.' },
      'samples cannot be written; nothing is acknowledged meanwhile',
    );
  else if (before !== null) log.info({}, 'samples are written again');
}

/** Runs jobs between two batches; error `STORE_UNAVAILABLE` while nothing can be written. */
function exclusivelyUnless(failure: () => Error | null, ingest: Ingest) {
  return async (job: () => Promise<void>): Promise<void> => {
    const failed = failure();
    if (failed !== null)
      throw new AppError('STORE_UNAVAILABLE', `tags cannot be changed now: ${failed.message}`);
    return ingest.exclusively(job);
  };
}

/** Commands and host states come with the Sparkplug subscription; they are no signals. */
function receiveSignal(ingest: Ingest, message: IncomingMessage): Promise<void> | undefined {
  if (!isSparkplugTopic(message.topic) || !isCommandOrState(message.topic)) return ingest.receive(message);
  message.committed?.({ counters: NO_COUNTS, faults: [] });
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
  const sources = new Set<string | null>();
  for (const path of memory.tags.tagsOf(equipment)) {
    const tag = memory.tags.tagAtPlace(path);
    const last = tag?.last;
    if (tag === undefined || last === undefined || last === null) continue;
    if (!memory.tags.isDerived(tag.id)) sources.add(tag.isShared ? null : tag.madeBy);
    lastDataAt = Math.max(lastDataAt, last.at);
    lastReceivedAt = Math.max(lastReceivedAt, last.receivedAt);
  }
  const [source = null] = sources;
  const onlySource = sources.size === 1 ? source : null;
  return lastDataAt === -Infinity ? undefined : { lastDataAt, lastReceivedAt, onlySource };
}
