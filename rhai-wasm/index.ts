/** Rhai in WebAssembly: the only public face. Runs in Node, workers and browsers alike; see `README.md`. */
export type { NotCompiledCode } from './compile/not-compiled.ts';
export { LIMIT_CODES, RULE_ERROR_CODES, type RuleErrorCode } from './face/codes.ts';
export {
  RhaiEngine,
  type CompileOptions,
  type CompileResult,
  type ScriptHandle,
  type TreeResult,
} from './face/engine.ts';
export { FACE_PROBLEMS, RULE_PROBLEMS, type RuleProblem, type RuleReason } from './face/problems.ts';
export type * from './face/tree.ts';
export {
  DEFAULT_LIMITS,
  type BatchColumn,
  type BatchOptions,
  type BatchPath,
  type BatchResult,
  type BooleanColumn,
  type Diagnostic,
  type Evaluation,
  type InputType,
  type RhaiInputs,
  type RhaiLimits,
  type RhaiValue,
  type RuleError,
  type RuleFact,
  type RuleRead,
  type ScriptFacts,
  type TextColumn,
  type TraceEntry,
} from './face/types.ts';
