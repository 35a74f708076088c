import type { z } from 'zod';
import type { Actor } from '../../../shared/contract/common.ts';
import { AppError } from '../../../shared/contract/errors.ts';
import { DEFAULT_SOURCE_LIMITS } from '../../../shared/contract/sources.ts';
import type {
  EdgeNode,
  Source,
  SourceChange,
  SourceLimits,
  SourceTest,
  sourceChangePageSchema,
  sourceChangesQuerySchema,
} from '../../../shared/contract/sources.ts';
import { idCursor, nextIdCursor } from '../../../shared/util/id-pages.ts';
import type { DataHub } from '../data-hub/index.ts';
import type { LastError, NewChange, SourceInlet, SourcePart, SourceSetUp, SourcesStore } from './ports.ts';
import { Rates } from './rates.ts';
import { CHECK_STORE, type Logger } from '../../platform/log.ts';

/** What windows and REST ask. Errors: `SOURCE_NOT_FOUND`; `CONFLICT` where the source cannot do this. */
export interface SourcesService {
  list(): Promise<{ items: Source[] }>;
  get(id: string): Promise<Source>;
  pause(id: string, actor: Actor): Promise<Source>;
  resume(id: string, actor: Actor): Promise<Source>;
  /** Really connects and reads; one that cannot is an answer, not an error. */
  test(id: string, actor: Actor): Promise<SourceTest>;
  setLimits(id: string, limits: SourceLimits, actor: Actor): Promise<Source>;
  /** Newest first. */
  changes(query: z.infer<typeof sourceChangesQuerySchema>): Promise<z.infer<typeof sourceChangePageSchema>>;
  edgeNodes(): Promise<{ items: EdgeNode[] }>;
}

/** The sources as the composition and other contexts see them. */
export interface Sources extends SourcesService {
  /** Adds a source and starts it, unless it is paused. One that cannot start is there and failing. */
  register(part: SourcePart): Promise<void>;
  /** Stops a source and forgets it; its counters and changes stay. */
  remove(id: string): Promise<void>;
  /** Writes down who did what to a source, beside what this context does itself. */
  record(
    id: string,
    action: SourceChange['action'],
    detail: SourceChange['detail'],
    actor: Actor,
  ): Promise<void>;
  has(id: string): boolean;
  isPaused(id: string): boolean;
  /** Stops every source. */
  close(): Promise<void>;
}

export interface SourcesOptions {
  readonly store: SourcesStore;
  readonly hub: Pick<DataHub, 'receive' | 'receiveTogether' | 'sources' | 'sparkplug'>;
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** Milliseconds of a clock that never jumps. */
  readonly monotonicNow: () => number;
  readonly log: Pick<Logger, 'warn' | 'info'>;
  /** Called when something of a source has changed that windows show. */
  readonly changed: () => void;
}

const TEST_WITHIN_MS = 15_000;

interface Registered {
  readonly part: SourcePart;
  readonly rates: Rates;
  setUp: SourceSetUp;
  /** Why it could not be started. */
  startError: string | null;
  /** What is wrong now. */
  erring: string | null;
  lastError: LastError | null;
  /** Pausing and resuming come one after the other. */
  busy: Promise<unknown>;
}

const instant = (at: number): string => new Date(at).toISOString();
const textOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

function lastErrorOf({ at, text, fault }: NonNullable<Registered['lastError']>): Source['lastError'] {
  return { at: instant(at), text, ...(fault === undefined ? {} : { fault: { ...fault } }) };
}

class SourceRegistry implements Sources {
  readonly #options: SourcesOptions;
  readonly #setUps: Map<string, SourceSetUp>;
  readonly #lastErrors: ReadonlyMap<string, LastError>;
  readonly #sources = new Map<string, Registered>();
  readonly #ticking: NodeJS.Timeout;

  constructor(
    options: SourcesOptions,
    setUps: ReadonlyMap<string, SourceSetUp>,
    lastErrors: ReadonlyMap<string, LastError>,
  ) {
    this.#options = options;
    this.#setUps = new Map(setUps);
    this.#lastErrors = lastErrors;
    this.#ticking = setInterval(() => this.#noteRates(), Rates.STEP_MS);
    this.#ticking.unref();
  }

  async register(part: SourcePart): Promise<void> {
    if (this.#sources.has(part.id)) throw new AppError('CONFLICT', `there is a source ${part.id} already`);
    const setUp = this.#setUps.get(part.id) ?? { paused: null, limits: DEFAULT_SOURCE_LIMITS };
    const source: Registered = {
      part,
      rates: new Rates(),
      setUp,
      startError: null,
      erring: null,
      lastError: this.#lastErrors.get(part.id) ?? null,
      busy: Promise.resolve(),
    };
    this.#sources.set(part.id, source);
    this.#options.hub.sources.setLimits(part.id, setUp.limits);
    this.#noteRate(source);
    if (setUp.paused === null) await this.#start(source);
    this.#options.changed();
  }

  async remove(id: string): Promise<void> {
    const source = this.#find(id);
    this.#sources.delete(id);
    // One that is changed is registered again, and stays as people have set it.
    this.#setUps.set(id, source.setUp);
    await source.part.stop();
    this.#options.changed();
  }

  async record(
    source: string,
    action: SourceChange['action'],
    detail: SourceChange['detail'],
    actor: Actor,
  ): Promise<void> {
    await this.#options.store.add(this.#change(source, action, detail, actor));
    this.#options.changed();
  }

  has(id: string): boolean {
    return this.#sources.has(id);
  }

  isPaused(id: string): boolean {
    return (this.#sources.get(id)?.setUp.paused ?? null) !== null;
  }

  async list(): Promise<{ items: Source[] }> {
    return { items: [...this.#sources.values()].map((source) => this.#described(source)) };
  }

  async get(id: string): Promise<Source> {
    return this.#described(this.#find(id));
  }

  pause(id: string, actor: Actor): Promise<Source> {
    return this.#inTurn(id, async (source) => {
      if (source.part.pauseMeans === undefined)
        throw new AppError('CONFLICT', `source ${id} cannot be paused`);
      if (source.setUp.paused !== null) return;
      const paused = { at: this.#options.now(), by: actor.name };
      await this.#save(source, { ...source.setUp, paused }, 'paused', {}, actor);
      await source.part.stop();
    });
  }

  resume(id: string, actor: Actor): Promise<Source> {
    return this.#inTurn(id, async (source) => {
      const { paused } = source.setUp;
      if (paused === null) return;
      const pausedSeconds = Math.max(0, Math.round((this.#options.now() - paused.at) / 1_000));
      await this.#save(source, { ...source.setUp, paused: null }, 'resumed', { pausedSeconds }, actor);
      await this.#start(source);
    });
  }

  setLimits(id: string, limits: SourceLimits, actor: Actor): Promise<Source> {
    return this.#inTurn(id, async (source) => {
      await this.#save(source, { ...source.setUp, limits }, 'limits', { ...limits }, actor);
      this.#options.hub.sources.setLimits(id, limits);
    });
  }

  async test(id: string, actor: Actor): Promise<SourceTest> {
    const { part } = this.#find(id);
    if (part.test === undefined) throw new AppError('CONFLICT', `source ${id} cannot be tested`);
    const startedAt = this.#options.monotonicNow();
    const found = await part.test(AbortSignal.timeout(TEST_WITHIN_MS)).catch((error: unknown) => {
      const text = textOf(error);
      return { ok: false, summary: { ko: text, en: text }, samples: [] };
    });
    const tookMs = Math.round(this.#options.monotonicNow() - startedAt);
    await this.record(id, 'tested', { ok: found.ok, found: found.summary.en.slice(0, 500) }, actor);
    return { ...found, at: instant(this.#options.now()), tookMs };
  }

  async changes({ id, cursor, limit }: z.infer<typeof sourceChangesQuerySchema>) {
    const items = await this.#options.store.changes(id, idCursor(cursor), limit);
    return { items, ...nextIdCursor(items, limit) };
  }

  async edgeNodes(): Promise<{ items: EdgeNode[] }> {
    return { items: this.#options.hub.sparkplug.edgeNodes() };
  }

  async close(): Promise<void> {
    clearInterval(this.#ticking);
    const sources = [...this.#sources.values()];
    this.#sources.clear();
    await Promise.all(sources.map(({ part }) => part.stop()));
  }

  #find(id: string): Registered {
    const source = this.#sources.get(id);
    if (source === undefined) {
      const known = [...this.#sources.keys()].join(', ');
      throw new AppError('SOURCE_NOT_FOUND', `no source ${id} is known; there are ${known}`);
    }
    return source;
  }

  async #inTurn(id: string, run: (source: Registered) => Promise<void>): Promise<Source> {
    const source = this.#find(id);
    const turn = source.busy.then(() => run(source));
    source.busy = turn.catch(() => {});
    await turn;
    this.#options.changed();
    return this.#described(source);
  }

  async #save(
    source: Registered,
    setUp: SourceSetUp,
    action: SourceChange['action'],
    detail: SourceChange['detail'],
    actor: Actor,
  ): Promise<void> {
    const { id } = source.part;
    await this.#options.store.save(id, setUp, this.#change(id, action, detail, actor));
    source.setUp = setUp;
    this.#options.log.info({ source: id, action, ...detail, by: actor.name }, 'source');
  }

  #change(
    source: string,
    action: SourceChange['action'],
    detail: SourceChange['detail'],
    actor: Actor,
  ): NewChange {
    return { source, action, detail, actor, at: this.#options.now() };
  }

  async #start(source: Registered): Promise<void> {
    try {
      source.startError = null;
      await source.part.start(this.#inletOf(source));
    } catch (error) {
      source.startError = textOf(error);
      this.#options.log.warn(
        { source: source.part.id, err: error, action: 'Test it on the Data page, under Sources.' },
        'a source could not be started',
      );
    }
  }

  #inletOf(source: Registered): SourceInlet {
    const { hub, changed } = this.#options;
    const { id } = source.part;
    return {
      receive: (message) => hub.receive({ ...message, source: id }),
      receiveTogether: (messages, receipt) =>
        hub.receiveTogether({
          source: id,
          messages: messages.map((message) => ({ ...message, source: id })),
          ...(receipt === undefined ? {} : { receipt }),
        }),
      turnAway: (values) => hub.sources.turnAway(id, values),
      changed: () => {
        this.#noteError(source);
        changed();
      },
    };
  }

  #noteRates(): void {
    for (const source of this.#sources.values()) this.#noteRate(source);
  }

  #noteRate({ part, rates }: Registered): void {
    rates.note(
      this.#options.hub.sources.state(part.id)?.counters.received ?? 0,
      this.#options.monotonicNow(),
    );
  }

  /** The last error stays to be seen when all is well again, and after a restart. */
  #noteError(source: Registered): void {
    const { error, fault } = source.part.status();
    const text = source.startError ?? error ?? null;
    if (text === source.erring) return;
    source.erring = text;
    if (text === null) return;
    source.lastError = { at: this.#options.now(), text, fault: text === error ? fault : undefined };
    this.#options.store.saveError(source.part.id, source.lastError).catch((failure: unknown) => {
      this.#options.log.warn(
        { source: source.part.id, err: failure, action: CHECK_STORE },
        'the error of a source was not written down',
      );
    });
  }

  #stateOf({ part, setUp, startError }: Registered): Pick<Source, 'state' | 'since'> {
    const { state, since } = part.status();
    if (setUp.paused !== null) return { state: 'paused', since: instant(setUp.paused.at) };
    return { state: startError === null ? state : 'failing', since: instant(since) };
  }

  #described(source: Registered): Source {
    const { part, setUp, rates } = source;
    const { hub } = this.#options;
    const counted = hub.sources.state(part.id);
    const { waiting, limitedSince, behindSince } = hub.sources.flow(part.id);
    const heldSince = part.status().limitedSince ?? limitedSince;
    this.#noteError(source);
    const none = { received: 0, stored: 0, duplicate: 0, late: 0, unreadable: 0, filtered: 0, gap: 0 };
    return {
      id: part.id,
      kind: part.kind,
      name: part.name,
      address: part.address,
      ...this.#stateOf(source),
      paused: setUp.paused === null ? null : { at: instant(setUp.paused.at), by: setUp.paused.by },
      pauseMeans: part.pauseMeans ?? null,
      canTest: part.test !== undefined,
      lastError: source.lastError === null ? null : lastErrorOf(source.lastError),
      lastReceivedAt:
        counted === undefined || counted.lastReceivedAt === 0 ? null : instant(counted.lastReceivedAt),
      counters: { ...(counted?.counters ?? none), refused: counted?.refused ?? 0 },
      waiting,
      rates: [...rates.all],
      limits: setUp.limits,
      names: namesOf(hub.sources.names(part.id)),
      limitedSince: heldSince === null ? null : instant(heldSince),
      behindSince: behindSince === null ? null : instant(behindSince),
    };
  }
}

function namesOf({
  tags,
  topics,
  refused,
}: ReturnType<SourcesOptions['hub']['sources']['names']>): Source['names'] {
  return {
    tags,
    topics,
    refused: refused.values,
    refusedAt: refused.at === null ? null : instant(refused.at),
  };
}

/** Loads what people have decided of the sources; they are registered afterwards. */
export async function createSources(options: SourcesOptions): Promise<Sources> {
  return new SourceRegistry(options, await options.store.setUps(), await options.store.lastErrors());
}
