import type { Place } from '../face/tree.ts';
import type { CompiledRule } from './compile.ts';
import { AskedForLength, NotCompiled, type NotCompiledCode } from './not-compiled.ts';
import { MixedShapes } from './storage.ts';

/** A compiled rule, or why there is none. */
export type CompileOutcome =
  | { readonly ok: true; readonly rule: CompiledRule }
  | { readonly ok: false; readonly code: NotCompiledCode; readonly message: string; readonly at: Place };

/** Writes a rule, once more if the length of lists turns out to be asked for. */
export function outcomeOf(write: (hasLengths: boolean) => CompiledRule, hasLengths = false): CompileOutcome {
  try {
    return { ok: true, rule: write(hasLengths) };
  } catch (error) {
    if (error instanceof AskedForLength && !hasLengths) return outcomeOf(write, true);
    if (error instanceof NotCompiled) {
      return { ok: false, code: error.code, message: error.message, at: error.at };
    }
    if (error instanceof MixedShapes) {
      return { ok: false, code: 'MIXED_SHAPES', message: error.message, at: [0, 0] };
    }
    throw error;
  }
}
