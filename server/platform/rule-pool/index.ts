/** Runs rules in supervised worker threads: the only public face. */
export { classify, isRulesFault, type PoolErrorCode, type RuleFailure } from './classify.ts';
export type { CompileReply, CompileRequest } from './messages.ts';
export {
  createRulePool,
  type PoolError,
  type RulePool,
  type RulePoolOptions,
  type RulePoolStats,
  type RuleRequest,
  type RuleResult,
} from './rule-pool.ts';
export { Suspensions, type Suspended, type SuspensionOptions } from './suspension.ts';
