import { v7 as newId } from 'uuid';
import type {
  Backtest,
  BacktestChangesQuery,
  BacktestDay,
  BacktestProblem,
  BacktestRequest,
  BacktestResult,
  BacktestSpans,
  backtestChangesSchema,
  backtestSpansQuerySchema,
} from '../../../shared/contract/backtest.ts';
import { AppError, ReasonError } from '../../../shared/contract/errors.ts';
import { reason } from '../../../shared/contract/reasons.ts';
import { canonicalJson } from '../../../shared/util/canonical-json.ts';
import type { DataHub } from '../data-hub/index.ts';
import type { BoundRulesets, JudgmentService } from '../judgment/index.ts';
import type { DeskService, RulesService } from '../rules/index.ts';
import type { z } from 'zod';
import { backtestOf, changedRowsOf, resultOf, type Running } from './answers.ts';
import { prepare } from './prepare.ts';
import type { BacktestHead, BacktestStore, BacktestThread, MachineOrder, StoredBacktest } from './ports.ts';
import type { Logger } from '../../platform/log.ts';

/** Backtests kept; the oldest ended one goes when another is asked for. */
const MOST_KEPT = 50;
/** Backtests that may wait. */
const MOST_WAITING = 10;
/** Changes listed of a backtest; all of them are counted. */
const MOST_CHANGES = 100_000;
const DAY_MS = 86_400_000;
/** Of a machine that is looked at more closely. */
const MOST_SPAN_DAYS = 7;

export interface BacktestDependencies {
  readonly store: BacktestStore;
  readonly thread: BacktestThread;
  readonly rules: Pick<RulesService, 'runnable'>;
  readonly drafts: Pick<DeskService, 'draft'>;
  readonly judgment: Pick<JudgmentService, 'withFeedback'>;
  readonly bound: Pick<BoundRulesets, 'bindings' | 'findEquipment'>;
  readonly hub: Pick<DataHub, 'historyTag' | 'footprint'>;
  /** Epoch milliseconds. */
  readonly now: () => number;
  readonly monotonicNow: () => number;
  readonly log: Pick<Logger, 'error'>;
  /** Called when one begins, ends, and from time to time while it runs. */
  readonly onChange: (id: string) => void;
}

/** What ended a run, apart from its own end. */
class Stopped extends Error {
  readonly why: 'cancelled' | 'closing';

  constructor(why: 'cancelled' | 'closing') {
    super(why);
    this.why = why;
  }
}

/** Judges the past by any version, one backtest after the other, beside live judging. Every day of a machine is kept as soon as it is judged. */
export class BacktestService {
  readonly #parts: BacktestDependencies;
  readonly #waiting: string[] = [];
  #running: (Running & { readonly stop: AbortController }) | null = null;
  #work: Promise<void> = Promise.resolve();
  readonly #closing = new AbortController();

  constructor(parts: BacktestDependencies) {
    this.#parts = parts;
  }

  /** Goes on with what was broken off. */
  async resume(): Promise<void> {
    for (const { id } of await this.#parts.store.unfinished()) this.#enqueue(id);
  }

  /** One that was asked for in the same words and has not ended. */
  async unfinished(request: BacktestRequest): Promise<Backtest | undefined> {
    const asked = canonicalJson(request);
    const found = (await this.#parts.store.unfinished()).find(
      (head) => canonicalJson(head.asked.request) === asked,
    );
    return found && this.#answer(found, null);
  }

  /** Errors: `RULESET_NOT_FOUND`, `VALIDATION_FAILED`, `OVERLOADED`. */
  async start(request: BacktestRequest, by: string): Promise<Backtest> {
    const { store, now } = this.#parts;
    this.#refuseTooMany();
    const { period, made } = await prepare(this.#parts, request, now());
    const backtest: StoredBacktest = {
      id: newId(),
      createdAt: now(),
      state: 'waiting',
      asked: { request, by, period },
      made,
      progress: { durationMs: 0, rows: 0, share: 0, changesLeftOut: 0 },
      result: null,
    };
    await store.add(backtest);
    await this.#dropOldest();
    this.#enqueue(backtest.id);
    return this.#answer(backtest, null);
  }

  /** Error `NOT_FOUND`. */
  async get(id: string): Promise<Backtest> {
    const { hub } = this.#parts;
    const stored = await this.#find(id);
    const answer = this.#answer(stored, stored.result);
    if (stored.state !== 'done') return answer;
    const changedTags: string[] = [];
    const { made, asked } = stored;
    const { period, request } = asked;
    const from = request.from === undefined ? 0 : Date.parse(request.from);
    for (const { tagId, path, count, cut } of made.footprints) {
      const now = await hub.footprint(tagId, from, period.to);
      if (now.count !== count || now.cut !== cut) changedTags.push(path);
    }
    return changedTags.length === 0 ? answer : { ...answer, changedTags };
  }

  /** Newest first, without what came out. */
  async list(rulesetId?: string, most = MOST_KEPT): Promise<{ items: Backtest[] }> {
    const found = await this.#parts.store.list(rulesetId, Math.min(most, MOST_KEPT));
    return { items: found.map((head) => this.#answer(head, null)) };
  }

  /** Ends one that waits or runs; what it has judged stays, to go on with. Error `NOT_FOUND`. */
  async cancel(id: string): Promise<Backtest> {
    const stored = await this.#find(id);
    const waiting = this.#waiting.indexOf(id);
    if (waiting >= 0) {
      this.#waiting.splice(waiting, 1);
      await this.#end(stored, 'cancelled');
    } else if (this.#running?.id === id) {
      const { ended } = this.#running;
      this.#running.stop.abort(new Stopped('cancelled'));
      await ended;
    }
    const after = await this.#find(id);
    return this.#answer(after, after.result);
  }

  /** Goes on where one was that was cancelled or has failed; another is left as it is. Errors: `NOT_FOUND`, `OVERLOADED`. */
  async goOn(id: string): Promise<Backtest> {
    const stored = await this.#find(id);
    if (stored.state !== 'cancelled' && stored.state !== 'failed') return this.get(id);
    this.#refuseTooMany();
    const { problem: _, ...progress } = stored.progress;
    const again: StoredBacktest = { ...stored, state: 'waiting', progress };
    await this.#parts.store.update(again);
    this.#enqueue(id);
    this.#parts.onChange(id);
    return this.#answer(again, null);
  }

  /** Ends it where it is under way, and forgets it. */
  async remove(id: string): Promise<{ deleted: boolean }> {
    if (this.#running?.id === id || this.#waiting.includes(id)) await this.cancel(id);
    const deleted = await this.#parts.store.remove(id);
    if (deleted) this.#parts.onChange(id);
    return { deleted };
  }

  /** Where two versions differ, oldest first. Errors: `NOT_FOUND`, `VALIDATION_FAILED`. */
  async changes(query: BacktestChangesQuery): Promise<z.infer<typeof backtestChangesSchema>> {
    const { id, a, b, equipment, day, cursor, limit } = query;
    const { machines } = (await this.#find(id)).made;
    const machine =
      equipment === undefined ? undefined : machines.findIndex((each) => each.equipment === equipment);
    const dayAt = day === undefined ? undefined : Date.parse(`${day}T00:00:00Z`);
    const found = await this.#parts.store.changes(id, {
      ...{ a, b, machine },
      from: dayAt ?? Number.MIN_SAFE_INTEGER,
      to: dayAt === undefined ? Number.MAX_SAFE_INTEGER : dayAt + DAY_MS - 1,
      after: cursor === undefined ? undefined : placeOf(cursor),
      limit: limit + 1,
    });
    const items = found.slice(0, limit);
    const last = items.at(-1);
    return {
      items: items.map(({ from, to, machine: place, ...rest }) => ({
        ...rest,
        from: new Date(from).toISOString(),
        to: new Date(to).toISOString(),
        equipment: machines[place]?.equipment ?? '',
      })),
      ...(found.length > limit && last !== undefined ? { nextCursor: `${last.from} ${last.machine}` } : {}),
    };
  }

  /** What each version said of a machine in a part of the period, judged anew. Errors: `NOT_FOUND`, `VALIDATION_FAILED`. */
  async spans({ id, equipment, ...span }: z.output<typeof backtestSpansQuerySchema>): Promise<BacktestSpans> {
    const {
      asked: { period },
      made: { machines, sides },
    } = await this.#find(id);
    const machine = machines.findIndex((each) => each.equipment === equipment);
    const [from, to] = [
      Math.max(Date.parse(span.from), period.from),
      Math.min(Date.parse(span.to), period.to),
    ];
    if (to - from > MOST_SPAN_DAYS * DAY_MS)
      throw new ReasonError('VALIDATION_FAILED', reason('backtestSpanLong', { days: MOST_SPAN_DAYS }));
    const spans = sides.map(() => ({ at: [] as number[], outcome: [] as number[] }));
    const own = machines[machine];
    if (own === undefined || from > to) return { sides: spans };
    await this.#parts.thread.run(
      {
        sides,
        from,
        to,
        machines: [{ machine, tags: own.tags, fixed: [], truths: [], state: null }],
        withBegins: true,
      },
      {
        part: async (_, { counts }) =>
          counts.begins.forEach(({ at, outcome }, side) => {
            spans[side]?.at.push(...at);
            spans[side]?.outcome.push(...outcome);
          }),
        progress: () => {},
      },
      this.#closing.signal,
    );
    return { sides: spans };
  }

  /** Figures by machine and day. Error `NOT_FOUND`. */
  async days(id: string): Promise<{ items: BacktestDay[] }> {
    const { machines, sides } = (await this.#find(id)).made;
    const days = await this.#parts.store.days(id);
    return {
      items: days.map(({ machine, from, rows, counts }) => ({
        equipment: machines[machine]?.equipment ?? '',
        day: new Date(from).toISOString().slice(0, 10),
        rows,
        sides: counts.sides,
        changedRows: changedRowsOf(counts, sides),
      })),
    };
  }

  /** Resolves when nothing waits or runs any more. */
  async idle(): Promise<void> {
    while (this.#waiting.length > 0 || this.#running !== null) await this.#work;
  }

  /** What is under way goes on at the next `resume`. */
  async close(): Promise<void> {
    this.#closing.abort(new Stopped('closing'));
    this.#running?.stop.abort(new Stopped('closing'));
    await this.#work;
  }

  async #find(id: string): Promise<StoredBacktest> {
    const found = await this.#parts.store.find(id);
    if (found === undefined) throw new AppError('NOT_FOUND', `there is no backtest "${id}"`);
    return found;
  }

  #answer(head: BacktestHead, result: BacktestResult | null): Backtest {
    return backtestOf(head, this.#running?.id === head.id ? this.#running : null, result);
  }

  async #dropOldest(): Promise<void> {
    const { store } = this.#parts;
    for (const { id, state } of (await store.list(undefined, 2 * MOST_KEPT)).slice(MOST_KEPT))
      if (state !== 'waiting' && state !== 'running') await store.remove(id);
  }

  #refuseTooMany(): void {
    if (this.#waiting.length >= MOST_WAITING)
      throw new ReasonError('OVERLOADED', reason('backtestsWaiting', { count: MOST_WAITING }));
  }

  #enqueue(id: string): void {
    this.#waiting.push(id);
    this.#work = this.#work.then(() => this.#next());
  }

  async #next(): Promise<void> {
    const id = this.#closing.signal.aborted ? undefined : this.#waiting.shift();
    if (id === undefined) return;
    const stop = new AbortController();
    const { promise: ended, resolve } = Promise.withResolvers<void>();
    const running = { id, stop, ended, spent: () => 0, rows: 0, before: 0, share: 0 };
    this.#running = running;
    try {
      const stored = await this.#parts.store.find(id);
      if (stored !== undefined) await this.#run(stored, running);
    } catch (error) {
      this.#parts.log.error(
        { error, backtest: id, action: 'Look at the store in Health, then continue the backtest.' },
        'a backtest ended without an end',
      );
    } finally {
      this.#running = null;
      resolve();
      this.#parts.onChange(id);
    }
  }

  async #run(stored: StoredBacktest, running: Running & { readonly stop: AbortController }): Promise<void> {
    const { store, thread, monotonicNow, onChange } = this.#parts;
    const { id } = stored;
    const startedAt = monotonicNow();
    const spent = (running.spent = () => stored.progress.durationMs + monotonicNow() - startedAt);
    let head: BacktestHead = { ...stored, state: 'running' };
    try {
      await store.update(head);
      onChange(id);
      const { order, shareOf } = await this.#order(stored);
      running.share = stored.progress.share;
      let listed = await store.changeCount(id);
      await thread.run(
        order,
        {
          part: async (machine, part) => {
            const changes = part.counts.changes.slice(0, Math.max(0, MOST_CHANGES - listed));
            const leftOut = part.counts.changes.length - changes.length;
            listed += changes.length;
            running.share = shareOf(machine, part.state.at);
            head = {
              ...head,
              progress: {
                durationMs: spent(),
                rows: head.progress.rows + part.rows,
                share: running.share,
                changesLeftOut: head.progress.changesLeftOut + leftOut,
              },
            };
            await store.addPart(head, machine, part, changes);
            running.rows = 0;
            running.before = head.progress.rows - stored.progress.rows;
            onChange(id);
          },
          progress: ({ machine, at, rows }) => {
            running.rows = Math.max(0, rows - running.before);
            running.share = Math.max(running.share, shareOf(machine, at));
          },
        },
        running.stop.signal,
      );
      const result = resultOf(stored, await store.days(id), await store.states(id));
      await store.update(
        { ...head, state: 'done', progress: { ...head.progress, durationMs: spent() } },
        result,
      );
    } catch (error) {
      if (error instanceof Stopped && error.why === 'closing') return;
      const state = error instanceof Stopped ? 'cancelled' : 'failed';
      await this.#end({ ...head, progress: { ...head.progress, durationMs: spent() } }, state, error);
    }
  }

  async #end(head: BacktestHead, state: 'cancelled' | 'failed', error?: unknown): Promise<void> {
    const problem = state === 'failed' ? { problem: problemOf(error) } : {};
    await this.#parts.store.update({ ...head, state, progress: { ...head.progress, ...problem } });
    this.#parts.onChange(head.id);
  }

  /** What is left to be done, and which share of the whole is done when a machine is judged up to a time. */
  async #order(stored: StoredBacktest) {
    const { id, made } = stored;
    const { from, to } = stored.asked.period;
    const states = new Map((await this.#parts.store.states(id)).map((each) => [each.machine, each]));
    const machines = made.machines.flatMap(({ tags, fixed, truths }, machine): MachineOrder[] => {
      const known = states.get(machine);
      return known?.isDone === true ? [] : [{ machine, tags, fixed, truths, state: known?.state ?? null }];
    });
    const sides = made.sides.map(({ manifest, source }) => ({ manifest, source }));
    const shareOf = (machine: number, at: number) => {
      const ofMachine = Math.min(1, Math.max(0, (at - from) / (to + 1 - from)));
      return Math.min(1, (machine + ofMachine) / Math.max(1, made.machines.length));
    };
    return { order: { sides, from, to, machines }, shareOf };
  }
}

function problemOf(error: unknown): BacktestProblem {
  const message = error instanceof AppError ? error.message : String(error);
  return error instanceof ReasonError ? { message, reason: error.reason } : { message };
}

/** Error `VALIDATION_FAILED`. */
function placeOf(cursor: string): { from: number; machine: number } {
  const [from = NaN, machine = NaN] = cursor.split(' ').map(Number);
  if (Number.isFinite(from) && Number.isFinite(machine)) return { from, machine };
  throw new AppError('VALIDATION_FAILED', 'cursor: is none of this list', [
    { path: 'cursor', message: 'is none of this list' },
  ]);
}
