import { AppError, type FieldError } from '../../../shared/contract/errors.ts';
import type { RulesetManifest, RulesetSummary, RulesetVersion } from '../../../shared/contract/rules.ts';
import type { FindingCode } from '../../../shared/contract/ruleset-check.ts';
import { canonicalJson } from '../../../shared/util/canonical-json.ts';
import { checkRuleset } from './check.ts';
import { parseRuleset, readManifest, type RawRuleset } from './domain/ruleset.ts';
import { hashOf } from './hash.ts';
import { RETIRED, type RulesStore, type ScriptCompiler, type StoredVersion } from './ports.ts';

/** A version ready to run: what judging needs and nothing else. */
export interface RunnableRuleset {
  readonly id: string;
  readonly version: number;
  readonly hash: string;
  readonly manifest: RulesetManifest;
  readonly source: string;
}

export interface ImportResult {
  readonly id: string;
  readonly version: number;
  readonly hash: string;
  readonly isNew: boolean;
  readonly state: RulesetVersion['state'];
  /** The version was there already with other test cases; they are no part of it and were replaced. */
  readonly testsReplaced: boolean;
  /** What its script may fail at where that is reached. */
  readonly warnings: readonly FieldError[];
}

export interface ImportOptions {
  readonly activate: boolean;
  readonly keepTests?: boolean;
  readonly by?: string;
  readonly reason?: string;
  /** What the checker finds in it, where that was asked: it stands with the activation. */
  readonly findings?: readonly FindingCode[];
}

/** A version and while it was in force, epoch milliseconds; infinite at the ends of what is known. */
export interface RulesetPeriod {
  readonly version: number;
  readonly from: number;
  readonly to: number;
}

/** Changes of a ruleset that are looked back over. */
const MOST_PERIODS = 20;

interface Page {
  cursor?: string | undefined;
  limit: number;
}

export interface RulesService {
  list(page: Page): Promise<{ items: RulesetSummary[]; nextCursor?: string }>;
  version(id: string, version: number): Promise<RulesetVersion>;
  /**
   * Checks and stores a ruleset; the same contents again give the version that is there, with the test cases that
   * came now, unless `keepTests`. `by` and `reason` stand with the version and its activation. Error `RULESET_INVALID` with file, line
   * and path of every fault.
   */
  import(raw: RawRuleset, options: ImportOptions): Promise<ImportResult>;
  /** Whether exactly this is there as a version, told without compiling it. Error `RULESET_INVALID`. */
  has(raw: RawRuleset): Promise<boolean>;
  /** Every active version, compared with the store now. */
  active(): Promise<RunnableRuleset[]>;
  /** One version to run; without `version` the active one. Error `RULESET_NOT_FOUND`. */
  runnable(id: string, version?: number): Promise<RunnableRuleset>;
  /**
   * Which version of each ruleset was in force when, in order; the newest 20. What was before the first of them is not known, so
   * the first reaches back without end, as the last has none.
   */
  periods(): Promise<ReadonlyMap<string, readonly RulesetPeriod[]>>;
  /** The files of a version as they were imported. Error `RULESET_NOT_FOUND`. */
  original(id: string, version: number): Promise<RawRuleset>;
  /** Compares the active versions with those last seen; resolves when the listeners know of what differs. */
  refresh(): Promise<void>;
  onActiveChanged(listener: (active: readonly RunnableRuleset[]) => void | Promise<void>): void;
}

export interface RulesDependencies {
  readonly store: RulesStore;
  readonly compiler: ScriptCompiler;
  readonly clock: () => number;
  /** What only judging knows of a ruleset: where it is bound and whether it is suspended. */
  readonly live: (id: string) => { boundEquipment: string[]; suspendedUntil?: string };
}

export function createRulesService(dependencies: RulesDependencies): RulesService {
  const { store, compiler, clock } = dependencies;
  const listeners: ((active: readonly RunnableRuleset[]) => void | Promise<void>)[] = [];
  let fingerprint = '';
  let current: RunnableRuleset[] = [];

  const compare = async () => {
    const now = await store.activeFingerprint();
    if (now === fingerprint) return;
    current = (await store.active()).map(runnableOf);
    fingerprint = now;
    for (const listener of listeners) await listener(current);
  };
  // One after the other: a slower comparison would bring back what a faster one has replaced, and who asked for one
  // waits until everybody knows.
  let comparing = Promise.resolve();
  const refresh = () => {
    comparing = comparing.catch(() => {}).then(compare);
    return comparing;
  };

  const stored = async (id: string, version: number) => {
    const found = await store.find(id, version);
    if (found === undefined) throw notFound(id, version);
    return found;
  };

  return {
    refresh,
    async list({ cursor, limit }) {
      const rows = await store.list(cursor, limit + 1);
      const items = rows.slice(0, limit).map((row) => summaryOf(row, dependencies.live(row.id)));
      const last = items.at(-1);
      return { items, ...(rows.length > limit && last ? { nextCursor: last.id } : {}) };
    },
    version: async (id, version) => versionOf(await stored(id, version)),
    periods: async () => periodsOf(await store.activations()),
    async original(id, version) {
      const { manifest, source, tests } = await stored(id, version);
      return { manifest, source, tests };
    },
    async import(raw, { activate, keepTests = false, by = null, reason = null, findings = [] }) {
      const { manifest, source, tests, warnings } = await checkRuleset(raw, compiler);
      const hash = hashOf(manifest, source);
      const find = () => store.findByHash(manifest.id, hash);
      const add = () =>
        store.add({ id: manifest.id, hash, manifest: raw.manifest, source, tests, importedAt: clock(), by });
      let known = await find();
      let version = known?.version;
      try {
        version ??= await add();
      } catch (error) {
        // Another import, beside this one, may have been first.
        known = await find();
        if (known === undefined) throw error;
        ({ version } = known);
      }
      const testsReplaced =
        known !== undefined && !keepTests && canonicalJson(known.tests) !== canonicalJson(tests);
      if (testsReplaced) await store.replaceTests(manifest.id, version, tests);
      const isActive = known?.state === 'active';
      if (activate && !isActive)
        await store.activate(manifest.id, version, { at: clock(), by, reason, failedTests: 0, findings });
      await refresh();
      const state = activate || isActive ? 'active' : (known?.state ?? 'draft');
      return { id: manifest.id, version, hash, isNew: known === undefined, state, testsReplaced, warnings };
    },
    has: (raw) => isStored(store, raw),
    async active() {
      await refresh();
      return current;
    },
    async runnable(id, version) {
      if (version === undefined) {
        const found = current.find((ruleset) => ruleset.id === id);
        if (found !== undefined) return found;
        await refresh();
        const fresh = current.find((ruleset) => ruleset.id === id);
        if (fresh === undefined) throw notFound(id);
        return fresh;
      }
      return runnableOf(await stored(id, version));
    },
    onActiveChanged: (listener) => void listeners.push(listener),
  };
}

function periodsOf(
  activations: readonly { readonly id: string; readonly version: number; readonly at: number }[],
): Map<string, RulesetPeriod[]> {
  const ofEach = Map.groupBy(activations, ({ id }) => id);
  return new Map([...ofEach].map(([id, own]) => [id, periodsOfOne(own)]));
}

function periodsOfOne(
  activations: readonly { readonly version: number; readonly at: number }[],
): RulesetPeriod[] {
  const changes = activations
    .filter(({ version }, index) => version !== activations[index - 1]?.version)
    .slice(-MOST_PERIODS);
  return changes
    .map(({ version, at }, index) => ({
      version,
      from: index === 0 ? -Infinity : at,
      to: changes[index + 1]?.at ?? Infinity,
    }))
    .filter(({ version }) => version !== RETIRED);
}

function notFound(id: string, version?: number): AppError {
  const what =
    version === undefined
      ? `no active ruleset "${id}"; a version that is not active is asked for as ${id}@VERSION`
      : `no version ${version} of ruleset "${id}"`;
  return new AppError('RULESET_NOT_FOUND', `${what}; GET /api/v1/rulesets lists those there are`);
}

async function isStored(store: RulesStore, raw: RawRuleset): Promise<boolean> {
  const { manifest, source } = parseRuleset(raw);
  return (await store.findByHash(manifest.id, hashOf(manifest, source))) !== undefined;
}

function runnableOf(stored: StoredVersion): RunnableRuleset {
  const { id, version, hash, source } = stored;
  return { id, version, hash, source, manifest: readManifest(stored.manifest) };
}

function summaryOf(
  stored: StoredVersion,
  live: { boundEquipment: string[]; suspendedUntil?: string },
): RulesetSummary {
  const manifest = readManifest(stored.manifest);
  const { id, version, hash, state } = stored;
  const { name, trigger, inputs } = manifest;
  return { id, name, version, hash, state, trigger, inputCount: inputs.length, ...live };
}

function versionOf(stored: StoredVersion): RulesetVersion {
  const { id, version, hash, state, source, tests, activatedAt } = stored;
  return {
    id,
    version,
    hash,
    state,
    importedAt: new Date(stored.importedAt).toISOString(),
    ...(activatedAt === null ? {} : { activatedAt: new Date(activatedAt).toISOString() }),
    manifest: readManifest(stored.manifest),
    source,
    tests: [...tests],
  };
}
