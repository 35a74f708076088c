import { isSameUnit } from '../../shared/util/ucum.ts';
import type { FindingCode } from '../../shared/contract/ruleset-check.ts';
import type { Expected } from './cases.ts';
import { shownOf, type Outcome, type Subject } from './subject.ts';

/** Says what is wrong with an expected finding, or nothing where the engine bears it out. */
export type Proof = (subject: Subject, expected: Expected) => string | undefined;

const TRIES = 1_000;
const LIMITS = ['OPERATION_LIMIT', 'CALL_DEPTH', 'ARRAY_LIMIT', 'STRING_LIMIT', 'MAP_LIMIT', 'MEMORY_LIMIT'];

/** What each code claims, shown by the engine itself. SYNTAX is shown where scripts are compiled. */
export const PROOFS: Record<Exclude<FindingCode, 'SYNTAX'>, Proof> = {
  UNKNOWN_NAME: unknownName,
  UNKNOWN_FUNCTION: (subject, expected) =>
    subject.facts.warnings.some(({ code, line }) => code === 'UNKNOWN_FUNCTION' && line === expected.line)
      ? undefined
      : failsWith(['UNKNOWN_FUNCTION', 'MISSING_PROPERTY'])(subject, expected),
  TYPE_MISMATCH: failsOrDiffers(['TYPE_MISMATCH', 'UNKNOWN_FUNCTION', 'MISSING_PROPERTY', 'ARITHMETIC']),
  TEXT_AGAINST_NUMBER: failsOrDiffers(['TYPE_MISMATCH', 'UNKNOWN_FUNCTION']),
  TEXT_ORDER: differsWhenRepaired,
  UNIT_MISMATCH: both(unitsDiffer, differsWhenRepaired),
  WHOLE_DIVISION: wholeDivision,
  SWITCH_ON_FLOAT: switchOnFloat,
  FLOAT_EQUALITY: differsWhenRepaired,
  DIVISION_BY_ZERO: failsWith(['NOT_FINITE', 'ARITHMETIC']),
  NOT_FINITE: failsWith(['NOT_FINITE']),
  OVERFLOW: failsWith(['ARITHMETIC']),
  NOT_A_NUMBER: failsWith(['ARITHMETIC']),
  INDEX_OUTSIDE: failsOrDiffers(['INDEX']),
  // The place is where nothing comes from; it may fail further down.
  NOTHING_USED: failsOrDiffers(['TYPE_MISMATCH', 'UNKNOWN_FUNCTION', 'MISSING_PROPERTY'], false),
  UNHANDLED_MISSING: failsOrDiffers(['TYPE_MISMATCH', 'UNKNOWN_FUNCTION', 'MISSING_PROPERTY']),
  NEVER_TRUE: (subject, expected) => alwaysHeld(subject, expected, false),
  ALWAYS_TRUE: (subject, expected) => alwaysHeld(subject, expected, true),
  UNREACHABLE_RULE: unreachableRule,
  UNREACHABLE_CODE: unreachableCode,
  CONTRADICTION: contradiction,
  NO_VERDICT: (subject, expected) => {
    const outcome = ofWitness(subject, expected);
    return outcome.kind === 'none' ? undefined : `ends in ${shownOf(outcome)}`;
  },
  THROWN: failsWith(['THROWN']),
  UNDECLARED_VERDICT: undeclaredVerdict,
  UNUSED_VERDICT: ({ manifest, source }, { about = '' }) =>
    about in manifest.verdicts && !source.includes(`"${about}"`)
      ? undefined
      : `${about} is given or undeclared`,
  CONFIDENCE_RANGE: (subject, expected) => {
    const outcome = ofWitness(subject, expected);
    return outcome.kind === 'none' && outcome.detail.includes('confidence') ? undefined : shownOf(outcome);
  },
  UNKNOWN_VALUE: unknownValue,
  MISSING_VALUE: missingValue,
  UNUSED_INPUT: ({ facts, manifest }, { about = '' }) =>
    manifest.inputs.some(({ name }) => name === about) && !facts.dynamic && !facts.inputs.includes(about)
      ? undefined
      : `${about} is read or no input`,
  UNUSED_PARAMETER: ({ manifest, source }, { about = '' }) =>
    about in manifest.parameters && !new RegExp(`parameters\\.${about}\\b|"${about}"`).test(source)
      ? undefined
      : `${about} is read or no parameter`,
  UNUSED_VARIABLE: unusedVariable,
  ASSIGNED_NOT_READ: lineDoesNothing,
  SHADOWED: differsWhenRepaired,
  COST: failsWith(LIMITS, false),
};

function ofWitness(subject: Subject, { witness, code }: Expected, source?: string): Outcome {
  if (witness === undefined) throw new Error(`${subject.corpusCase.name}: ${code} needs a witness`);
  return subject.run(witness, source);
}

/** The witness ends in one of these errors, at the place of the finding. */
function failsWith(codes: readonly string[], isPlaced = true): Proof {
  return (subject, expected) => {
    const outcome = ofWitness(subject, expected);
    if (outcome.kind !== 'error' || !codes.includes(outcome.code)) return `ends in ${shownOf(outcome)}`;
    if (isPlaced && outcome.line !== expected.line) return `fails in line ${outcome.line}`;
    return undefined;
  };
}

/** The witness fails there, or is judged wrongly without an error there and ends otherwise when repaired. */
function failsOrDiffers(codes: readonly string[], isPlaced = true): Proof {
  return (subject, expected) => {
    const fault = failsWith(codes, isPlaced)(subject, expected);
    return fault === undefined || expected.repair === undefined
      ? fault
      : differsWhenRepaired(subject, expected);
  };
}

function differsWhenRepaired(subject: Subject, expected: Expected): string | undefined {
  const { line, repair } = expected;
  if (line === undefined || repair === undefined) return 'has no line or no repair';
  return differs(
    subject,
    expected,
    subject.withLine(line, () => repair),
  );
}

function differs(subject: Subject, expected: Expected, changed: string): string | undefined {
  if (changed === subject.source) return 'changes nothing in the script';
  const [was, meant] = [ofWitness(subject, expected), ofWitness(subject, expected, changed)].map(shownOf);
  return was === meant ? `ends in ${was} with and without the fault` : undefined;
}

function both(first: Proof, second: Proof): Proof {
  return (subject, expected) => first(subject, expected) ?? second(subject, expected);
}

function unitsDiffer({ manifest }: Subject, { about = '' }: Expected): string | undefined {
  const units = about.split(',').map((name) => manifest.inputs.find((input) => input.name === name)?.unit);
  const [one, other] = units;
  if (one === undefined || other === undefined) return `${about} are not two inputs with units`;
  return isSameUnit(one, other) ? `${one} and ${other} are the same` : undefined;
}

/** Unknown to the compiler, or to the map it is looked up in. */
function unknownName(subject: Subject, expected: Expected): string | undefined {
  const { facts, manifest } = subject;
  const text = subject.lines[(expected.line ?? 0) - 1] ?? '';
  const name = expected.about ?? '';
  if (!text.includes(name)) return `${name} is not in line ${expected.line}`;
  const isDeclared = manifest.inputs.some((input) => input.name === name) || name in manifest.parameters;
  const seen = facts.warnings.find(({ code, line }) => code === 'UNKNOWN_VARIABLE' && line === expected.line);
  if (seen !== undefined || (facts.inputs.includes(name) && !isDeclared)) return undefined;
  return isDeclared
    ? `${name} is declared`
    : failsWith(['UNKNOWN_VARIABLE', 'MISSING_PROPERTY'])(subject, expected);
}

/** With a division of floats in its place the witness ends otherwise. */
function wholeDivision(subject: Subject, expected: Expected): string | undefined {
  const { line = 0, column = 0 } = expected;
  const changed = subject.withLine(line, (text) => {
    const [before, after] = [text.slice(0, column - 1), text.slice(column - 1)];
    const assigned = /^\s*(\w+)\s*$/.exec(before);
    if (after.startsWith('/=') && assigned !== null)
      return `${before}= ${assigned[1]} * 1.0 / ${after.slice(2)}`;
    return after.startsWith('/') ? `${before}* 1.0 ${after}` : text;
  });
  return differs(subject, expected, changed);
}

/** With a whole number to switch over the witness ends otherwise. */
function switchOnFloat(subject: Subject, expected: Expected): string | undefined {
  const { line = 0, column = 0 } = expected;
  const changed = subject.withLine(line, (text) => {
    const head = text.slice(0, column - 1);
    return head + text.slice(column - 1).replace(/^switch (.+?) \{/, 'switch to_int($1) {');
  });
  return differs(subject, expected, changed);
}

/** How a condition was answered: told by the trace where it is a rule's, else by printing the variable it is put into. */
function answersOf(subject: Subject, expected: Expected): boolean[] {
  const { line = 0, column } = expected;
  const onLine = subject.rules.filter((rule) => rule.kind === 'if' && rule.line === line);
  const rule = onLine.find((candidate) => candidate.column === column) ?? onLine[0];
  if (rule !== undefined) {
    return subject
      .outcomes(TRIES)
      .flatMap(({ outcome }) => outcome.trace.filter(({ ruleId }) => ruleId === rule.id))
      .flatMap(({ count, firedCount }) => [
        ...(firedCount > 0 ? [true] : []),
        ...(firedCount < count ? [false] : []),
      ]);
  }
  const name = /^\s*(?:let )?(\w+) = .*;$/.exec(subject.lines[line - 1] ?? '')?.[1];
  if (name === undefined) throw new Error(`line ${line} has no condition`);
  const probed = subject.withLine(line, (text) => `${text} print(\`probe \${${name}}\`);`);
  return subject
    .inputs(TRIES)
    .flatMap((inputs) => subject.run(inputs, probed).printed)
    .filter((text) => text.startsWith('probe '))
    .map((text) => text === 'probe true');
}

function alwaysHeld(subject: Subject, expected: Expected, answer: boolean): string | undefined {
  const answers = answersOf(subject, expected);
  if (answers.length < TRIES / 20) return `was asked ${answers.length} times only`;
  const other = answers.filter((held) => held !== answer).length;
  return other === 0 ? undefined : `was ${!answer} ${other} times of ${answers.length}`;
}

/** Its condition holds with the witness by itself, and the rule is never taken. An arm of a switch: without it nothing changes. */
function unreachableRule(subject: Subject, expected: Expected): string | undefined {
  const rule = subject.rules.find(({ kind, line }) => kind === 'if' && line === expected.line);
  if (rule === undefined) return lineDoesNothing(subject, expected);
  const fired = subject
    .outcomes(TRIES)
    .filter(({ outcome }) => outcome.trace.some((entry) => entry.ruleId === rule.id && entry.fired));
  if (fired.length > 0) return `is taken ${fired.length} times`;
  if (expected.witness === undefined) return 'needs a witness';
  const alone = subject.withLine(1, (text) => `print(\`alone \${${rule.source}}\`); ${text}`);
  const known = rule.reads.every(({ input }) => input !== undefined);
  if (!known) return undefined;
  const said = ofWitness(subject, expected, alone).printed;
  return said.includes('alone true') ? undefined : `its condition by itself: ${said.join()}`;
}

function unreachableCode(subject: Subject, expected: Expected): string | undefined {
  const probed = subject.withLine(expected.line ?? 0, (text) =>
    text.startsWith('fn ') ? text.replace('{', '{ print("reached"); ') : `print("reached"); ${text}`,
  );
  const reached = subject
    .inputs(TRIES)
    .filter((inputs) => subject.run(inputs, probed).printed.includes('reached'));
  return reached.length === 0 ? undefined : `is reached ${reached.length} times`;
}

/** Both rules are taken with the witness, and only the later one's verdict is left, which is no worse than the other. */
function contradiction(subject: Subject, expected: Expected): string | undefined {
  const { line, other } = expected;
  const outcome = ofWitness(subject, expected);
  const fired = (place: number | undefined) =>
    outcome.trace.some((entry) => entry.line === place && entry.fired);
  if (!fired(line) || !fired(other)) return `lines ${other} and ${line} are not both taken`;
  const without = subject.rules.find((rule) => rule.line === line && rule.kind === 'if');
  if (without === undefined || line === undefined) return 'the later one is no rule';
  const changed = subject.withLine(line, (text) => text.replace(/\bif\b .*\{/, 'if false {'));
  const alone = ofWitness(subject, expected, changed);
  if (outcome.kind !== 'verdict' || alone.kind !== 'verdict') return `ends in ${shownOf(outcome)}`;
  if (outcome.verdict === alone.verdict) return `the verdict is ${outcome.verdict} either way`;
  const rank = (verdict: string) =>
    ['normal', 'low', 'medium', 'high', 'critical'].indexOf(subject.manifest.verdicts[verdict] ?? '');
  return rank(outcome.verdict) > rank(alone.verdict)
    ? 'the later verdict is worse: an escalation'
    : undefined;
}

function undeclaredVerdict(subject: Subject, expected: Expected): string | undefined {
  const outcome = ofWitness(subject, expected);
  const word = expected.about ?? '';
  if (word in subject.manifest.verdicts) return `${word} is declared`;
  return outcome.kind === 'none' && outcome.detail.includes(`"${word}"`) ? undefined : shownOf(outcome);
}

/** The text is on the line, no input may have it, and any other text in its place does the same. */
function unknownValue(subject: Subject, { line = 0, about = '' }: Expected): string | undefined {
  if (subject.manifest.inputs.some((input) => input.values?.includes(about))) return `${about} is declared`;
  const changed = subject.withLine(line, (text) => text.replace(`"${about}"`, '"~nobody~"'));
  return changed === subject.source ? `"${about}" is not in line ${line}` : sameOnAll(subject, changed);
}

function missingValue(subject: Subject, expected: Expected): string | undefined {
  const { about = '', witness = {} } = expected;
  const [missing = ''] = about.split(',');
  const isDeclared = subject.manifest.inputs.some(
    ({ name, values }) => values?.includes(missing) && witness[name] === missing,
  );
  if (!isDeclared) return `${missing} is not a declared value of the witness`;
  const outcome = ofWitness(subject, expected);
  return outcome.kind === 'verdict' ? `ends in ${shownOf(outcome)}` : undefined;
}

/**
 * Without its line nothing changes. What a function or a loop declares is given another name instead, and what is written again
 * but never read another value.
 */
function unusedVariable(subject: Subject, expected: Expected): string | undefined {
  const { line = 0, about = '' } = expected;
  const declares = /^\s*(?:fn|for)\b/.test(subject.lines[line - 1] ?? '');
  const isWritten = new RegExp(`\\b${about}(?: \\+=|\\.push)`).test(subject.source);
  if (!declares && !isWritten) return lineDoesNothing(subject, expected);
  const changed = subject.withLine(line, (text) =>
    isWritten
      ? text.replace(/= 0;$/, '= 98765;').replace(/= \[\];$/, '= [98765];')
      : text.replace(new RegExp(`\\b${about}\\b`), 'another_name'),
  );
  return changed === subject.source
    ? `${about} is not declared in line ${line}`
    : sameOnAll(subject, changed);
}

/** Without the line every input ends as with it. */
function lineDoesNothing(subject: Subject, { line = 0 }: Expected): string | undefined {
  const changed = subject.withLine(line, () => '');
  return changed === subject.source ? `line ${line} is empty` : sameOnAll(subject, changed);
}

function sameOnAll(subject: Subject, changed: string): string | undefined {
  for (const { inputs, outcome } of subject.outcomes(TRIES)) {
    const [was, now] = [outcome, subject.run(inputs, changed)].map(shownOf);
    if (was !== now) return `${was} became ${now} with ${JSON.stringify(inputs)}`;
  }
  return undefined;
}
