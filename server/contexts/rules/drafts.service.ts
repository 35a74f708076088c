import type { z } from 'zod';
import { ReasonError } from '../../../shared/contract/errors.ts';
import { reason } from '../../../shared/contract/reasons.ts';
import type {
  beginRulesetSchema,
  RulesetDraft,
  RulesetTexts,
  saveDraftSchema,
  SavedDraft,
  SetAside,
  Trial,
} from '../../../shared/contract/ruleset-desk.ts';
import { canonicalJson } from '../../../shared/util/canonical-json.ts';
import { textsOf } from '../../../shared/util/ruleset-text.ts';
import { tryTexts } from './check.ts';
import type { ParsedRuleset } from './domain/ruleset.ts';
import { newRuleset } from './domain/template.ts';
import { hashOf } from './hash.ts';
import type {
  DraftStore,
  HistoryStore,
  RulesStore,
  ScriptCompiler,
  StoredDraft,
  TestRunner,
} from './ports.ts';

type Input<Schema extends z.ZodType> = z.output<Schema>;

/** What is worked on at the rule desk. `by`: the name of whoever does it. */
export interface DraftsService {
  /** What is worked on: the draft, or the newest version where there is none. Error `RULESET_NOT_FOUND`. */
  draft(id: string): Promise<RulesetDraft>;
  /** Its texts alone, nothing tried. Error `RULESET_NOT_FOUND`. */
  texts(id: string): Promise<RulesetTexts>;
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
}

export interface DraftsDependencies {
  readonly store: DraftStore;
  readonly history: HistoryStore;
  readonly versions: RulesStore;
  readonly compiler: ScriptCompiler;
  readonly tests: TestRunner;
  readonly clock: () => number;
  /** Called after each change of a draft that was kept, with its revision; 0: it was discarded. */
  readonly onDraft: (id: string, revision: number) => void;
}

/** How a version is made of a draft. */
export interface Drafts extends DraftsService {
  /** The draft as it is stored. Error `CONFLICT` where it is another. */
  stored(id: string, revision: number): Promise<StoredDraft>;
  save(draft: Omit<StoredDraft, 'isChanged' | 'savedAt'>, setAside: boolean): Promise<SavedDraft>;
}

const instant = (at: number): string => new Date(at).toISOString();

export function createDrafts(dependencies: DraftsDependencies): Drafts {
  const { store, compiler, tests, clock, onDraft } = dependencies;
  const current = (id: string) => contentOf(dependencies, id);
  const conflict = (id: string) => conflictOf(store, id);

  const shown = async (draft: StoredDraft): Promise<RulesetDraft> => {
    const { problems } = await tryTexts(draft.texts, draft.id, compiler);
    const { id, revision, baseVersion, texts, history, by } = draft;
    return {
      ...{ id, revision, baseVersion, texts, history, by, problems },
      isChanged: draft.isChanged,
      savedAt: instant(draft.savedAt),
    };
  };

  const save = async (
    draft: Omit<StoredDraft, 'isChanged' | 'savedAt'>,
    setAside: boolean,
  ): Promise<SavedDraft> => {
    const { problems, parsed } = await tryTexts(draft.texts, draft.id, compiler);
    const savedAt = clock();
    const changed = await isChanged(dependencies, draft.id, draft.baseVersion, parsed);
    const revision = await store.saveDraft({ ...draft, isChanged: changed, savedAt }, setAside);
    if (revision === null) throw await conflict(draft.id);
    onDraft(draft.id, revision);
    return { revision, isChanged: changed, problems, savedAt: instant(savedAt), by: draft.by };
  };

  return {
    save,
    async stored(id, revision) {
      const draft = await store.draft(id);
      if (draft === undefined || draft.revision !== revision) throw await conflict(id);
      return draft;
    },
    async draft(id) {
      const content = await current(id);
      if ('revision' in content) return shown(content);
      const { baseVersion, texts } = content;
      const { problems } = await tryTexts(texts, id, compiler);
      return {
        ...{ id, revision: 0, baseVersion, texts, history: null },
        ...{ savedAt: null, by: null, isChanged: false, problems },
      };
    },
    texts: async (id) => (await current(id)).texts,
    saveDraft: ({ setAside, ...draft }, by) => save({ ...draft, by }, setAside),
    async begin({ id, name, texts = newRuleset(id, name) }, by) {
      const isThere =
        (await store.draft(id)) !== undefined || (await newestOf(dependencies, id)) !== undefined;
      if (isThere) throw new ReasonError('CONFLICT', reason('rulesetThere', { id }));
      await save({ id, revision: 0, baseVersion: null, texts, history: null, by }, false);
      const stored = await store.draft(id);
      if (stored === undefined) throw await conflict(id);
      return shown(stored);
    },
    async discard({ id, revision }, by) {
      const key = await store.discardDraft(id, revision, clock(), by);
      if (key === null) throw await conflict(id);
      onDraft(id, 0);
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
  };
}

const newestOf = async ({ history }: DraftsDependencies, id: string) => (await history.versions(id, 1))[0];

/** The draft, or the contents of the newest version where there is none. Error `RULESET_NOT_FOUND`. */
async function contentOf(
  dependencies: DraftsDependencies,
  id: string,
): Promise<StoredDraft | { readonly baseVersion: number; readonly texts: RulesetTexts }> {
  const stored = await dependencies.store.draft(id);
  if (stored !== undefined) return stored;
  const base = await newestOf(dependencies, id);
  if (base === undefined) throw new ReasonError('RULESET_NOT_FOUND', reason('rulesetNowhere', { id }));
  return { baseVersion: base.version, texts: textsOf(base) };
}

/** Whether texts are another ruleset than the version they were made from. */
async function isChanged(
  { versions }: DraftsDependencies,
  id: string,
  baseVersion: number | null,
  parsed: ParsedRuleset | null,
): Promise<boolean> {
  const base = baseVersion === null ? undefined : await versions.find(id, baseVersion);
  if (base === undefined || parsed === null) return true;
  return (
    hashOf(parsed.manifest, parsed.source) !== base.hash ||
    canonicalJson(parsed.tests) !== canonicalJson(base.tests)
  );
}

async function conflictOf(store: DraftStore, id: string): Promise<ReasonError> {
  const there = await store.draft(id);
  return new ReasonError(
    'CONFLICT',
    there === undefined ? reason('draftGone') : reason('draftChanged', { by: there.by }),
  );
}
