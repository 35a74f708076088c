import { createHash } from 'node:crypto';
import { v7 as newId } from 'uuid';
import type { Evidence, ExecuteRequest, InputValue, Judgment } from '../../../shared/contract/judgment.ts';
import { canonicalJson } from '../../../shared/util/canonical-json.ts';
import type { RunnableRuleset } from '../rules/index.ts';
import type { DecisionCache } from './decision-cache.ts';
import type { Binding } from './domain/binding.ts';
import { decide, holdDecision, type Decision } from './domain/decide.ts';
import { CLOCK_TOLERANCE_MS } from './domain/request.ts';
import { resolveInputs, type ResolvedInputs, type TagSource } from './domain/resolve.ts';
import type { MeasuredConfidence } from './measured-confidence.ts';
import type { Advisor, RuleEngine, ScriptValue, TagReading, TagReadings } from './ports.ts';

export interface JudgeParts {
  readonly readings: TagReadings;
  readonly engine: RuleEngine;
  readonly advisor: Advisor;
  readonly cache: DecisionCache;
  readonly confidence: MeasuredConfidence;
  readonly monotonicNow: () => number;
}

export interface Case {
  readonly ruleset: RunnableRuleset;
  readonly binding: Binding | undefined;
  readonly sent: Readonly<Record<string, InputValue>>;
  /** Time judged for, epoch milliseconds. */
  readonly at: number;
  readonly policy: ExecuteRequest['policy'];
  readonly useCache: boolean;
  /** Up to when values are read; see `newestReadingTime`. */
  readonly readAt: number;
  readonly trigger: Judgment['trigger'];
  readonly context: ExecuteRequest['context'];
}

/**
 * Up to when values are read in a judgment as of now: a source whose clock runs a little ahead of ours stamps its
 * newest values with times to come, and they count all the same.
 */
export function newestReadingTime(readings: TagReadings, binding: Binding | undefined, now: number): number {
  const newest = binding === undefined ? undefined : readings.freshness(binding.equipment)?.lastDataAt;
  return newest !== undefined && newest > now && newest <= now + CLOCK_TOLERANCE_MS ? newest : now;
}

/** Takes the readings at once, so that the values judged are those of the moment of the trigger. */
export function resolveLive(parts: JudgeParts, subject: Case): ResolvedInputs {
  return resolveInputs(
    subject.ruleset.manifest,
    subject.sent,
    (input) => {
      const path = subject.binding?.tags.get(input.name);
      if (path === undefined) return undefined;
      return { path, reading: parts.readings.now(path, input.take, input.windowSeconds, subject.readAt) };
    },
    subject.at,
  );
}

/** The same as of a past time, from stored samples. */
export async function resolvePast(parts: JudgeParts, subject: Case): Promise<ResolvedInputs> {
  const sources = new Map<string, TagSource>();
  for (const input of subject.ruleset.manifest.inputs) {
    const path = subject.binding?.tags.get(input.name);
    const isSent = Object.hasOwn(subject.sent, input.name) && subject.sent[input.name] !== null;
    if (path === undefined || isSent) continue;
    const reading: TagReading | undefined = await parts.readings.asOf(
      path,
      input.take,
      input.windowSeconds,
      subject.readAt,
    );
    sources.set(input.name, { path, reading });
  }
  return resolveInputs(
    subject.ruleset.manifest,
    subject.sent,
    (input) => sources.get(input.name),
    subject.at,
  );
}

/** Resolved inputs → decision (cached or by the rules) → the whole judgment, not yet stored. Never rejects for a rule. */
export async function judge(
  parts: JudgeParts,
  subject: Case,
  resolved: ResolvedInputs,
  startedAt: number,
): Promise<Judgment> {
  const { ruleset } = subject;
  // Before any wait: of two judgments of one moment the one that began later is the newer, whichever ends first.
  const id = newId();
  const { decision, cached } =
    resolved.hold === undefined
      ? await decideCached(parts, subject, resolved)
      : { decision: holdDecision(resolved.hold.cause, resolved.hold.detail), cached: false };
  const equipment = subject.context?.equipment;
  const measured = parts.confidence.of(ruleset, equipment);
  const advisory = subject.policy === 'hybrid' ? { advisory: await adviceOn(parts, ruleset, decision) } : {};
  return {
    id,
    at: new Date(subject.at).toISOString(),
    verdict: decision.verdict,
    severity: decision.severity,
    confidence: { claimed: decision.claimed, ...measured },
    methodUsed: cached ? 'cache' : 'rule',
    reasons: decision.reasons,
    trace: decision.trace,
    ...(decision.outputs === undefined ? {} : { outputs: decision.outputs }),
    ruleset: { id: ruleset.id, version: ruleset.version, hash: ruleset.hash },
    inputAgeMs: resolved.inputAgeMs,
    cached,
    latencyMs: Math.round((parts.monotonicNow() - startedAt) * 1000) / 1000,
    ...(decision.holdCause === undefined ? {} : { holdCause: decision.holdCause }),
    ...(decision.holdDetail === undefined ? {} : { holdDetail: decision.holdDetail }),
    evidence: resolved.evidence satisfies Evidence[],
    ...(subject.context === undefined ? {} : { context: subject.context }),
    trigger: subject.trigger,
    ...advisory,
  };
}

async function decideCached(parts: JudgeParts, subject: Case, resolved: ResolvedInputs) {
  const { ruleset, useCache } = subject;
  const inputs: Record<string, ScriptValue> = { ...resolved.values, parameters: ruleset.manifest.parameters };
  const compute = async (): Promise<Decision> =>
    decide(ruleset.manifest, await parts.engine.evaluate(ruleset, inputs));
  if (!useCache || ruleset.manifest.cacheSeconds === 0) return { decision: await compute(), cached: false };
  const input = createHash('sha256').update(canonicalJson(resolved.values)).digest('base64');
  return parts.cache.getOrCompute(`${ruleset.hash} ${input}`, ruleset.manifest.cacheSeconds, compute);
}

async function adviceOn(parts: JudgeParts, ruleset: RunnableRuleset, decision: Decision) {
  const sure = decision.claimed !== null && decision.claimed >= ruleset.manifest.confidenceThreshold;
  return sure ? { state: 'NOT_NEEDED' as const } : parts.advisor.advise(ruleset);
}
