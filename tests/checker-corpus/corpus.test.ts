import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import type { RhaiEngine } from '../../rhai-wasm/index.ts';
import { loadRhai } from '../../rhai-wasm/load-node.ts';
import type { ScriptCompiler } from '../../server/contexts/rules/index.ts';
import { checkRuleset } from '../../server/contexts/rules/check.ts';
import { FINDING_CODES, type FindingCode } from '../../shared/contract/ruleset-check.ts';
import { corpusFiles, type CorpusCase } from './cases.ts';
import { PROOFS } from './proofs.ts';
import { shownOf, Subject } from './subject.ts';

const faulty = corpusFiles('faulty');
const sound = corpusFiles('sound');
/** Of each kind. */
const MINIMUM = 220;
const later = { faulty: corpusFiles('later/faulty'), sound: corpusFiles('later/sound') };
const all = [faulty, sound, later.faulty, later.sound].flatMap((files) => [...files.values()].flat());

/** Faults with which a ruleset is refused already when it is stored. */
const REFUSED: ReadonlySet<FindingCode> = new Set(['SYNTAX', 'UNKNOWN_NAME', 'UNDECLARED_VERDICT']);
/** Faults that end in no verdict. */
const WITHOUT_VERDICT: ReadonlySet<FindingCode> = new Set<FindingCode>([
  ...['NO_VERDICT', 'UNDECLARED_VERDICT', 'CONFIDENCE_RANGE', 'MISSING_VALUE', 'TYPE_MISMATCH'],
  ...['NOTHING_USED', 'UNHANDLED_MISSING', 'UNKNOWN_NAME'],
] as FindingCode[]);

let engine: RhaiEngine;
let compiler: ScriptCompiler;
beforeAll(async () => {
  engine = await loadRhai();
  compiler = {
    compile: async (source, { limits, inputs }) =>
      engine.compile(source, { limits: { operations: limits.operations }, inputs }),
  };
});

function subjectOf(corpusCase: CorpusCase): Subject {
  const subject = new Subject(engine, corpusCase);
  onTestFinished(() => subject.release());
  return subject;
}

const stored = ({ ruleset, rules }: CorpusCase) =>
  checkRuleset({ manifest: ruleset, source: rules, tests: [] }, compiler);

describe('the corpus', () => {
  it('has enough cases, each name once, a third of the faulty ones with two faults or more', () => {
    const names = all.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    const cases = [...faulty.values()].flat();
    expect(cases.length).toBeGreaterThanOrEqual(MINIMUM);
    expect([...sound.values()].flat().length).toBeGreaterThanOrEqual(MINIMUM);
    const several = cases.filter((one) => one.expect.length >= 2);
    expect(several.length).toBeGreaterThanOrEqual(cases.length / 3);
  });

  it('has cases of every code, and explains it', () => {
    const readme = readFileSync(new URL('README.md', import.meta.url), 'utf8');
    const casesOf = (code: FindingCode) =>
      all.filter((one) => one.expect.some((expected) => expected.code === code)).length;
    expect(FINDING_CODES.filter((code) => !readme.includes(`| \`${code}\` |`))).toEqual([]);
    expect(FINDING_CODES.filter((code) => casesOf(code) < 3)).toEqual([]);
  });
});

describe.each([...faulty, ...later.faulty])('faulty/%s', (_file, cases) => {
  it.each(cases)('$name', async (corpusCase) => {
    const { expect: expected } = corpusCase;
    expect(expected.length).toBeGreaterThan(0);
    const isRefused = expected.some(({ code }) => REFUSED.has(code));
    if (!isRefused) await stored(corpusCase);
    const syntax = expected.find(({ code }) => code === 'SYNTAX');
    if (syntax !== undefined) {
      await expect(stored(corpusCase)).rejects.toMatchObject({
        fields: [{ path: expect.stringMatching(new RegExp(`^rules.rhai:${syntax.line}:`)) }],
      });
      return;
    }
    const subject = subjectOf(corpusCase);
    const witnesses = expected.map(({ witness }) => witness).filter((inputs) => inputs !== undefined);
    const told = [...corpusCase.examples, ...witnesses];
    expect(told.flatMap((inputs) => subject.unfit(inputs))).toEqual([]);
    const unproved = expected.flatMap((finding) => {
      const fault = PROOFS[finding.code as Exclude<FindingCode, 'SYNTAX'>](subject, finding);
      return fault === undefined ? [] : [`${finding.code} in line ${finding.line ?? '-'}: ${fault}`];
    });
    expect(unproved).toEqual([]);
    expect([...untoldNames(subject), ...untold(subject)]).toEqual([]);
  });
});

/** The same with every line as it was meant; undefined where that is not told of each fault. */
function repaired(corpusCase: CorpusCase): CorpusCase | undefined {
  const lines = corpusCase.rules.split('\n');
  for (const { line, repair } of corpusCase.expect) {
    if (line === undefined || repair === undefined) return undefined;
    lines[line - 1] = repair;
  }
  return { ...corpusCase, rules: lines.join('\n') };
}

it('a fault that has been repaired is not proved', () => {
  const meant = [...faulty.values()].flat().flatMap((one) => repaired(one) ?? []);
  expect(meant.length).toBeGreaterThan(100);
  const stillProved = meant.flatMap((one) => {
    const subject = subjectOf(one);
    const proved = one.expect.filter(({ code }) => code !== 'SYNTAX' && isProved(subject, code, one));
    return proved.map(({ code }) => `${one.name}: ${code}`);
  });
  expect(stillProved).toEqual([]);
});

function isProved(subject: Subject, code: Exclude<FindingCode, 'SYNTAX'>, { expect: expected }: CorpusCase) {
  try {
    return expected
      .filter((finding) => finding.code === code)
      .some((finding) => PROOFS[code](subject, finding) === undefined);
  } catch {
    // Without a witness, or with a line that is a condition no more, there is nothing to prove.
    return false;
  }
}

/** What manifest and script leave unused, and calls of what is not there, that are not among the expected ones. */
function untoldNames(subject: Subject): string[] {
  const { manifest, source, facts, corpusCase } = subject;
  const isTold = (code: FindingCode, name: string) =>
    corpusCase.expect.some((expected) => expected.code === code && expected.about === name);
  const unread = manifest.inputs
    .map(({ name }) => name)
    .filter((name) => !facts.dynamic && !facts.inputs.includes(name) && !isTold('UNUSED_INPUT', name));
  const idle = Object.keys(manifest.parameters).filter(
    (name) => !source.includes(name) && !isTold('UNUSED_PARAMETER', name),
  );
  const never = facts.verdictsKnown
    ? Object.keys(manifest.verdicts).filter(
        (name) => !source.includes(`"${name}"`) && !isTold('UNUSED_VERDICT', name),
      )
    : [];
  const lines = new Set([...corpusCase.expect, ...corpusCase.allow].map(({ line }) => line));
  const warned = facts.warnings.filter(({ line }) => !lines.has(line)).map(({ message }) => message);
  return [...unread, ...idle, ...never, ...warned];
}

/** What random inputs meet of faults that are not among the expected ones. */
function untold(subject: Subject): string[] {
  const { expect: expected, allow } = subject.corpusCase;
  const told = new Set([...expected, ...allow].map(({ line }) => line));
  const codes = new Set([...expected, ...allow].map(({ code }) => code));
  const found = new Set<string>();
  const fired = new Map(subject.rules.map((rule) => [rule.id, { rule, held: 0, failed: 0 }]));
  let ended = 0;
  for (const { outcome } of subject.outcomes(1_000)) {
    if (outcome.kind !== 'error') ended += 1;
    for (const { ruleId, firedCount, count } of outcome.trace) {
      const seen = fired.get(ruleId);
      if (seen === undefined) continue;
      seen.held += firedCount;
      seen.failed += count - firedCount;
    }
    if (outcome.kind === 'verdict') continue;
    if (outcome.kind === 'error' && outcome.code === 'THROWN') continue;
    if (outcome.kind === 'error' && (told.has(outcome.line) || codes.has('COST'))) continue;
    if (outcome.kind === 'none' && [...WITHOUT_VERDICT].some((code) => codes.has(code))) continue;
    found.add(`${shownOf(outcome)} ${outcome.kind === 'error' ? `in line ${outcome.line}` : outcome.detail}`);
  }
  for (const { rule, held, failed } of fired.values()) {
    // Behind a fault that every input meets nothing is asked.
    const isBehind =
      (ended === 0 || allow.some(({ code, line }) => code === 'UNREACHABLE_CODE' && !line)) &&
      held + failed === 0;
    if (told.has(rule.line) || isBehind) continue;
    if (held === 0) found.add(`the ${rule.kind} in line ${rule.line} never holds`);
    else if (failed === 0 && rule.kind === 'if')
      found.add(`the ${rule.kind} in line ${rule.line} always holds`);
  }
  return [...found];
}

describe.each([...sound, ...later.sound])('sound/%s', (_file, cases) => {
  it.each(cases)('$name', async (corpusCase) => {
    const { expect: expected } = corpusCase;
    expect(expected).toEqual([]);
    const { warnings } = await stored(corpusCase);
    expect(warnings).toEqual([]);
    const subject = subjectOf(corpusCase);
    const { manifest, source, facts } = subject;
    const unread = manifest.inputs.filter((input) => !facts.inputs.includes(input.name));
    expect(facts.dynamic ? [] : unread).toEqual([]);
    expect(corpusCase.examples.flatMap((inputs) => subject.unfit(inputs))).toEqual([]);
    const idle = Object.keys(manifest.parameters).filter((parameter) => !source.includes(parameter));
    expect(idle).toEqual([]);
    const { faults, silent } = seenOf(subject);
    expect(faults).toEqual([]);
    expect(silent).toEqual([]);
  });
});

/** Ends of 2,000 inputs that are no verdict, and verdicts and answers of conditions that none of them gave. */
function seenOf(subject: Subject): { faults: string[]; silent: string[] } {
  const faults = new Set<string>();
  const missing = new Set([
    ...Object.keys(subject.manifest.verdicts),
    ...subject.rules.map(({ line, column }) => `held ${line}:${column}`),
    ...subject.rules
      .filter(({ kind }) => kind === 'if')
      .map(({ line, column }) => `failed ${line}:${column}`),
  ]);
  for (const inputs of subject.inputs(2_000)) {
    const outcome = subject.run(inputs);
    if (outcome.kind === 'verdict') missing.delete(outcome.verdict);
    else faults.add(`${shownOf(outcome)} with ${JSON.stringify(inputs)}`);
    for (const { line, column, count, firedCount } of outcome.trace) {
      if (firedCount > 0) missing.delete(`held ${line}:${column}`);
      if (firedCount < count) missing.delete(`failed ${line}:${column}`);
    }
  }
  return { faults: [...faults].slice(0, 5), silent: [...missing] };
}
