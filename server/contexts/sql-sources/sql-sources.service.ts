import { randomBytes } from 'node:crypto';
import type { z } from 'zod';
import type { Actor } from '../../../shared/contract/common.ts';
import { AppError } from '../../../shared/contract/errors.ts';
import type {
  addSqlSourceSchema,
  ChangeSqlSource,
  PreviewSqlSource,
  SqlConnection,
  SqlPreview,
  SqlSource,
  SqlSourceSettings,
} from '../../../shared/contract/sql-sources.ts';
import type { DataHub } from '../data-hub/index.ts';
import type { Sources } from '../sources/index.ts';
import type { ChangeNote, OpenSession, Secrets, SqlSourceStore, StoredSqlSource } from './ports.ts';
import { previewSql } from './preview.ts';
import { SqlSourcePart } from './sql-source.ts';
import type { Logger } from '../../platform/log.ts';

/** Tables and queries that are polled. Errors: `SOURCE_NOT_FOUND`, `VALIDATION_FAILED`, `CONFLICT`, `STORE_UNAVAILABLE`. */
export interface SqlSourcesService {
  list(): Promise<{ items: SqlSource[] }>;
  get(id: string): Promise<SqlSource>;
  add(wanted: z.infer<typeof addSqlSourceSchema>, actor: Actor): Promise<SqlSource>;
  change(wanted: ChangeSqlSource, actor: Actor): Promise<SqlSource>;
  remove(id: string, actor: Actor): Promise<{ removed: true }>;
  /** Really connects and reads; one that cannot is an answer, not an error. */
  preview(wanted: PreviewSqlSource): Promise<SqlPreview>;
  /** Ends a look that is under way; its answer then has the fault `CANCELLED`. */
  cancelPreview(wanted: { readonly attempt: string }): Promise<{ cancelled: boolean }>;
}

export interface SqlSourcesOptions {
  readonly store: SqlSourceStore;
  readonly secrets: Secrets;
  readonly open: OpenSession;
  readonly sources: Pick<Sources, 'register' | 'remove' | 'has'>;
  readonly hub: Pick<DataHub, 'add' | 'mark' | 'state' | 'sources'>;
  readonly now: () => number;
  readonly monotonicNow: () => number;
  readonly zone: string;
  readonly log: Pick<Logger, 'warn'>;
}

const MOST_SOURCES = 50;

interface Running {
  readonly stored: StoredSqlSource;
  readonly part: SqlSourcePart;
}

function invalid(path: string, message: string): AppError {
  return new AppError('VALIDATION_FAILED', `${path}: ${message}`, [{ path, message }]);
}

const isSame = (a: SqlConnection, b: SqlConnection): boolean => JSON.stringify(a) === JSON.stringify(b);

class SqlSources implements SqlSourcesService {
  readonly #options: SqlSourcesOptions;
  readonly #running = new Map<string, Running>();
  /** Looks under way that may be cancelled. */
  readonly #looks = new Map<string, AbortController>();
  /** Changes come one after the other. */
  #busy: Promise<unknown> = Promise.resolve();

  constructor(options: SqlSourcesOptions) {
    this.#options = options;
  }

  async open(): Promise<void> {
    for (const stored of await this.#options.store.all()) await this.#register(stored);
  }

  async list(): Promise<{ items: SqlSource[] }> {
    return { items: [...this.#running.values()].map(described) };
  }

  async get(id: string): Promise<SqlSource> {
    return described(this.#find(id));
  }

  add({ settings, password }: z.infer<typeof addSqlSourceSchema>, actor: Actor): Promise<SqlSource> {
    return this.#inTurn(async () => {
      if (this.#running.size >= MOST_SOURCES)
        throw new AppError(
          'CONFLICT',
          `there are ${MOST_SOURCES} SQL sources already, the most there may be`,
        );
      const id = `sql-${randomBytes(4).toString('hex')}`;
      const stored = { id, settings, sealedPassword: this.#options.secrets.seal(password, id) };
      await this.#options.store.save(stored, this.#note('added', summaryOf(settings), actor), true);
      return described(await this.#register(stored));
    });
  }

  change({ id, settings, password, restart }: ChangeSqlSource, actor: Actor): Promise<SqlSource> {
    return this.#inTurn(async () => {
      const { stored } = this.#find(id);
      const before = stored.settings;
      // Else whoever may change a source could have its password sent to a server of his own.
      if (password === undefined && !isSame(before.connection, settings.connection))
        throw invalid('password', 'is needed again where server, database, user or TLS change');
      if (!restart && before.mapping.watermark.column !== settings.mapping.watermark.column)
        throw invalid('restart', 'with another watermark column it must be said where reading begins');
      const sealedPassword =
        password === undefined ? stored.sealedPassword : this.#options.secrets.seal(password, id);
      const next = { id, settings, sealedPassword };
      const detail = { ...changesOf(before, settings), password: password !== undefined, restart };
      const note = this.#note('changed', detail, actor);
      // Stopped first: what it still stores must not bring back the mark that is forgotten.
      await this.#options.sources.remove(id);
      try {
        await this.#options.store.save(next, note, restart);
      } catch (error) {
        await this.#register(stored);
        throw error;
      }
      return described(await this.#register(next));
    });
  }

  remove(id: string, actor: Actor): Promise<{ removed: true }> {
    return this.#inTurn(async () => {
      const { stored } = this.#find(id);
      await this.#options.sources.remove(id);
      try {
        await this.#options.store.remove(id, this.#note('removed', summaryOf(stored.settings), actor));
      } catch (error) {
        await this.#register(stored);
        throw error;
      }
      this.#running.delete(id);
      return { removed: true };
    });
  }

  async preview(wanted: PreviewSqlSource): Promise<SqlPreview> {
    const { attempt } = wanted;
    if (attempt !== undefined && this.#looks.has(attempt))
      throw new AppError('CONFLICT', `a test ${attempt} is under way already`);
    const password = this.#passwordFor(wanted);
    const look = new AbortController();
    if (attempt !== undefined) this.#looks.set(attempt, look);
    try {
      return await previewSql(wanted, password, look.signal, this.#options);
    } finally {
      if (attempt !== undefined) this.#looks.delete(attempt);
    }
  }

  async cancelPreview({ attempt }: { readonly attempt: string }): Promise<{ cancelled: boolean }> {
    const look = this.#looks.get(attempt);
    look?.abort();
    return { cancelled: look !== undefined };
  }

  #passwordFor({ id, password, connection }: PreviewSqlSource): string {
    if (password !== undefined) return password;
    const known = id === undefined ? undefined : this.#find(id).stored;
    if (known === undefined || !isSame(known.settings.connection, connection))
      throw invalid('password', 'is needed: none is known for this server, database and user');
    const opened = this.#options.secrets.open(known.sealedPassword, known.id);
    if (opened === null) throw invalid('password', 'cannot be read any more: type it again');
    return opened;
  }

  async #register(stored: StoredSqlSource): Promise<Running> {
    const { secrets, open, hub, now, monotonicNow, log, sources } = this.#options;
    const { id, settings, sealedPassword } = stored;
    const password = () => secrets.open(sealedPassword, id);
    const part = new SqlSourcePart({ id, settings, password, open, hub, now, monotonicNow, log });
    const running = { stored, part };
    this.#running.set(id, running);
    await sources.register(part);
    return running;
  }

  #find(id: string): Running {
    const running = this.#running.get(id);
    if (running === undefined) throw new AppError('SOURCE_NOT_FOUND', `no SQL source ${id} is known`);
    return running;
  }

  #note(action: ChangeNote['action'], detail: ChangeNote['detail'], actor: Actor): ChangeNote {
    return { action, detail, actor, at: this.#options.now() };
  }

  #inTurn<T>(run: () => Promise<T>): Promise<T> {
    const turn = this.#busy.then(run);
    this.#busy = turn.catch(() => {});
    return turn;
  }
}

function described({ stored: { id, settings, sealedPassword }, part }: Running): SqlSource {
  return { id, settings, hasPassword: sealedPassword !== '', reading: part.reading() };
}

/** What of a source goes into the list of changes; never a password. */
function summaryOf({ name, connection, everySeconds, query }: SqlSourceSettings): ChangeNote['detail'] {
  const { kind, host, port, database, user, tls } = connection;
  return {
    name,
    kind,
    host,
    port,
    database,
    user,
    tls: tls !== null,
    everySeconds,
    query: query.slice(0, 500),
  };
}

/** What differs, as it is now. */
function changesOf(before: SqlSourceSettings, after: SqlSourceSettings): ChangeNote['detail'] {
  const flat = (settings: SqlSourceSettings): ChangeNote['detail'] => ({
    ...summaryOf(settings),
    ca: settings.connection.tls?.ca?.length ?? null,
    time: JSON.stringify(settings.mapping.time),
    values: JSON.stringify(settings.mapping.values).slice(0, 500),
    quality: settings.mapping.quality,
    watermark: JSON.stringify(settings.mapping.watermark),
    start: JSON.stringify(settings.start),
    timeLimitSeconds: settings.timeLimitSeconds,
    rowsPerPoll: settings.rowsPerPoll,
  });
  const old = flat(before);
  return Object.fromEntries(Object.entries(flat(after)).filter(([name, value]) => old[name] !== value));
}

/** Starts every SQL source that was set up. */
export async function createSqlSources(options: SqlSourcesOptions): Promise<SqlSourcesService> {
  const service = new SqlSources(options);
  await service.open();
  return service;
}
