/** What judging refuses of a result, as a single evaluation does (`check` in `value.rs`, `verdict_of` in `batch.rs`): such rows are left to the interpreter. */
import type { Place } from '../face/tree.ts';
import type { Emitter } from './emitter.ts';
import { NotCompiled } from './not-compiled.ts';
import {
  areReasons,
  EXACT_WHOLE,
  isReason,
  levelsOf,
  type MapValue,
  type PlainValue,
  type Value,
} from './values.ts';
import { long, OP, type Code } from './wasm-module.ts';

/** Levels of a result (`DEPTH` in `evaluate.rs`). */
const MOST_LEVELS = 16;

/** Leaves rows whose result cannot leave, or is none that judging takes. */
export function leaveRefused(e: Emitter, result: MapValue, at: Place): void {
  leaveKept(e, result, at);
  if (e.isDead) return;
  each(e, result.entries.get('confidence'), (option) => {
    if (option.kind !== 'unit' && option.kind !== 'float' && option.kind !== 'whole')
      e.leave(at, 'the confidence is no number');
  });
  each(e, result.entries.get('reasons'), (option) => {
    if (areReasons(option)) return;
    if (option.kind !== 'array') e.leave(at, 'a reason is no text');
    else option.items.forEach((item) => leaveOdd(e, item, at));
  });
}

/** Leaves rows where a value holds something that cannot leave: a whole number beyond ±2^53, a range, too many levels. */
export function leaveKept(e: Emitter, value: Value, at: Place, level = 1): void {
  if (e.isDead || level - 1 + levelsOf(value) <= MOST_LEVELS) return;
  each(e, value, (option) => {
    if (level > MOST_LEVELS) e.leave(at, 'the result is nested too deep');
    else if (option.kind === 'whole')
      e.leaveIf(isBeyond(e.push(option)), at, 'a whole number is too large for a result');
    else if (option.kind === 'array') option.items.forEach((item) => leaveKept(e, item, at, level + 1));
    else if (option.kind === 'map') option.entries.forEach((item) => leaveKept(e, item, at, level + 1));
    else if (option.kind === 'range') e.leave(at, 'a range is part of the result');
    else if (option.kind === 'list' || option.kind === 'inputs')
      throw new NotCompiled(
        'LIST_WORK',
        at,
        'a list of which not all is known, or all inputs, are part of the result',
      );
  });
}

const isBeyond = (whole: Code): Code => [
  [whole, long(EXACT_WHOLE), OP.i64_add],
  ...[long(2n * EXACT_WHOLE), OP.i64_gt_u],
];

function leaveOdd(e: Emitter, item: Value, at: Place): void {
  if (e.isDead || isReason(item)) return;
  each(e, item, (option) => {
    if (!isReason(option)) e.leave(at, 'a reason is no text');
  });
}

function each(e: Emitter, value: Value | undefined, write: (option: PlainValue) => void): void {
  if (value === undefined || e.isDead) return;
  e.each(value, (option) => {
    write(option);
    return { kind: 'unit' };
  });
}
