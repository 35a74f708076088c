import {
  AppError,
  fieldErrorBy,
  fieldErrorsOf,
  type FieldError,
} from '../../../../shared/contract/errors.ts';
import { reason } from '../../../../shared/contract/reasons.ts';
import {
  MOST_OF_SCRIPT,
  rulesetManifestSchema,
  rulesetTestSchema,
  type RulesetManifest,
  type RulesetTest,
} from '../../../../shared/contract/rules.ts';
import { canonicalJson } from '../../../../shared/util/canonical-json.ts';
import { toNfc } from '../../../../shared/util/nfc.ts';
import type { ScriptDiagnostic, ScriptFacts } from '../ports.ts';

/** A ruleset as it lies in a folder or bundle, nothing checked yet. */
export interface RawRuleset {
  readonly manifest: unknown;
  readonly source: string;
  readonly tests: unknown;
}

export interface ParsedRuleset {
  readonly manifest: RulesetManifest;
  readonly source: string;
  readonly tests: RulesetTest[];
}

/** A valid one; its script may still have places that fail when they are reached. */
export interface CheckedRuleset extends ParsedRuleset {
  readonly warnings: readonly FieldError[];
}

/** Names a script may read: its inputs, and the maps `input` (all of them) and `parameters`. */
export function scriptNames(manifest: RulesetManifest): string[] {
  return ['input', 'parameters', ...manifest.inputs.map((input) => input.name)];
}

/**
 * What a ruleset's hash is taken of: the canonical JSON (RFC 8785) of the manifest with every default filled in, a line
 * end, the script, all in NFC. So a default written out is the same ruleset, and whoever reads manifest and source over
 * REST can take the hash again.
 */
export function hashedText(manifest: RulesetManifest, source: string): string {
  return `${canonicalJson(manifest)}\n${source}`;
}

/** A manifest that was checked when it was imported. */
export function readManifest(stored: unknown): RulesetManifest {
  return rulesetManifestSchema.parse(toNfc(stored));
}

/** Checks the files of a ruleset by their contract. Error `RULESET_INVALID` with every fault's file and path. */
export function parseRuleset(raw: RawRuleset): ParsedRuleset {
  const manifest = rulesetManifestSchema.safeParse(toNfc(raw.manifest));
  const tests = rulesetTestSchema.array().max(MOST_TESTS).safeParse(toNfc(raw.tests));
  const errors: FieldError[] = [];
  if (!manifest.success) errors.push(...inFile('ruleset.json', fieldErrorsOf(manifest.error)));
  if (!tests.success) errors.push(...inFile('tests.json', fieldErrorsOf(tests.error)));
  errors.push(...faultsOfLength(raw.source));
  if (!manifest.success || !tests.success || errors.length > 0) throw invalid(errors);
  return { manifest: manifest.data, source: raw.source.normalize('NFC'), tests: tests.data };
}

export const MOST_TESTS = 1_000;

export function faultsOfLength(source: string): FieldError[] {
  if (source.length <= MOST_OF_SCRIPT) return [];
  return [fieldErrorBy('rules.rhai', reason('scriptTooLong', { most: MOST_OF_SCRIPT.toLocaleString('en') }))];
}

/** What a compiled script may still have wrong with its manifest. */
export function checkAgainstManifest(manifest: RulesetManifest, facts: ScriptFacts): FieldError[] {
  const known = new Set(scriptNames(manifest));
  const unknown = facts.inputs
    .filter((name) => !known.has(name))
    .map((name) => fieldErrorBy('rules.rhai', reason('inputUnknown', { name })));
  const undeclared = facts.verdicts
    .filter((verdict) => !Object.hasOwn(manifest.verdicts, verdict))
    .map((verdict) => fieldErrorBy('rules.rhai', reason('verdictUndeclared', { verdict })));
  return [...unknown, ...undeclared];
}

export function diagnosticErrors(diagnostics: readonly ScriptDiagnostic[]): FieldError[] {
  return diagnostics.map((diagnostic) => ({
    path: `rules.rhai:${diagnostic.line}:${diagnostic.column}`,
    message: `${diagnostic.code}: ${diagnostic.message}${diagnostic.expected ? ` (expected ${diagnostic.expected})` : ''}`,
    reason: diagnostic.reason,
  }));
}

export function invalid(errors: readonly FieldError[]): AppError {
  const first = errors[0];
  const more = errors.length > 1 ? ` (and ${errors.length - 1} more)` : '';
  const text = first ? `${first.path}: ${first.message}${more}` : 'the ruleset is not valid';
  return new AppError('RULESET_INVALID', text, errors);
}

export function inFile(file: string, errors: readonly FieldError[]): FieldError[] {
  return errors.map(({ path, ...error }) => ({ path: path ? `${file}: ${path}` : file, ...error }));
}
