import { LIMIT_CODES, type RuleErrorCode } from '../../../rhai-wasm/index.ts';

/** Codes of the pool itself, beside those of scripts. */
export type PoolErrorCode = 'TIMEOUT' | 'WORKER_LOST' | 'OVERLOADED' | 'CLOSED';

/** Why a judgment could not be made by its rule. */
export type RuleFailure = 'RULE_ERROR' | 'RULE_LIMIT' | 'RULE_TIMEOUT' | 'ENGINE_DOWN';

/** The cause that a `HOLD` judgment names for an error code. */
export function classify(code: RuleErrorCode | PoolErrorCode): RuleFailure {
  switch (code) {
    case 'TIMEOUT':
      return 'RULE_TIMEOUT';
    case 'WORKER_LOST':
    case 'OVERLOADED':
    case 'CLOSED':
      return 'ENGINE_DOWN';
    default:
      return LIMIT_CODES.has(code) ? 'RULE_LIMIT' : 'RULE_ERROR';
  }
}

/** Whether an error says something about the rule (and counts towards its suspension) or about the machine. */
export function isRulesFault(code: RuleErrorCode | PoolErrorCode): boolean {
  return classify(code) !== 'ENGINE_DOWN';
}
