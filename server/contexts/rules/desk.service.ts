import { ReasonError } from '../../../shared/contract/errors.ts';
import { reason } from '../../../shared/contract/reasons.ts';
import type { RulePath } from '../../../shared/contract/rule-path.ts';
import type { DeskLine } from '../../../shared/contract/ruleset-desk.ts';
import { nameOfTexts } from './domain/draft-name.ts';
import { readManifest } from './domain/ruleset.ts';
import { createChecks, type ChecksService } from './checks.service.ts';
import { createDrafts, type DraftsService } from './drafts.service.ts';
import type {
  DraftStore,
  HistoryStore,
  RulesStore,
  ScriptChecker,
  ScriptCompiler,
  StoredDraft,
  TestRunner,
} from './ports.ts';
import { createVersionPaths, pathOfTexts } from './path.ts';
import type { RulesService } from './rules.service.ts';
import { createVersions, type VersionsService } from './versions.service.ts';

/** What a window at the rule desk asks for. */
export interface DeskService extends DraftsService, VersionsService, ChecksService {
  /** Every ruleset that has a version or a draft, by id. */
  list(): Promise<{ items: DeskLine[] }>;
  /** How each ruleset runs over many rows: the version that judges, else the newest. Every version is compiled once. */
  paths(): Promise<{ items: { id: string; path: RulePath | null }[] }>;
  /** How what is worked on would run over many rows; `null` as long as it cannot run. Error `RULESET_NOT_FOUND`. */
  path(id: string): Promise<{ path: RulePath | null }>;
  /** Only of a ruleset that never judged. Errors `CONFLICT`, `RULESET_NOT_FOUND`. */
  remove(id: string): Promise<{ removed: boolean }>;
}

export interface DeskDependencies {
  readonly drafts: DraftStore;
  readonly history: HistoryStore;
  readonly versions: RulesStore;
  readonly rules: RulesService;
  readonly compiler: ScriptCompiler;
  readonly checker: ScriptChecker;
  readonly tests: TestRunner;
  readonly clock: () => number;
  readonly live: (id: string) => { boundEquipment: string[]; suspendedUntil?: string };
  /** Whether any judgment of this ruleset is stored. */
  readonly hasJudged: (id: string) => Promise<boolean>;
  /** Called after each change that was kept: with `revision` of the draft alone, 0 where it was discarded. */
  readonly onChange: (id: string, revision?: number) => void;
}

export function createDeskService(dependencies: DeskDependencies): DeskService {
  const { drafts: store, history, versions, rules, live, hasJudged, onChange } = dependencies;
  const { compiler, tests, clock } = dependencies;
  const shared = { history, versions, compiler, tests, clock };
  const versionPath = createVersionPaths(compiler);
  const checks = createChecks(dependencies.checker);
  const drafts = createDrafts({ ...shared, store, onDraft: onChange });
  return {
    ...drafts,
    ...checks,
    ...createVersions({ ...shared, rules, drafts, checks, onChange: (id) => onChange(id) }),
    async list() {
      const [stored, open] = await Promise.all([history.rulesets(), store.drafts()]);
      const draftOf = new Map(open.map((draft) => [draft.id, draft]));
      const known = new Set(stored.map((each) => each.newest.id));
      const lines = [
        ...stored.map((each) =>
          deskLine(each.newest.id, each, draftOf.get(each.newest.id), live(each.newest.id)),
        ),
        ...open
          .filter(({ id }) => !known.has(id))
          .map((draft) => deskLine(draft.id, undefined, draft, live(draft.id))),
      ];
      return { items: lines.sort((a, b) => (a.id < b.id ? -1 : 1)) };
    },
    async paths() {
      const [stored, active] = await Promise.all([history.rulesets(), versions.active()]);
      const judging = new Map(active.map((version) => [version.id, version]));
      const items: { id: string; path: RulePath | null }[] = [];
      // One after the other: judging never waits for more than one of them.
      for (const { newest } of stored)
        items.push({ id: newest.id, path: await versionPath(judging.get(newest.id) ?? newest) });
      return { items };
    },
    async path(id) {
      return { path: await pathOfTexts(await drafts.texts(id), compiler) };
    },
    async remove(id) {
      const [stored, draft, activations, judged] = await Promise.all([
        history.versions(id, 1),
        store.draft(id),
        history.activations(id),
        hasJudged(id),
      ]);
      if (stored.length === 0 && draft === undefined)
        throw new ReasonError('RULESET_NOT_FOUND', reason('rulesetNowhere', { id }));
      if (activations.length > 0 || judged) throw new ReasonError('CONFLICT', reason('rulesetHasJudged'));
      await history.remove(id);
      await rules.refresh();
      onChange(id);
      return { removed: true };
    },
  };
}

const instant = (at: number): string => new Date(at).toISOString();

function deskLine(
  id: string,
  stored: Awaited<ReturnType<HistoryStore['rulesets']>>[number] | undefined,
  draft: StoredDraft | undefined,
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
