import type { z } from 'zod';
import { AppError, ReasonError } from '../../../shared/contract/errors.ts';
import { reason } from '../../../shared/contract/reasons.ts';
import {
  MOST_VERSIONS_LISTED,
  type Activation,
  type activateSchema,
  type commentVersionSchema,
  type retireSchema,
  type RulesetTexts,
  type RulesetVersionLine,
  type savedVersionSchema,
  type saveVersionSchema,
} from '../../../shared/contract/ruleset-desk.ts';
import { openErrors } from '../../../shared/contract/ruleset-check.ts';
import { textsOf } from '../../../shared/util/ruleset-text.ts';
import { validTexts } from './check.ts';
import type { ChecksService } from './checks.service.ts';
import type { Drafts } from './drafts.service.ts';
import {
  RETIRED,
  type ActivationRecord,
  type HistoryStore,
  type RulesStore,
  type ScriptCompiler,
  type StoredVersion,
  type TestRunner,
} from './ports.ts';
import type { RulesService } from './rules.service.ts';

type Input<Schema extends z.ZodType> = z.output<Schema>;

/** Versions at the rule desk. `by`: the name of whoever does it. */
export interface VersionsService {
  versions(id: string): Promise<{ items: RulesetVersionLine[] }>;
  /** Makes the draft a version; the same contents are the version that is there. Errors `CONFLICT`, `RULESET_INVALID`. */
  saveVersion(input: Input<typeof saveVersionSchema>, by: string): Promise<Input<typeof savedVersionSchema>>;
  comment(input: Input<typeof commentVersionSchema>, by: string): Promise<{ items: RulesetVersionLine[] }>;
  activations(id: string): Promise<{ items: Activation[] }>;
  /**
   * Judges by this version from now on. Errors `RULESET_INVALID` where it does not compile, `CONFLICT` where another one is active than
   * was seen, or tests fail or the checker finds errors that were not accepted.
   */
  activate(input: Input<typeof activateSchema>, by: string): Promise<{ items: Activation[] }>;
  /** Judges by this ruleset no more. Error `CONFLICT`. */
  retire(input: Input<typeof retireSchema>, by: string): Promise<{ items: Activation[] }>;
}

export interface VersionsDependencies {
  readonly history: HistoryStore;
  readonly versions: RulesStore;
  readonly rules: RulesService;
  readonly drafts: Drafts;
  readonly checks: ChecksService;
  readonly compiler: ScriptCompiler;
  readonly tests: TestRunner;
  readonly clock: () => number;
  /** Called after each change that was kept. */
  readonly onChange: (id: string) => void;
}

const instant = (at: number): string => new Date(at).toISOString();

export function createVersions(dependencies: VersionsDependencies): VersionsService {
  const { history, versions, rules, drafts, tests, clock, onChange } = dependencies;
  const versionLines = (id: string) => linesOf(history, id);
  /** Where nothing is known, whether that is all: error `RULESET_NOT_FOUND`. */
  const orUnknown = async <List extends { items: unknown[] }>(id: string, list: List) => {
    if (list.items.length === 0) await drafts.draft(id);
    return list;
  };
  const activations = async (id: string) => orUnknown(id, await activationsOf(history, id));
  const version = (id: string, number: number) => versionOf(versions, id, number);
  const valid = (id: string, texts: RulesetTexts) => validTexts(texts, id, dependencies.compiler);
  const putIntoForce = async (
    id: string,
    number: number,
    {
      active,
      why,
      ...more
    }: Pick<ActivationRecord, 'failedTests' | 'findings' | 'by'> & {
      active: number | null;
      why: string;
    },
  ) => {
    const record = { at: clock(), reason: why === '' ? null : why, ...more };
    if (!(await versions.activate(id, number, record, active ?? RETIRED))) {
      const now = (await versions.active()).find((each) => each.id === id)?.version;
      throw new ReasonError('CONFLICT', reason('otherIsActive', { active: now ?? '–' }));
    }
    await rules.refresh();
    onChange(id);
    return activations(id);
  };

  return {
    versions: async (id) => orUnknown(id, await versionLines(id)),
    async saveVersion({ id, revision, comment }, by) {
      const draft = await drafts.stored(id, revision);
      const parsed = await valid(id, draft.texts);
      const raw = { ...parsed, manifest: JSON.parse(draft.texts.manifest) as unknown };
      const made = await rules.import(raw, { activate: false, by });
      if (comment !== undefined && comment !== '')
        await history.comment(id, made.version, { at: clock(), by, text: comment });
      // The draft goes on from the version it has become; its undo history stays with it.
      await drafts.save({ ...draft, baseVersion: made.version, by }, false).catch((error: unknown) => {
        // Typed on meanwhile in another window: the version is made all the same.
        if (!(error instanceof AppError && error.code === 'CONFLICT')) throw error;
      });
      onChange(id);
      return { version: made.version, hash: made.hash, isNew: made.isNew, testsReplaced: made.testsReplaced };
    },
    async comment({ id, version: number, text }, by) {
      await version(id, number);
      await history.comment(id, number, { at: clock(), by, text });
      onChange(id);
      return versionLines(id);
    },
    activations,
    async activate({ id, version: number, active, reason: why, acceptFailedTests, acceptFindings }, by) {
      const chosen = await version(id, number);
      const parsed = await valid(id, textsOf(chosen));
      const results = await tests.run(parsed);
      const failed = results.filter(({ passed }) => !passed).length;
      if (failed > 0 && !acceptFailedTests)
        throw new ReasonError('CONFLICT', reason('testsFail', { failed, total: results.length }));
      if (failed > 0 && why === '') throw new ReasonError('VALIDATION_FAILED', reason('reasonNeeded'));
      const { findings } = await dependencies.checks.check(parsed.manifest, parsed.source);
      const open = openErrors(findings);
      if (open.length > 0 && !acceptFindings)
        throw new ReasonError('CONFLICT', reason('findingsOpen', { count: open.length }));
      const against = { failedTests: failed, findings: open.map(({ code }) => code) };
      return putIntoForce(id, number, { active, why, by, ...against });
    },
    async retire({ id, active, reason: why }, by) {
      await version(id, active);
      return putIntoForce(id, RETIRED, { active, why, failedTests: 0, findings: [], by });
    },
  };
}

async function versionOf(versions: RulesStore, id: string, number: number): Promise<StoredVersion> {
  const found = await versions.find(id, number);
  if (found === undefined)
    throw new ReasonError('RULESET_NOT_FOUND', reason('versionNowhere', { id, version: number }));
  return found;
}

async function activationsOf(history: HistoryStore, id: string): Promise<{ items: Activation[] }> {
  const items = (await history.activations(id)).map(({ at, version, ...record }) => ({
    ...record,
    findings: [...record.findings],
    at: instant(at),
    version: version === RETIRED ? null : version,
  }));
  return { items };
}

async function linesOf(history: HistoryStore, id: string): Promise<{ items: RulesetVersionLine[] }> {
  const [stored, comments] = await Promise.all([
    history.versions(id, MOST_VERSIONS_LISTED),
    history.comments(id),
  ]);
  return { items: stored.map((each) => lineOf(each, comments)) };
}

function lineOf(
  stored: StoredVersion,
  comments: Awaited<ReturnType<HistoryStore['comments']>>,
): RulesetVersionLine {
  const { version, hash, state, importedAt, activatedAt, by, tests } = stored;
  return {
    ...{ version, hash, state, by },
    importedAt: instant(importedAt),
    activatedAt: activatedAt === null ? null : instant(activatedAt),
    testCount: tests.length,
    comments: comments
      .filter((comment) => comment.version === version)
      .map(({ at, by: author, text }) => ({ at: instant(at), by: author, text })),
  };
}
