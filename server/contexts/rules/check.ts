import type { z } from 'zod';
import {
  fieldErrorBy,
  fieldErrorsOf,
  ReasonError,
  type FieldError,
} from '../../../shared/contract/errors.ts';
import { inScript, reason } from '../../../shared/contract/reasons.ts';
import {
  rulesetManifestSchema,
  rulesetTestSchema,
  type RulesetManifest,
} from '../../../shared/contract/rules.ts';
import type { RulesetProblem, RulesetTexts } from '../../../shared/contract/ruleset-desk.ts';
import { jsonPlaces, lineOf, type JsonPlaces } from '../../../shared/util/json-places.ts';
import { toNfc } from '../../../shared/util/nfc.ts';
import { faultsOfContents } from './domain/contents.ts';
import { faultsOfDecisionTable } from './domain/decision-table.ts';
import { inTexts } from './domain/problems.ts';
import {
  checkAgainstManifest,
  diagnosticErrors,
  faultsOfLength,
  inFile,
  invalid,
  MOST_TESTS,
  parseRuleset,
  scriptNames,
  type CheckedRuleset,
  type ParsedRuleset,
  type RawRuleset,
} from './domain/ruleset.ts';
import type { ScriptCompiler } from './ports.ts';
import { faultsOfSchedule } from './schedule.ts';

interface Faults {
  readonly errors: readonly FieldError[];
  readonly warnings: readonly FieldError[];
}

/** Tells of a draft what keeps it from being a version; more of one file help nobody. */
const MOST_PROBLEMS = 200;

/**
 * A ruleset by its contract, compiled and compared with its manifest. Error `RULESET_INVALID` with every fault found
 * and where it is.
 */
export async function checkRuleset(raw: RawRuleset, compiler: ScriptCompiler): Promise<CheckedRuleset> {
  const parsed = parseRuleset(raw);
  const { errors, warnings } = await faultsOf(parsed, compiler);
  if (errors.length > 0) throw invalid(errors);
  return { ...parsed, warnings };
}

/** What is wrong with a ruleset whose files have their form. */
async function faultsOf(parsed: ParsedRuleset, compiler: ScriptCompiler): Promise<Faults> {
  const { manifest, source } = parsed;
  const ofNames = await faultsOfNames(manifest, compiler);
  const ofTable = faultsOfDecisionTable(parsed);
  const errors = [
    ...faultsOfContents(parsed),
    ...faultsOfSchedule(manifest.trigger),
    ...ofTable.errors,
    ...ofNames,
  ];
  // With a name that is none the script cannot be compiled as it is meant.
  if (ofNames.length > 0) return { errors, warnings: [] };
  const compiled = await compiler.compile(source, { limits: manifest.limits, inputs: scriptNames(manifest) });
  if (!compiled.ok)
    return { errors: [...errors, ...diagnosticErrors(compiled.diagnostics)], warnings: ofTable.warnings };
  return {
    errors: [...errors, ...checkAgainstManifest(manifest, compiled.facts)],
    warnings: [...ofTable.warnings, ...diagnosticErrors(compiled.facts.warnings)],
  };
}

/** Inputs whose name is no variable of the language, e.g. one of its words: asked of the engine, which knows them. */
async function faultsOfNames(
  { inputs, limits }: RulesetManifest,
  compiler: ScriptCompiler,
): Promise<FieldError[]> {
  const areVariables = async (names: readonly string[]) => {
    const compiled = await compiler.compile(`[${names.join(', ')}]`, { limits, inputs: names });
    return compiled.ok && names.every((name) => compiled.facts.inputs.includes(name));
  };
  const names = inputs.map(({ name }) => name);
  if (await areVariables(names)) return [];
  const faults: FieldError[] = [];
  for (const [index, name] of names.entries()) {
    if (await areVariables([name])) continue;
    faults.push(fieldErrorBy(`ruleset.json: inputs.${index}.name`, reason('inputIsWord', { name })));
  }
  return faults;
}

/** Texts that may be anything, as far as they are a ruleset. */
export interface TriedTexts {
  readonly problems: RulesetProblem[];
  /** Where all three files have their form, whatever else is wrong. */
  readonly parsed: ParsedRuleset | null;
}

/** Every problem of a draft at once, each with its place in the texts; a file that is no JSON does not hide the others'. */
export async function tryTexts(
  texts: RulesetTexts,
  id: string,
  compiler: ScriptCompiler,
): Promise<TriedTexts> {
  const manifest = readJson('ruleset.json', texts.manifest, rulesetManifestSchema);
  const tests = readJson('tests.json', texts.tests, rulesetTestSchema.array().max(MOST_TESTS));
  const source = texts.source.normalize('NFC');
  const errors = [...manifest.errors, ...faultsOfLength(source), ...tests.errors];
  if (manifest.value !== undefined && manifest.value.id !== id)
    errors.push(fieldErrorBy('ruleset.json: id', reason('rulesetOtherId', { id })));
  const faults =
    manifest.value === undefined
      ? { errors: await faultsOfScriptAlone(source, compiler), warnings: [] }
      : await faultsOf({ manifest: manifest.value, source, tests: tests.value ?? [] }, compiler);
  const told = inTexts(texts, { 'ruleset.json': manifest.places, 'tests.json': tests.places });
  return {
    problems: [
      ...[...errors, ...faults.errors].map((error) => told(error, 'error')),
      ...faults.warnings.map((warning) => told(warning, 'warning')),
    ].slice(0, MOST_PROBLEMS),
    parsed:
      manifest.value === undefined || tests.value === undefined
        ? null
        : { manifest: manifest.value, source, tests: tests.value },
  };
}

/** Texts that can judge. Error `RULESET_INVALID` with every fault and its place. */
export async function validTexts(
  texts: RulesetTexts,
  id: string,
  compiler: ScriptCompiler,
): Promise<ParsedRuleset> {
  const { problems, parsed } = await tryTexts(texts, id, compiler);
  const errors = problems.filter(({ severity }) => severity === 'error');
  const [first] = errors;
  const fields = errors.map(atItsPlace);
  if (first?.reason !== undefined) {
    const said = inScript(first.reason, first.line ?? 0, first.column ?? 1);
    throw new ReasonError('RULESET_INVALID', said, undefined, fields);
  }
  if (parsed === null || first !== undefined) throw invalid(fields);
  return parsed;
}

/** A problem as other errors tell their place, `rules.rhai:3:9` or `ruleset.json: inputs.0.name`. */
function atItsPlace({ file, path, line, column, message, reason: why }: RulesetProblem) {
  const place =
    path === '' && line !== undefined ? `${file}:${line}:${column}` : path === '' ? file : `${file}: ${path}`;
  return { path: place, message, ...(why === undefined ? {} : { reason: why }) };
}

/** As long as nobody knows the inputs: whether it is a script at all. Which names it may read is told when the manifest is one. */
async function faultsOfScriptAlone(source: string, compiler: ScriptCompiler): Promise<FieldError[]> {
  const limits = { operations: 100_000, deadlineMs: 50 };
  const compiled = await compiler.compile(source, { limits, inputs: [] });
  if (compiled.ok) return [];
  return diagnosticErrors(compiled.diagnostics.filter(({ code }) => code !== 'UNKNOWN_VARIABLE'));
}

interface ReadJson<T> {
  readonly value?: T;
  readonly errors: FieldError[];
  readonly places: JsonPlaces;
}

function readJson<Schema extends z.ZodType>(
  file: string,
  text: string,
  schema: Schema,
): ReadJson<z.output<Schema>> {
  const places = jsonPlaces(text);
  if (!places.ok) {
    const { line, column } = lineOf(text, places.at);
    return { errors: [fieldErrorBy(file, reason('rulesetJson', { line, column }))], places };
  }
  const parsed = schema.safeParse(toNfc(JSON.parse(text)));
  if (parsed.success) return { value: parsed.data, errors: [], places };
  return { errors: inFile(file, fieldErrorsOf(parsed.error)), places };
}
