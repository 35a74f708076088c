import type { z } from 'zod';
import { AppError, ReasonError } from '../../../shared/contract/errors.ts';
import { reason } from '../../../shared/contract/reasons.ts';
import type {
  Activation,
  activateSchema,
  beginRulesetSchema,
  commentVersionSchema,
  DeskLine,
  retireSchema,
  RulesetDraft,
  RulesetTexts,
  RulesetVersionLine,
  saveDraftSchema,
  SavedDraft,
  savedVersionSchema,
  saveVersionSchema,
  SetAside,
  Trial,
} from '../../../shared/contract/ruleset-desk.ts';
import { canonicalJson } from '../../../shared/util/canonical-json.ts';
import { textsOf } from '../../../shared/util/ruleset-text.ts';
import { tryTexts } from './check.ts';
import { nameOfTexts } from './domain/draft-name.ts';
import { hashOf, invalid, readManifest, type ParsedRuleset } from './domain/ruleset.ts';
import { newRuleset } from './domain/template.ts';
import {
  RETIRED,
  type DeskStore,
  type RulesStore,
  type ScriptCompiler,
  type StoredDraft,
  type StoredVersion,
  type TestRunner,
} from './ports.ts';
import type { RulesService } from './rules.service.ts';

type Input<Schema extends z.ZodType> = z.output<Schema>;

/** What a window at the rule desk asks for. `by`: the name of whoever does it. */
export interface DeskService {
  /** Every ruleset that has a version or a draft, by id. */
  list(): Promise<{ items: DeskLine[] }>;
  /** What is worked on: the draft, or the newest version where there is none. Error `RULESET_NOT_FOUND`. */
  draft(id: string): Promise<RulesetDraft>;
  /** Stores a draft as it is, valid or not, and tells its problems. Error `CONFLICT` where another window has saved since. */
  saveDraft(input: Input<typeof saveDraftSchema>, by: string): Promise<SavedDraft>;
  /** Error `CONFLICT` where the id is taken. */
  begin(input: Input<typeof beginRulesetSchema>, by: string): Promise<RulesetDraft>;
  /** Sets the draft aside; `key`: what takes it back. Error `CONFLICT`. */
  discard(input: { id: string; revision: number }, by: string): Promise<{ key: number }>;
  asides(id: string): Promise<{ items: SetAside[] }>;
  /** The texts of one that was set aside. Error `NOT_FOUND`. */
  aside(
    id: string,
    key: number,
  ): Promise<{ baseVersion: number | null; texts: RulesetTexts; history: string | null }>;
  /** Problems and test results of any texts; nothing is stored. */
  tryOut(id: string, texts: RulesetTexts): Promise<Trial>;
  versions(id: string): Promise<{ items: RulesetVersionLine[] }>;
  /** Makes the draft a version; the same contents are the version that is there. Errors `CONFLICT`, `RULESET_INVALID`. */
  saveVersion(input: Input<typeof saveVersionSchema>, by: string): Promise<Input<typeof savedVersionSchema>>;
  comment(input: Input<typeof commentVersionSchema>, by: string): Promise<{ items: RulesetVersionLine[] }>;
  activations(id: string): Promise<{ items: Activation[] }>;
  /**
   * Judges by this version from now on. Errors `RULESET_INVALID` where it does not compile, `CONFLICT` where another one is active than
   * was seen or tests fail that were not accepted.
   */
  activate(input: Input<typeof activateSchema>, by: string): Promise<{ items: Activation[] }>;
  /** Judges by this ruleset no more. Error `CONFLICT`. */
  retire(input: Input<typeof retireSchema>, by: string): Promise<{ items: Activation[] }>;
  /** Only of a ruleset that never judged. Errors `CONFLICT`, `RULESET_NOT_FOUND`. */
  remove(id: string): Promise<{ removed: boolean }>;
}

export interface DeskDependencies {
  readonly store: DeskStore;
  readonly versions: RulesStore;
  readonly rules: RulesService;
  readonly compiler: ScriptCompiler;
  readonly tests: TestRunner;
  readonly clock: () => number;
  readonly live: (id: string) => { boundEquipment: string[]; suspendedUntil?: string };
  /** Whether any judgment of this ruleset is stored. */
  readonly hasJudged: (id: string) => Promise<boolean>;
  /** Called after each change that was kept: of the draft, with its revision, else of everything else. */
  readonly onChange: (id: string, draft?: { readonly revision: number }) => void;
}

const instant = (at: number): string => new Date(at).toISOString();
const instantOrNull = (at: number | null): string | null => (at === null ? null : instant(at));

export function createDeskService(dependencies: DeskDependencies): DeskService {
  const { store, versions, rules, compiler, tests, clock, live, hasJudged, onChange } = dependencies;

  const version = async (id: string, number: number): Promise<StoredVersion> => {
    const found = await versions.find(id, number);
    if (found === undefined)
      throw new ReasonError('RULESET_NOT_FOUND', reason('versionNowhere', { id, version: number }));
    return found;
  };
  const newest = async (id: string) => (await store.versions(id))[0];

  /** Whether texts are another ruleset than the version they were made from. */
  const isChanged = async (id: string, baseVersion: number | null, parsed: ParsedRuleset | null) => {
    const base = baseVersion === null ? undefined : await versions.find(id, baseVersion);
    if (base === undefined || parsed === null) return true;
    return (
      hashOf(parsed.manifest, parsed.source) !== base.hash ||
      canonicalJson(parsed.tests) !== canonicalJson(base.tests)
    );
  };

  const shown = async (draft: StoredDraft): Promise<RulesetDraft> => {
    const { problems } = await tryTexts(draft.texts, draft.id, compiler);
    const { id, revision, baseVersion, texts, history, by } = draft;
    return {
      ...{ id, revision, baseVersion, texts, history, by, problems },
      isChanged: draft.isChanged,
      savedAt: instant(draft.savedAt),
    };
  };

  const conflict = async (id: string) => {
    const there = await store.draft(id);
    return new ReasonError(
      'CONFLICT',
      there === undefined ? reason('draftGone') : reason('draftChanged', { by: there.by }),
    );
  };

  const save = async (
    draft: Omit<StoredDraft, 'isChanged' | 'savedAt'>,
    setAside: boolean,
  ): Promise<SavedDraft> => {
    const { problems, parsed } = await tryTexts(draft.texts, draft.id, compiler);
    const savedAt = clock();
    const changed = await isChanged(draft.id, draft.baseVersion, parsed);
    const revision = await store.saveDraft({ ...draft, isChanged: changed, savedAt }, setAside);
    if (revision === null) throw await conflict(draft.id);
    onChange(draft.id, { revision });
    return { revision, isChanged: changed, problems, savedAt: instant(savedAt), by: draft.by };
  };

  const activations = async (id: string) => ({
    items: (await store.activations(id)).map(({ at, version: put, ...record }) => ({
      ...record,
      at: instant(at),
      version: put === RETIRED ? null : put,
    })),
  });

  const versionLines = async (id: string) => {
    const [stored, comments] = await Promise.all([store.versions(id), store.comments(id)]);
    return { items: stored.map((each) => lineOf(each, comments)) };
  };

  const putIntoForce = async (
    id: string,
    number: number,
    { active, why, failedTests, by }: { active: number | null; why: string; failedTests: number; by: string },
  ) => {
    const record = { at: clock(), by, reason: why === '' ? null : why, failedTests };
    if (!(await versions.activate(id, number, record, active ?? RETIRED))) {
      const now = (await versions.active()).find((each) => each.id === id)?.version;
      throw new ReasonError('CONFLICT', reason('otherIsActive', { active: now ?? '–' }));
    }
    await rules.refresh();
    onChange(id);
    return activations(id);
  };

  return {
    async list() {
      const [stored, drafts] = await Promise.all([store.rulesets(), store.drafts()]);
      const draftOf = new Map(drafts.map((draft) => [draft.id, draft]));
      const known = new Set(stored.map((each) => each.newest.id));
      const lines = [
        ...stored.map((each) =>
          deskLine(each.newest.id, each, draftOf.get(each.newest.id), live(each.newest.id)),
        ),
        ...drafts
          .filter(({ id }) => !known.has(id))
          .map((draft) => deskLine(draft.id, undefined, draft, live(draft.id))),
      ];
      return { items: lines.sort((a, b) => (a.id < b.id ? -1 : 1)) };
    },
    async draft(id) {
      const stored = await store.draft(id);
      if (stored !== undefined) return shown(stored);
      const base = await newest(id);
      if (base === undefined) throw new ReasonError('RULESET_NOT_FOUND', reason('rulesetNowhere', { id }));
      const texts = textsOf(base);
      const { problems } = await tryTexts(texts, id, compiler);
      return {
        ...{ id, revision: 0, baseVersion: base.version, texts, history: null },
        ...{ savedAt: null, by: null, isChanged: false, problems },
      };
    },
    async saveDraft({ setAside, ...draft }, by) {
      if (draft.baseVersion !== null) await version(draft.id, draft.baseVersion);
      return save({ ...draft, by }, setAside);
    },
    async begin({ id, name, texts = newRuleset(id, name) }, by) {
      const isThere = (await store.draft(id)) !== undefined || (await newest(id)) !== undefined;
      if (isThere) throw new ReasonError('CONFLICT', reason('rulesetThere', { id }));
      await save({ id, revision: 0, baseVersion: null, texts, history: null, by }, false);
      const stored = await store.draft(id);
      if (stored === undefined) throw await conflict(id);
      return shown(stored);
    },
    async discard({ id, revision }, by) {
      const key = await store.discardDraft(id, revision, clock(), by);
      if (key === null) throw await conflict(id);
      onChange(id, { revision: 0 });
      return { key };
    },
    async asides(id) {
      const items = (await store.asides(id)).map(({ key, baseVersion, at, by, why, savedAt }) => ({
        ...{ key, baseVersion, by, why },
        at: instant(at),
        savedAt: instant(savedAt),
      }));
      return { items };
    },
    async aside(id, key) {
      const found = await store.aside(id, key);
      if (found === undefined) throw new ReasonError('NOT_FOUND', reason('asideGone'));
      const { baseVersion, texts, history } = found;
      return { baseVersion, texts, history };
    },
    async tryOut(id, texts) {
      const { problems, parsed } = await tryTexts(texts, id, compiler);
      const canRun = parsed !== null && !problems.some(({ severity }) => severity === 'error');
      return { problems, tests: canRun ? await tests.run(parsed) : [] };
    },
    versions: versionLines,
    async saveVersion({ id, revision, comment }, by) {
      const draft = await store.draft(id);
      if (draft === undefined || draft.revision !== revision) throw await conflict(id);
      const { problems, parsed } = await tryTexts(draft.texts, id, compiler);
      const errors = problems.filter(({ severity }) => severity === 'error');
      if (parsed === null || errors.length > 0) throw invalid(errors.map(atItsPlace));
      const raw = { ...parsed, manifest: JSON.parse(draft.texts.manifest) as unknown };
      const made = await rules.import(raw, { activate: false, by });
      if (comment !== undefined && comment !== '')
        await store.comment(id, made.version, { at: clock(), by, text: comment });
      // The draft goes on from the version it has become; its undo history stays with it.
      await save({ ...draft, baseVersion: made.version, by }, false).catch((error: unknown) => {
        // Typed on meanwhile in another window: the version is made all the same.
        if (!(error instanceof AppError && error.code === 'CONFLICT')) throw error;
      });
      onChange(id);
      return { version: made.version, hash: made.hash, isNew: made.isNew, testsReplaced: made.testsReplaced };
    },
    async comment({ id, version: number, text }, by) {
      await version(id, number);
      await store.comment(id, number, { at: clock(), by, text });
      onChange(id);
      return versionLines(id);
    },
    activations,
    async activate({ id, version: number, active, reason: why, acceptFailedTests }, by) {
      const chosen = await version(id, number);
      const { problems, parsed } = await tryTexts(textsOf(chosen), id, compiler);
      const errors = problems.filter(({ severity }) => severity === 'error');
      if (parsed === null || errors.length > 0) throw invalid(errors.map(atItsPlace));
      const results = await tests.run(parsed);
      const failed = results.filter(({ passed }) => !passed).length;
      if (failed > 0 && !acceptFailedTests)
        throw new ReasonError('CONFLICT', reason('testsFail', { failed, total: results.length }));
      if (failed > 0 && why === '') throw new ReasonError('VALIDATION_FAILED', reason('reasonNeeded'));
      return putIntoForce(id, number, { active, why, failedTests: failed, by });
    },
    async retire({ id, active, reason: why }, by) {
      await version(id, active);
      return putIntoForce(id, RETIRED, { active, why, failedTests: 0, by });
    },
    async remove(id) {
      const [stored, draft, history, judged] = await Promise.all([
        newest(id),
        store.draft(id),
        store.activations(id),
        hasJudged(id),
      ]);
      if (stored === undefined && draft === undefined)
        throw new ReasonError('RULESET_NOT_FOUND', reason('rulesetNowhere', { id }));
      if (history.length > 0 || judged) throw new ReasonError('CONFLICT', reason('rulesetHasJudged'));
      await store.remove(id);
      await rules.refresh();
      onChange(id);
      return { removed: true };
    },
  };
}

/** A problem as other errors tell their place, `rules.rhai:3:9` or `ruleset.json: inputs.0.name`. */
function atItsPlace({ file, path, line, column, message, reason: why }: Trial['problems'][number]) {
  const place =
    path === '' && line !== undefined ? `${file}:${line}:${column}` : path === '' ? file : `${file}: ${path}`;
  return { path: place, message, ...(why === undefined ? {} : { reason: why }) };
}

function lineOf(
  stored: StoredVersion,
  comments: Awaited<ReturnType<DeskStore['comments']>>,
): RulesetVersionLine {
  const { version, hash, state, importedAt, activatedAt, by, tests } = stored;
  return {
    ...{ version, hash, state, by },
    importedAt: instant(importedAt),
    activatedAt: instantOrNull(activatedAt),
    testCount: tests.length,
    comments: comments
      .filter((comment) => comment.version === version)
      .map(({ at, by: author, text }) => ({ at: instant(at), by: author, text })),
  };
}

function deskLine(
  id: string,
  stored: Awaited<ReturnType<DeskStore['rulesets']>>[number] | undefined,
  draft: Omit<StoredDraft, 'history'> | undefined,
  live: { boundEquipment: string[]; suspendedUntil?: string },
): DeskLine {
  const manifest = stored && readManifest(stored.newest.manifest);
  return {
    id,
    name: manifest?.name ?? nameOfTexts(id, draft?.texts),
    newestVersion: stored?.newest.version ?? null,
    activeVersion: stored?.activeVersion ?? null,
    wasActive: stored?.wasActive ?? false,
    draft:
      draft === undefined
        ? null
        : { savedAt: instant(draft.savedAt), by: draft.by, isChanged: draft.isChanged },
    trigger: manifest?.trigger.kind ?? null,
    inputCount: manifest?.inputs.length ?? 0,
    testCount: stored?.newest.tests.length ?? 0,
    ...live,
  };
}
