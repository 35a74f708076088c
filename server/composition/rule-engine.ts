import type { BatchPath } from '../../rhai-wasm/index.ts';
import type { LocalizedText } from '../../shared/contract/common.ts';
import type { LiveEvent } from '../../shared/contract/events.ts';
import type { TraceEntry } from '../../shared/contract/judgment.ts';
import { inScript, textOfReason } from '../../shared/contract/reasons.ts';
import type { RulePath } from '../../shared/contract/rule-path.ts';
import type { RuleEngine, RuleOutcome } from '../contexts/judgment/index.ts';
import type { RunnableRuleset, ScriptCompiler } from '../contexts/rules/index.ts';
import type { EventBus } from '../platform/event-bus.ts';
import type { Logger } from '../platform/log.ts';
import {
  classify,
  isRulesFault,
  Suspensions,
  type RulePool,
  type RuleResult,
} from '../platform/rule-pool/index.ts';

export interface SuspendableEngine extends RuleEngine {
  /** Until when a ruleset's active version is suspended, as a time. */
  suspensionOf(rulesetId: string): { suspendedUntil?: string };
  suspended(): string[];
  /** Which versions are active: only these are shown as suspended. */
  setActive(active: readonly RunnableRuleset[]): void;
}

export interface RuleEngineParts {
  readonly monotonicNow: () => number;
  readonly now: () => number;
  readonly bus: EventBus<LiveEvent>;
  readonly log: Logger;
}

export function scriptCompiler(pool: RulePool): ScriptCompiler {
  return {
    async compile(source, { limits, inputs, types }) {
      const operations = { limits: { operations: limits.operations }, inputs };
      const compiled = await pool.compile(
        source,
        types === undefined ? operations : { ...operations, types },
      );
      if (!compiled.ok) return compiled;
      const { facts, path } = compiled;
      return path === undefined ? { ok: true, facts } : { ok: true, facts, path: rulePathOf(path) };
    },
  };
}

function rulePathOf(path: BatchPath): RulePath {
  if (path.kind === 'compiled') return { kind: 'compiled' };
  const { code, line, column } = path;
  // Nobody asks for the interpreter here.
  return { kind: 'interpreter', code: code === 'ASKED' ? 'OTHER' : code, line, column };
}

type RuleFault = Extract<RuleResult, { ok: false }>['error'];

/** A failure as operators read it, and as the engine itself says it; both with the place in the script. */
export function detailOf({ code, message, reason, line, column }: RuleFault): {
  readonly detail: LocalizedText;
  readonly engineText: string;
} {
  const told = inScript(reason, line, column);
  return {
    detail: { ko: textOfReason(told, 'ko'), en: textOfReason(told, 'en') },
    engineText: `${code}: ${message}${line > 0 ? ` (line ${line}, column ${column})` : ''}`,
  };
}

function outcomeOf(result: RuleResult): RuleOutcome {
  const trace = result.trace.map(({ ruleId, fired, values, line }): TraceEntry => ({
    ruleId,
    fired,
    values,
    line,
  }));
  if (result.ok) return { ok: true, value: result.value, trace };
  const { reason, line } = result.error;
  const fault = line > 0 ? { fault: { reason, line } } : {};
  return { ok: false, cause: classify(result.error.code), ...detailOf(result.error), ...fault, trace };
}

const keyOf = (ruleset: RunnableRuleset) => `${ruleset.id} ${ruleset.hash}`;

/** The worker pool as judging sees it: errors have a hold cause, and a rule that keeps failing rests for a while. */
export function createRuleEngine(pool: RulePool, parts: RuleEngineParts): SuspendableEngine {
  const suspensions = new Suspensions();
  let activeKeys = new Set<string>();
  const shown = () => suspensions.list().filter(({ key }) => activeKeys.has(key));
  const untilOf = (untilMonotonic: number) => parts.now() + untilMonotonic - parts.monotonicNow();

  const report = (ruleset: RunnableRuleset, result: RuleResult) => {
    const key = keyOf(ruleset);
    if (result.ok) {
      const wasSuspended = suspensions.suspendedUntil(key) !== undefined;
      suspensions.succeeded(key);
      if (!wasSuspended) return;
      parts.log.info({ ruleset: ruleset.id }, 'ruleset runs again');
      parts.bus.emit({ type: 'ruleset.resumed', id: ruleset.id });
      parts.bus.emit({ type: 'health.changed' });
    } else if (!isRulesFault(result.error.code)) suspensions.undecided(key);
    else if (suspensions.failed(key, result.error.code, parts.monotonicNow())) {
      const until = new Date(untilOf(suspensions.suspendedUntil(key) ?? 0)).toISOString();
      const { code, message, line } = result.error;
      parts.log.warn(
        {
          ...{ ruleset: ruleset.id, version: ruleset.version, code, message, line, until },
          action: 'Correct the rule at that line; the Judgments page shows the inputs it failed on.',
        },
        'ruleset suspended',
      );
      parts.bus.emit({ type: 'ruleset.suspended', id: ruleset.id, until });
      parts.bus.emit({ type: 'health.changed' });
    }
  };

  const run = (
    { hash, source, manifest: { limits } }: RunnableRuleset,
    inputs: Parameters<RuleEngine['evaluate']>[1],
  ) =>
    pool.evaluate({
      hash,
      source,
      inputs,
      limits: { operations: limits.operations },
      deadlineMs: limits.deadlineMs,
    });

  return {
    async evaluate(ruleset, inputs): Promise<RuleOutcome> {
      const key = keyOf(ruleset);
      if (!suspensions.admit(key, parts.monotonicNow())) {
        const until = new Date(untilOf(suspensions.suspendedUntil(key) ?? 0)).toISOString();
        const detail = {
          ko: `세 번 연속 오류가 났습니다. ${until}에 다시 시도합니다`,
          en: `three errors in a row; tried again at ${until}`,
        };
        return { ok: false, cause: 'RULE_SUSPENDED', detail, trace: [] };
      }
      const result = await run(ruleset, inputs);
      report(ruleset, result);
      return outcomeOf(result);
    },
    tryOut: async (ruleset, inputs) => outcomeOf(await run(ruleset, inputs)),
    suspendedUntil(ruleset) {
      const until = suspensions.suspendedUntil(keyOf(ruleset));
      return until === undefined ? undefined : untilOf(until);
    },
    suspensionOf(rulesetId) {
      const found = shown().find((suspended) => suspended.key.startsWith(`${rulesetId} `));
      return found === undefined ? {} : { suspendedUntil: new Date(untilOf(found.until)).toISOString() };
    },
    suspended: () => shown().map((suspended) => suspended.key.split(' ')[0] ?? suspended.key),
    setActive(active) {
      const shownBefore = shown().length;
      activeKeys = new Set(active.map(keyOf));
      if (shown().length < shownBefore) parts.bus.emit({ type: 'health.changed' });
    },
  };
}
