import type {
  RulesetBundle,
  RulesetManifest,
  RulesetTest,
  RulesetVersion,
} from '../../../shared/contract/rules.ts';

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
}

/** Compiles a script under a ruleset's limits; never throws for a faulty script. */
export interface ScriptCompiler {
  compile(
    source: string,
    options: { limits: RulesetManifest['limits']; inputs: readonly string[] },
  ): Promise<{ ok: true; facts: ScriptFacts } | { ok: false; diagnostics: readonly ScriptDiagnostic[] }>;
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
  /** Makes one version the active one of its ruleset, retiring the one before. */
  activate(id: string, version: number, at: number): Promise<void>;
}

export type { RulesetBundle };
