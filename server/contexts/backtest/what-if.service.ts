import { v7 as newId } from 'uuid';
import { AppError, ReasonError } from '../../../shared/contract/errors.ts';
import { reason } from '../../../shared/contract/reasons.ts';
import type {
  WhatIfCounts,
  WhatIfJudge,
  WhatIfLeave,
  WhatIfMap,
  WhatIfMapQuery,
  WhatIfOpen,
  WhatIfPoint,
  WhatIfRules,
  WhatIfSession,
} from '../../../shared/contract/whatif.ts';
import { canonicalJson } from '../../../shared/util/canonical-json.ts';
import { rowsKeyOf } from '../../../shared/util/rows-key.ts';
import type { BacktestDependencies } from './backtest.service.ts';
import type { WhatIfProcesses, WhatIfRun } from './ports.ts';
import { prepareMachines } from './prepare.ts';

const DAY_MS = 86_400_000;
/** Rows of so many questions are held; the one that was asked longest ago goes for another. */
const MOST_SESSIONS = 2;
/** Unasked for so long, rows are let go. */
const IDLE_MS = 5 * 60_000;

export interface WhatIfDependencies extends Pick<
  BacktestDependencies,
  'rules' | 'judgment' | 'bound' | 'hub' | 'now' | 'monotonicNow' | 'log'
> {
  readonly processes: WhatIfProcesses;
  /** Milliseconds; five minutes without it. */
  readonly idleMs?: number;
}

interface Held {
  readonly asked: string;
  readonly rowsKey: string;
  readonly rulesetId: string;
  readonly run: WhatIfRun;
  /** Stored versions that were compared with. */
  readonly versions: Map<number, WhatIfRules>;
  /** Who wants its rows; nobody knows of those that did not say. */
  readonly windows: Set<string>;
  session: WhatIfSession;
  usedAt: number;
  idle: NodeJS.Timeout | undefined;
}

/** Rows of the past held in memory, judged again at every step of a slider. Nothing of it is stored. */
export class WhatIfService {
  readonly #parts: WhatIfDependencies;
  readonly #held = new Map<string, Held>();

  constructor(parts: WhatIfDependencies) {
    this.#parts = parts;
  }

  /** Begins to read the rows, or tells of those that are held for the same question. Error `VALIDATION_FAILED`. */
  async open({ fresh, window, ...request }: WhatIfOpen): Promise<WhatIfSession> {
    const { manifest } = request.rules;
    const rowsKey = rowsKeyOf(manifest);
    const { rules: _, ...rest } = request;
    const asked = canonicalJson({ ...rest, rowsKey, rulesetId: manifest.id });
    const same = [...this.#held.values()].find((held) => held.asked === asked);
    const windows = new Set(window === undefined ? [] : [window]);
    if (same !== undefined && !fresh && same.session.state !== 'failed') {
      for (const each of windows) same.windows.add(each);
      return this.#used(same).session;
    }
    if (same !== undefined) await this.close(same.session.id);
    return this.#begin(request, { asked, rowsKey, windows });
  }

  async #begin(
    { rules, days, to: asked, equipment }: Omit<WhatIfOpen, 'fresh' | 'window'>,
    keys: Pick<Held, 'asked' | 'rowsKey' | 'windows'>,
  ): Promise<WhatIfSession> {
    const { processes, now, monotonicNow } = this.#parts;
    const to = asked === undefined ? now() : Math.min(Date.parse(asked), now());
    const rulesetId = rules.manifest.id;
    const { machines, begin } = await prepareMachines(this.#parts, {
      ...{ rulesetId, sides: [rules], from: to - days * DAY_MS, to },
      ...(equipment === undefined ? {} : { equipment }),
    });
    await this.#makeRoom();
    const id = newId();
    const startedAt = monotonicNow();
    const names = machines.map((machine) => machine.equipment);
    const change = (session: Partial<WhatIfSession>) => {
      const held = this.#held.get(id);
      if (held !== undefined) held.session = { ...held.session, ...session };
    };
    const shareOf = (machine: number, at: number) =>
      Math.min(1, (machine + Math.min(1, (at - begin) / (to + 1 - begin))) / machines.length);
    const run = processes.open(
      {
        sides: [rules],
        ...{ from: begin, to, equipment: names },
        machines: machines.map(({ tags, fixed, truths }, machine) => ({
          ...{ machine, tags, fixed, truths, state: null },
        })),
      },
      {
        loading: (machine, at, rows) =>
          change({ share: shareOf(machine, at), rows, loadMs: monotonicNow() - startedAt }),
        loaded: ({ inputs, ...facts }) =>
          change({
            ...{ ...facts, inputs: [...inputs], state: 'ready', share: 1 },
            loadMs: monotonicNow() - startedAt,
          }),
        judging: (share) => change({ judging: share }),
        failed: ({ message }) => {
          const said = reason('backtestUnreadable', { why: message });
          const problem = { message: new ReasonError('STORE_UNAVAILABLE', said).message, reason: said };
          if (this.#held.has(id))
            this.#parts.log.error(
              { message, rulesetId, action: 'Open What-if again, with a shorter time if memory was short.' },
              'what-if rows were lost',
            );
          change({ state: 'failed', problem });
        },
      },
    );
    const session: WhatIfSession = {
      ...{ id, state: 'loading', share: 0, judging: null, machines: names },
      period: { from: new Date(begin).toISOString(), to: new Date(to).toISOString() },
      ...{
        rows: 0,
        kept: 0,
        everyNth: 1,
        bytes: 0,
        budgetBytes: processes.budgetBytes,
        loadMs: 0,
        inputs: [],
      },
    };
    const held = { ...keys, rulesetId, run, versions: new Map(), session, usedAt: 0, idle: undefined };
    this.#held.set(id, held);
    return this.#used(held).session;
  }

  /** Error `NOT_FOUND` where its rows were let go. */
  get(id: string): WhatIfSession {
    return this.#find(id).session;
  }

  /** Null where a newer step of the same window came meanwhile. Errors: `NOT_FOUND`, `RULESET_NOT_FOUND`, `VALIDATION_FAILED`. */
  async judge({ id, window, tried, base, part, regions }: WhatIfJudge): Promise<WhatIfCounts | null> {
    const held = this.#find(id, tried);
    const against = typeof base === 'number' ? await this.#version(held, base) : base;
    this.#find(id, against);
    const question = { kind: 'judge', tried, base: against, part, regions } as const;
    return this.#ask(held, window, question) as Promise<WhatIfCounts>;
  }

  /** Null where a newer one of the same window came meanwhile. Errors: `NOT_FOUND`, `VALIDATION_FAILED`. */
  async map({ id, window, ...question }: WhatIfMapQuery): Promise<WhatIfMap | null> {
    const held = this.#find(id, question.tried);
    return this.#ask(held, window, { kind: 'map', ...question }) as Promise<WhatIfMap>;
  }

  /** Error `NOT_FOUND`. */
  async points(id: string): Promise<{ items: WhatIfPoint[] }> {
    const items = await this.#ask(this.#find(id), newId(), { kind: 'points' });
    return { items: items as WhatIfPoint[] };
  }

  /** Ends what a window has asked; rows that only it waited for are not read on. Those that are there stay for when it comes back. */
  async leave({ id, window }: WhatIfLeave): Promise<{ closed: boolean }> {
    const held = this.#held.get(id);
    if (held === undefined) return { closed: false };
    held.run.leave(window);
    const wasLast = held.windows.delete(window) && held.windows.size === 0;
    return wasLast && held.session.state === 'loading' ? this.close(id) : { closed: false };
  }

  /** Lets go of the rows, also while they are read. */
  async close(id: string): Promise<{ closed: boolean }> {
    const held = this.#held.get(id);
    if (held === undefined) return { closed: false };
    this.#held.delete(id);
    clearTimeout(held.idle);
    await held.run.close();
    return { closed: true };
  }

  async closeAll(): Promise<void> {
    await Promise.all([...this.#held.keys()].map((id) => this.close(id)));
  }

  async #makeRoom(): Promise<void> {
    const oldest = [...this.#held.values()].toSorted((a, b) => a.usedAt - b.usedAt);
    for (const { session } of oldest.slice(0, Math.max(0, oldest.length + 1 - MOST_SESSIONS)))
      await this.close(session.id);
  }

  #find(id: string, rules?: WhatIfRules): Held {
    const held = this.#held.get(id);
    if (held === undefined) throw new ReasonError('NOT_FOUND', reason('whatIfLetGo'));
    if (rules !== undefined && rowsKeyOf(rules.manifest) !== held.rowsKey)
      throw new ReasonError('VALIDATION_FAILED', reason('whatIfOtherInputs'));
    return this.#used(held);
  }

  #used(held: Held): Held {
    held.usedAt = this.#parts.monotonicNow();
    clearTimeout(held.idle);
    held.idle = setTimeout(() => void this.close(held.session.id), this.#parts.idleMs ?? IDLE_MS).unref();
    return held;
  }

  async #version(held: Held, version: number): Promise<WhatIfRules> {
    const known = held.versions.get(version);
    if (known !== undefined) return known;
    const { manifest, source } = await this.#parts.rules.runnable(held.rulesetId, version);
    if (rowsKeyOf(manifest) !== held.rowsKey)
      throw new ReasonError('VALIDATION_FAILED', reason('whatIfOtherRows', { version }));
    held.versions.set(version, { manifest, source });
    return { manifest, source };
  }

  async #ask(held: Held, window: string, question: Parameters<WhatIfRun['ask']>[1]) {
    try {
      return await held.run.ask(window, question);
    } catch (error) {
      if (!this.#held.has(held.session.id)) throw new ReasonError('NOT_FOUND', reason('whatIfLetGo'));
      throw new AppError('INTERNAL', error instanceof Error ? error.message : String(error));
    }
  }
}
