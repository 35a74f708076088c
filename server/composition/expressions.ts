import { createHash } from 'node:crypto';
import { inScript, reason } from '../../shared/contract/reasons.ts';
import type { Expressions } from '../contexts/data-hub/index.ts';
import type { RulePool } from '../platform/rule-pool/index.ts';

/** As for a rule: whatever an expression does ends soon. */
const LIMITS = { operations: 100_000 };
const DEADLINE_MS = 50;

const hashOf = (source: string) => createHash('sha256').update(`expression\n${source}`).digest('hex');

/**
 * Expressions of derived tags, run by the workers of the rules with the same limits. The workers may still be starting; where
 * they cannot start, nothing does.
 */
export function createExpressions(opening: Promise<RulePool>): Expressions {
  const hashes = new Map<string, string>();
  const known = (source: string) => {
    const hash = hashes.get(source) ?? hashOf(source);
    hashes.set(source, hash);
    return hash;
  };
  return {
    async check(expression, inputs) {
      const pool = await opening;
      const reply = await pool.compile(expression, { limits: LIMITS, inputs });
      if (reply.ok) return null;
      const [first] = reply.diagnostics;
      if (first === undefined) return reason('other', { text: 'the expression does not compile' });
      return inScript(first.reason, first.line, first.column);
    },
    async evaluate(expression, inputs) {
      const pool = await opening;
      const result = await pool.evaluate({
        hash: known(expression),
        source: expression,
        inputs,
        limits: LIMITS,
        deadlineMs: DEADLINE_MS,
      });
      if (result.ok) return { ok: true, value: result.value };
      const { code, message, reason: why, line, column } = result.error;
      return { ok: false, message: `${code}: ${message}`, reason: inScript(why, line, column) };
    },
  };
}
