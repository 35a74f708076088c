import { useMemo } from 'react';
import { create } from 'zustand';
import { decisionTableSchema, type DecisionTable } from '../../../../../shared/contract/decision-table.ts';
import { textOfReason } from '../../../../../shared/contract/reasons.ts';
import {
  MOST_OF_SCRIPT,
  rulesetManifestSchema,
  type RulesetManifest,
} from '../../../../../shared/contract/rules.ts';
import { scriptOf } from '../../../../../shared/decision-table/generate.ts';
import { readTable, type ReadTable, type TableModel } from '../../../../../shared/decision-table/model.ts';
import { isScriptOf, scriptOfText } from '../../../../../shared/decision-table/script.ts';
import { tooLong } from '../../../../../shared/decision-table/told.ts';
import { toNfc } from '../../../../../shared/util/nfc.ts';
import { useLanguage } from '../../../lib/preferences/preferences.ts';
import { manifestOf, manifestText, withMember, type Members } from '../settings/manifest-form.ts';
import { testsOf, testsText, testsWithOutputNamed } from '../tests/test-form.ts';
import { useDesk } from '../use-desk.ts';

/** The draft's decision table, on screen. */
export interface OpenTable {
  readonly table: DecisionTable;
  readonly manifest: RulesetManifest;
  /** Nothing where a cell or column is wrong. */
  readonly model: TableModel | null;
  /** What is wrong, by path within the table: `rows.3.when.1`. */
  readonly faults: ReadonlyMap<string, string>;
  /** The script is another than the table makes. */
  readonly isOther: boolean;
  /** Why none can be made though no cell is wrong. */
  readonly tooLong: string | null;
  readonly canUndo: boolean;
  readonly canRedo: boolean;
  /** `more`: other members of the manifest that come with it; undo leaves them. */
  put(next: DecisionTable, more?: Members): void;
  undo(): void;
  redo(): void;
  /** Puts what the table makes in place of the script. */
  makeScript(): void;
  /** Keeps the script and forgets the table. */
  letGo(): void;
}

export type TableState =
  | { readonly kind: 'none'; readonly manifest: RulesetManifest | null }
  | { readonly kind: 'open'; readonly open: OpenTable }
  /** The manifest, or the table in it, has not its form. */
  | { readonly kind: 'faulty' };

const MOST_STEPS = 200;

interface Steps {
  readonly past: readonly DecisionTable[];
  readonly future: readonly DecisionTable[];
}
const NO_STEPS: Steps = { past: [], future: [] };

/** What was changed in tables since this window was opened, by ruleset. */
const useSteps = create<{
  readonly of: Readonly<Record<string, Steps>>;
  set(id: string, steps: Steps): void;
}>((set) => ({
  of: {},
  set: (id, steps) => set(({ of }) => ({ of: { ...of, [id]: steps } })),
}));

/** A manifest that is valid but perhaps for its table. */
function readManifest(members: Members): { manifest: RulesetManifest | null; table: DecisionTable | null } {
  const { table: raw, ...others } = members;
  const manifest = rulesetManifestSchema.safeParse(toNfc(others));
  const table = raw === undefined ? null : decisionTableSchema.safeParse(toNfc(raw));
  return { manifest: manifest.data ?? null, table: table?.data ?? null };
}

const NOTHING_WRONG: ReadonlyMap<string, string> = new Map();

function faultsIn(read: ReadTable, language: 'ko' | 'en'): ReadonlyMap<string, string> {
  if (read.ok) return NOTHING_WRONG;
  return new Map(
    read.faults.map(({ path, reason }) => [path.slice('table.'.length), textOfReason(reason, language)]),
  );
}

/** Test cases follow an output that is given another name, there and back. */
function testsFor(text: string, before: DecisionTable | null, after: DecisionTable): { tests?: string } {
  const [old = [], now = []] = [before?.outputs, after.outputs];
  const changed = old.flatMap(({ name }, at) => {
    const to = now[at]?.name;
    return to === undefined || to === name ? [] : [[name, to] as const];
  });
  const [only] = changed;
  const tests = testsOf(text);
  if (old.length !== now.length || changed.length !== 1 || only === undefined || tests === null) return {};
  const renamed = testsWithOutputNamed(tests, ...only);
  return renamed === null ? {} : { tests: testsText(renamed) };
}

/** The table of the draft that is open, and what can be done to it. */
export function useTable(): TableState {
  const { id, draft, change } = useDesk();
  const language = useLanguage();
  const { manifest: text, source } = draft.texts;
  const steps = useSteps((state) => state.of[id] ?? NO_STEPS);
  const setSteps = useSteps((state) => state.set);
  const members = useMemo(() => manifestOf(text), [text]);
  const known = useMemo(() => (members === null ? null : readManifest(members)), [members]);
  const read = useMemo(
    () => (known?.manifest && known.table ? readTable(known.table, known.manifest) : null),
    [known],
  );
  const made = useMemo(() => (read?.ok === true ? scriptOf(read.model) : null), [read]);
  const faults = useMemo(() => (read === null ? NOTHING_WRONG : faultsIn(read, language)), [read, language]);
  const isTooLong = made !== null && made.length > MOST_OF_SCRIPT;
  if (members === null || known === null) return { kind: 'faulty' };
  const { manifest, table } = known;
  if (members['table'] === undefined) return { kind: 'none', manifest };
  if (manifest === null || table === null || read === null) return { kind: 'faulty' };
  const textWith = (next: DecisionTable | undefined, more: Members = {}) =>
    manifestText(withMember({ ...members, ...more }, 'table', next));
  const go = (
    next: DecisionTable | undefined,
    past: readonly DecisionTable[],
    future: readonly DecisionTable[],
    more?: Members,
  ) => {
    if (next === undefined) return;
    setSteps(id, { past: past.slice(-MOST_STEPS), future });
    change({ manifest: textWith(next, more), ...testsFor(draft.texts.tests, table, next) });
  };
  const { past, future } = steps;
  return {
    kind: 'open',
    open: {
      ...{ table, manifest, faults },
      model: read.ok ? read.model : null,
      isOther: made !== null && !isTooLong && !isScriptOf(source, made),
      tooLong: isTooLong ? textOfReason(tooLong(made.length).reason, language) : null,
      canUndo: past.length > 0,
      canRedo: future.length > 0,
      put: (next, more) => next !== table && go(next, [...past, table], [], more),
      undo: () => go(past.at(-1), past.slice(0, -1), [table, ...future]),
      redo: () => go(future[0], [...past, table], future.slice(1)),
      makeScript: () => made !== null && !isTooLong && change({ source: made }),
      letGo: () => change({ manifest: textWith(undefined) }),
    },
  };
}

/** The texts of a draft whose script is made from a table from now on; null where the table has a fault that keeps it from it. */
export function textsWithTable(members: Members, more: Members): { manifest: string; source: string | null } {
  const manifest = manifestText({ ...members, ...more });
  return { manifest, source: scriptOfText(manifest) };
}
