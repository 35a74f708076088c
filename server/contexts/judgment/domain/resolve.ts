import { QUALITY, type LocalizedText } from '../../../../shared/contract/common.ts';
import { AppError, MOST_FIELD_ERRORS, type FieldError } from '../../../../shared/contract/errors.ts';
import type { Evidence, HoldCause, InputValue } from '../../../../shared/contract/judgment.ts';
import type { RulesetInput, RulesetManifest } from '../../../../shared/contract/rules.ts';
import { expectedOf, inputValueOf, sentValueOf } from '../../../../shared/util/input-value.ts';
import type { TagReading } from '../ports.ts';

/** The inputs of one judgment, with where each came from; `hold` where one of them forbids judging. */
export interface ResolvedInputs {
  readonly values: Record<string, InputValue>;
  readonly evidence: Evidence[];
  readonly inputAgeMs: number | null;
  readonly hold?: Refusal;
}

export interface TagSource {
  readonly path: string;
  readonly reading: TagReading | undefined;
}

type Refusal = { readonly cause: HoldCause; readonly detail: LocalizedText };

/**
 * Refuses what the manifest does not declare or what has another type.
 * Error `VALIDATION_FAILED` with the paths of the first faults.
 */
export function checkRequestInput(
  manifest: RulesetManifest,
  input: Readonly<Record<string, InputValue>>,
): void {
  const errors: FieldError[] = [];
  for (const [name, value] of Object.entries(input)) {
    const declared = manifest.inputs.find((candidate) => candidate.name === name);
    if (declared === undefined) {
      const names = manifest.inputs.map((candidate) => candidate.name).join(', ');
      errors.push({
        path: `input.${name}`,
        message: `ruleset "${manifest.id}" has no such input; it has ${names}`,
      });
    } else if (value !== null && sentValueOf(declared, value) === undefined) {
      errors.push({ path: `input.${name}`, message: `must be ${expectedOf(declared).en}` });
    }
  }
  const first = errors[0];
  if (first !== undefined) {
    throw new AppError(
      'VALIDATION_FAILED',
      `${first.path}: ${first.message}`,
      errors.slice(0, MOST_FIELD_ERRORS),
    );
  }
}

/**
 * Puts together the inputs of a judgment at `at` (epoch milliseconds): what the request sent wins, the rest comes
 * from tags. An optional input that is missing, stale or bad is `null` for the script; a required one is a hold.
 */
export function resolveInputs(
  manifest: RulesetManifest,
  sent: Readonly<Record<string, InputValue>>,
  sourceOf: (input: RulesetInput) => TagSource | undefined,
  at: number,
): ResolvedInputs {
  const values: Record<string, InputValue> = {};
  const evidence: Evidence[] = [];
  let oldest: number | null = null;
  let hold: Refusal | undefined;

  for (const input of manifest.inputs) {
    // A name may be one that every object inherits, e.g. `constructor`.
    const given = Object.hasOwn(sent, input.name) ? sent[input.name] : undefined;
    const unit = input.unit === undefined ? {} : { unit: input.unit };
    if (given !== undefined && given !== null) {
      const value = inputValueOf(input, given) ?? null;
      values[input.name] = value;
      evidence.push({ kind: 'input', name: input.name, value, source: 'request', ...unit });
      continue;
    }
    const source = sourceOf(input);
    const refusal = refusalOf(input, source, at);
    const value =
      refusal === undefined ? (inputValueOf(input, source?.reading?.value ?? null) ?? null) : null;
    values[input.name] = value;
    if (refusal !== undefined && !input.optional) hold ??= refusal;
    const entry = { kind: 'input' as const, name: input.name, value, ...unit, take: input.take };
    if (source?.reading === undefined) {
      evidence.push({ ...entry, source: 'absent', ...(source ? { tag: source.path } : {}) });
      continue;
    }
    const ageMs = Math.max(0, at - source.reading.at);
    // What an optional input leaves out had no part in the judgment.
    const isLeftOut = refusal !== undefined && input.optional;
    if (!isLeftOut) oldest = Math.max(oldest ?? 0, ageMs);
    evidence.push({
      ...entry,
      value: value ?? source.reading.value,
      source: 'tag',
      tag: source.path,
      quality: source.reading.quality,
      at: new Date(source.reading.at).toISOString(),
      ageMs,
      ...(refusal === undefined ? {} : { refused: refusal.cause }),
    });
  }
  return { values, evidence, inputAgeMs: oldest, ...(hold ? { hold } : {}) };
}

/** Why a tag's reading cannot be used for this input, if so. */
function refusalOf(input: RulesetInput, source: TagSource | undefined, at: number): Refusal | undefined {
  const reading = source?.reading;
  if (source === undefined || reading === undefined) return missing(input, source);
  const counts = input.take === 'count' || input.take === 'changes';
  const ageMs = at - reading.at;
  if (input.maxAgeSeconds !== undefined && ageMs > input.maxAgeSeconds * 1000) {
    const age = Math.round(ageMs / 100) / 10;
    return refuse('INPUT_STALE', input, {
      ko: `${age}초 전 값입니다. 최대 ${input.maxAgeSeconds}초까지 허용됩니다`,
      en: `is ${age} s old, at most ${input.maxAgeSeconds} s are allowed`,
    });
  }
  if (input.take === 'last' && reading.quality !== QUALITY.good) {
    const { quality } = reading;
    return refuse('INPUT_BAD_QUALITY', input, {
      ko: `품질이 ${quality}입니다`,
      en: `has quality ${quality}`,
    });
  }
  if (reading.value === null && !counts) {
    const cause = reading.quality === QUALITY.good ? 'INPUT_MISSING' : 'INPUT_BAD_QUALITY';
    const { windowSeconds } = input;
    return refuse(cause, input, {
      ko: `${windowSeconds === undefined ? '' : `지난 ${windowSeconds}초 동안 `}정상 값이 부족합니다`,
      en: `has too few good values${windowSeconds === undefined ? '' : ` in the last ${windowSeconds} s`}`,
    });
  }
  if (inputValueOf(input, reading.value) === undefined) {
    const value = JSON.stringify(reading.value);
    const expected = expectedOf(input);
    return refuse('INPUT_BAD_QUALITY', input, {
      ko: `값이 ${value}입니다 (허용: ${expected.ko})`,
      en: `is ${value}, it must be ${expected.en}`,
    });
  }
  return undefined;
}

function missing(input: RulesetInput, source: TagSource | undefined): Refusal {
  if (input.tag === undefined) {
    return refuse('INPUT_MISSING', input, { ko: '값을 받지 못했습니다', en: 'was not sent' });
  }
  const where = source?.path ?? input.tag;
  return refuse('INPUT_MISSING', input, {
    ko: `데이터가 없습니다 (${where})`,
    en: `has no data (${where})`,
  });
}

function refuse(cause: HoldCause, { name }: RulesetInput, said: LocalizedText): Refusal {
  return { cause, detail: { ko: `입력 "${name}": ${said.ko}`, en: `input "${name}" ${said.en}` } };
}
