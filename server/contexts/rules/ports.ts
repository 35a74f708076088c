import type { Reason } from '../../../shared/contract/reasons.ts';
import type { RulePath } from '../../../shared/contract/rule-path.ts';
import type {
  RulesetBundle,
  RulesetInput,
  RulesetManifest,
  RulesetTest,
  RulesetVersion,
} from '../../../shared/contract/rules.ts';
import type { CheckReport, FindingCode, Witness } from '../../../shared/contract/ruleset-check.ts';
import type { RulesetTexts, SetAside, TestResult } from '../../../shared/contract/ruleset-desk.ts';
import type { ParsedRuleset } from './domain/ruleset.ts';
import type { ScriptTree } from '../../../rhai-wasm/index.ts';

/** The tree of a script, as the checker reads it. */
export type {
  Arm,
  Assignment,
  Call,
  Chain,
  Expression,
  For,
  FunctionTree,
  If,
  Let,
  Place,
  ScriptTree,
  Statement,
  Switch,
  While,
} from '../../../rhai-wasm/index.ts';

/** What a script is found to be when it compiles. */
export interface ScriptFacts {
  readonly inputs: readonly string[];
  readonly verdicts: readonly string[];
  /** What would fail where it is reached, e.g. a call of a function nobody knows. */
  readonly warnings: readonly ScriptDiagnostic[];
  /** Its conditions: where they are, and their text. */
  readonly rules: readonly {
    readonly kind: 'if' | 'switch';
    readonly line: number;
    readonly column: number;
    readonly source: string;
  }[];
}

export interface ScriptDiagnostic {
  readonly code: string;
  readonly message: string;
  readonly line: number;
  readonly column: number;
  readonly expected?: string | undefined;
  readonly reason: Reason;
}

/** What an input is in all rows: of a type, or a value that never changes. */
export type ScriptInputType =
  | { readonly type: RulesetInput['type']; readonly optional: boolean }
  | { readonly value: RulesetManifest['parameters'] };

/** Compiles a script under a ruleset's limits; never throws for a faulty script. */
export interface ScriptCompiler {
  /** With `types` it also says how the script would run over many rows. */
  compile(
    source: string,
    options: {
      limits: RulesetManifest['limits'];
      inputs: readonly string[];
      types?: Readonly<Record<string, ScriptInputType>>;
    },
  ): Promise<
    | { ok: true; facts: ScriptFacts; path?: RulePath }
    | { ok: false; diagnostics: readonly ScriptDiagnostic[] }
  >;
}

/** A version as it is stored: the manifest as it was written, so that its hash stays what it was. */
export interface StoredVersion {
  readonly id: string;
  readonly version: number;
  readonly hash: string;
  readonly state: RulesetVersion['state'];
  readonly manifest: unknown;
  readonly source: string;
  readonly tests: readonly RulesetTest[];
  readonly importedAt: number;
  readonly activatedAt: number | null;
  /** Who brought it; null where that is not known. */
  readonly by: string | null;
}

/** Stands for no version where the history says which one was put into force: the ruleset was retired. */
export const RETIRED = 0;

/** Who put a version into force, when (epoch milliseconds) and why. */
export interface ActivationRecord {
  readonly at: number;
  readonly by: string | null;
  readonly reason: string | null;
  /** Test cases that failed and were accepted. */
  readonly failedTests: number;
  /** Errors of the checker that nobody had accepted: the code of each. */
  readonly findings: readonly FindingCode[];
}

export interface StoredActivation extends ActivationRecord {
  readonly version: number;
  readonly fromVersion: number | null;
}

export interface RulesStore {
  find(id: string, version: number): Promise<StoredVersion | undefined>;
  findByHash(id: string, hash: string): Promise<StoredVersion | undefined>;
  /** The newest version of each ruleset, or its active one where there is one; ids rising. */
  list(afterId: string | undefined, limit: number): Promise<StoredVersion[]>;
  active(): Promise<StoredVersion[]>;
  /** `id@version@activatedAt` of every active version; cheap, asked every second. */
  activeFingerprint(): Promise<string>;
  /** Adds the next version of a ruleset and returns its number. */
  add(version: Omit<StoredVersion, 'version' | 'state' | 'activatedAt'>): Promise<number>;
  /** Test cases are no part of a version's contents: they may change with it staying what it is. */
  replaceTests(id: string, version: number, tests: readonly RulesetTest[]): Promise<void>;
  /** Which version of which ruleset was put into force when (epoch milliseconds), in order. */
  activations(): Promise<{ readonly id: string; readonly version: number; readonly at: number }[]>;
  /**
   * Makes one version the active one of its ruleset, retiring the one before; `RETIRED`: none. With `expected` only while that one is
   * active (`RETIRED`: none is); false where it is not.
   */
  activate(id: string, version: number, record: ActivationRecord, expected?: number): Promise<boolean>;
}

interface DraftTexts {
  readonly baseVersion: number | null;
  readonly texts: RulesetTexts;
  readonly history: string | null;
}

export interface StoredDraft extends DraftTexts {
  readonly id: string;
  readonly revision: number;
  readonly isChanged: boolean;
  readonly savedAt: number;
  readonly by: string;
}

export interface StoredAside extends DraftTexts {
  readonly key: number;
  readonly savedAt: number;
  readonly at: number;
  readonly by: string;
  readonly why: SetAside['why'];
}

/** What replaces the draft of revision `revision`; 0: there must be none. */
export type NewDraft = Omit<StoredDraft, 'revision'> & { readonly revision: number };

/** Drafts of the desk. Everything is on disk when a promise resolves. */
export interface DraftStore {
  draft(id: string): Promise<StoredDraft | undefined>;
  /** All of them, each with nothing but its manifest. */
  drafts(): Promise<StoredDraft[]>;
  /** The new revision, or null where the stored one is another. `setAside`: the one replaced is kept to be taken back. */
  saveDraft(draft: NewDraft, setAside: boolean): Promise<number | null>;
  /** Sets the draft aside; null where its revision is another, else the key it is kept by. */
  discardDraft(id: string, revision: number, at: number, by: string): Promise<number | null>;
  asides(id: string): Promise<StoredAside[]>;
  aside(id: string, key: number): Promise<StoredAside | undefined>;
}

/** What stands on record of versions. */
export interface HistoryStore {
  /** Newest first. */
  versions(id: string, limit: number): Promise<StoredVersion[]>;
  comments(id: string): Promise<{ version: number; at: number; by: string; text: string }[]>;
  comment(id: string, version: number, comment: { at: number; by: string; text: string }): Promise<void>;
  /** Newest first. */
  activations(id: string): Promise<StoredActivation[]>;
  /** Of every ruleset its newest version, the version that is active, and whether one ever was. */
  rulesets(): Promise<
    {
      readonly newest: StoredVersion;
      readonly activeVersion: number | null;
      readonly wasActive: boolean;
    }[]
  >;
  /** Everything of a ruleset. */
  remove(id: string): Promise<void>;
}

/** Runs test cases one after the other, each judged as a live input would be. */
export interface TestRunner {
  run(ruleset: ParsedRuleset): Promise<TestResult[]>;
}

export type { RulesetBundle };

/** What one evaluation of a script ended in. Lines and columns from 1. */
export interface ScriptRun {
  readonly ok: boolean;
  readonly value: unknown;
  readonly error: {
    readonly code: string;
    readonly message: string;
    readonly reason: Reason;
    readonly line: number;
    readonly column: number;
  } | null;
  /** Conditions that were reached: how often, and how often they held. */
  readonly trace: readonly {
    readonly ruleId: string;
    readonly line: number;
    readonly column: number;
    readonly fired: boolean;
    readonly count: number;
    readonly firedCount: number;
    readonly values: Readonly<Record<string, null | boolean | number | string>>;
  }[];
  /** Judging can read the result as a declared verdict with its confidence and reasons. */
  readonly isJudged: boolean;
}

/** The engine as the checker uses it, in one thread. */
export interface CheckEngine {
  tree(
    source: string,
  ):
    | { readonly ok: true; readonly tree: ScriptTree }
    | { readonly ok: false; readonly diagnostics: readonly ScriptDiagnostic[] };
  /** Names of functions nobody knows, and the like, are warnings; a script that is none gives no runner. */
  open(
    manifest: RulesetManifest,
    source: string,
  ): {
    readonly warnings: readonly ScriptDiagnostic[];
    readonly diagnostics: readonly ScriptDiagnostic[];
    readonly inputs: readonly string[];
    /** It finds inputs by names it calculates. */
    readonly readsAny: boolean;
    readonly verdicts: readonly string[];
    run(inputs: Readonly<Record<string, number | boolean | string | null>>): ScriptRun;
    close(): void;
  };
}

/** The checker as services use it: off the thread they run in, the same content checked once. */
export interface ScriptChecker {
  check(manifest: RulesetManifest, source: string): Promise<CheckReport>;
  run(manifest: RulesetManifest, source: string, inputs: Witness): Promise<ScriptRun>;
  close(): Promise<void>;
}

/** Works on an order in a thread of its own and tells each step. Rejects where the thread fails or `signal` ends it. */
export interface WorkThread<Order, Step> {
  run(order: Order, on: (step: Step) => void, signal: AbortSignal): Promise<void>;
}
