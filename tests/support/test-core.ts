import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openCore, type Core } from '../../server/composition/core.ts';
import { startTriggers, type RunningTriggers } from '../../server/composition/start-triggers.ts';
import { createLogger } from '../../server/platform/log.ts';
import type { ExecuteRequest } from '../../shared/contract/judgment.ts';
import { executeRequestSchema, type Judgment } from '../../shared/contract/judgment.ts';
import { temporaryFolder } from './folder.ts';
import { rulesetOf, type TestRuleset } from './rulesets.ts';

/**
 * Everything that judges with the real store and the real rule workers, on clocks that a test moves. Starts at noon
 * of a fixed day; the five shipped rulesets are in.
 */
export interface TestCore {
  readonly core: Core;
  readonly folder: string;
  /** Epoch milliseconds. */
  now: number;
  /** Moves both clocks. */
  pass(milliseconds: number): void;
  /** Adds a ruleset and makes it active; returns its version. */
  add(ruleset: TestRuleset): Promise<number>;
  execute(request: Partial<ExecuteRequest> & { rulesetId: string }): Promise<Judgment>;
  /** Takes one value in, as from a broker, and waits for its commit. `at` defaults to now. */
  value(
    path: string,
    value: unknown,
    fields?: { at?: number; quality?: number; source?: string },
  ): Promise<void>;
  /** Lets committed values cause judgments; what they cause is collected. */
  triggers(): { readonly triggers: RunningTriggers; readonly judgments: Judgment[]; settle(): Promise<void> };
  /** Closes and opens everything again on the same folder. */
  reopen(): Promise<void>;
  close(): Promise<void>;
}

export const NOON = Date.UTC(2026, 10, 23, 12);

const openOn = (databaseFile: string, clocks: { now: () => number; monotonicNow: () => number }) =>
  openCore({ databaseFile, log: createLogger('silent'), demoPlant: false, workers: 2, clocks });

/** The database as a first start leaves it, the shipped rulesets in; a start on it is cheaper by a quarter. */
let started: Promise<Buffer> | undefined;

async function startOnce(): Promise<Buffer> {
  const folder = temporaryFolder();
  const file = join(folder.path, 'station.db');
  const core = await openOn(file, { now: () => NOON, monotonicNow: () => 0 });
  await core.close();
  const database = readFileSync(file);
  folder.remove();
  return database;
}

export async function openTestCore(): Promise<TestCore> {
  started ??= startOnce();
  const folder = temporaryFolder();
  const databaseFile = join(folder.path, 'station.db');
  writeFileSync(databaseFile, await started);
  const state = { now: NOON, monotonic: 1_000_000 };
  const open = () => openOn(databaseFile, { now: () => state.now, monotonicNow: () => state.monotonic });
  let core = await open();
  const running = new Set<RunningTriggers>();
  const closeCore = async () => {
    for (const triggers of running) await triggers.close();
    running.clear();
    await core.close();
  };
  return {
    get core() {
      return core;
    },
    folder: folder.path,
    get now() {
      return state.now;
    },
    set now(at) {
      state.now = at;
    },
    pass(milliseconds) {
      state.now += milliseconds;
      state.monotonic += milliseconds;
    },
    async add(ruleset) {
      return (await core.rules.import(rulesetOf(ruleset), { activate: true })).version;
    },
    execute: (request) => core.judgment.execute(executeRequestSchema.parse({ input: {}, ...request })),
    value: (path, value, { at = state.now, quality = 192, source = 'broker' } = {}) =>
      new Promise((resolve) => {
        const payload = new TextEncoder().encode(JSON.stringify({ v: value, t: at, q: quality }));
        void core.hub.receive({
          source,
          topic: `aif/v1/${path}`,
          payload,
          receivedAt: state.now,
          retained: false,
          delivery: null,
          committed: () => resolve(),
        });
      }),
    triggers() {
      const judgments: Judgment[] = [];
      core.judgment.onJudgment(({ kind, judgment }) => {
        if (kind === 'executed') judgments.push(judgment);
      });
      const log = createLogger('silent');
      const triggers = startTriggers(core, { log, clock: () => state.now });
      running.add(triggers);
      const settle = async () => {
        await core.hub.settled();
        await triggers.idle();
      };
      return { triggers, judgments, settle };
    },
    async reopen() {
      await closeCore();
      core = await open();
    },
    async close() {
      await closeCore();
      folder.remove();
    },
  };
}
