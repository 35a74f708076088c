import { AppError } from '../../../shared/contract/errors.ts';
import type { LocalizedText } from '../../../shared/contract/common.ts';
import type { Judgment } from '../../../shared/contract/judgment.ts';
import type { Replay, ScriptFault } from '../../../shared/contract/replay.ts';
import type { RulesService, RunnableRuleset } from '../rules/index.ts';
import { decide, holdDecision, type Decision } from './domain/decide.ts';
import {
  differencesOf,
  inputsWithoutEvidence,
  isOfCircumstances,
  replayedOf,
  resolveAgain,
} from './domain/replay.ts';
import type { ResolvedInputs } from './domain/resolve.ts';
import type { RuleEngine, ScriptValue } from './ports.ts';

/** The script of a judgment, to be read beside its trace. */
export interface ScriptReader {
  /** Conditions of a script, and the lines that do not run with these inputs. */
  read(
    ruleset: RunnableRuleset,
    inputs: Readonly<Record<string, ScriptValue>> | null,
  ): Promise<Pick<Replay, 'rules' | 'linesNotReached'>>;
}

export interface ReplayParts {
  readonly rules: Pick<RulesService, 'runnable'>;
  readonly engine: Pick<RuleEngine, 'tryOut'>;
  readonly scripts: ScriptReader;
}

/** Processor time a replay has at least, milliseconds: what was judged in time must not fail by a slower machine. */
const DEADLINE_MS = 1_000;

/**
 * Makes a stored judgment again from what is stored: its evidence and the version it names. Neither tags nor cache nor suspensions are
 * asked, nothing is stored, and nobody's rule is suspended by it.
 */
export async function replay({ rules, engine, scripts }: ReplayParts, judgment: Judgment): Promise<Replay> {
  const { id, version, hash } = judgment.ruleset;
  const ruleset = await rules.runnable(id, version).catch((error: unknown) => {
    if (error instanceof AppError && error.code === 'RULESET_NOT_FOUND') return undefined;
    throw error;
  });
  if (ruleset === undefined || ruleset.hash !== hash) return incomplete(judgment, versionGone(id, version));
  const missing = inputsWithoutEvidence(ruleset.manifest, judgment);
  if (missing.length > 0) return incomplete(judgment, inputsGone(missing));

  const resolved = resolveAgain(ruleset.manifest, judgment);
  const inputs = { ...resolved.values, parameters: ruleset.manifest.parameters };
  const { decision, fault } = await judgedAgain(engine, ruleset, resolved.hold, inputs);
  const replayed = replayedOf(decision, resolved.inputAgeMs);
  const script = await scripts.read(ruleset, resolved.hold === undefined ? inputs : null);
  const differences = differencesOf(judgment, replayed);
  const shared = { judgment, differences, replayed, source: ruleset.source, fault, ...script };
  if (isOfCircumstances(judgment)) return { ...shared, outcome: 'circumstance', why: CIRCUMSTANCE };
  return { ...shared, outcome: differences.length === 0 ? 'same' : 'different' };
}

async function judgedAgain(
  engine: Pick<RuleEngine, 'tryOut'>,
  ruleset: RunnableRuleset,
  hold: ResolvedInputs['hold'],
  inputs: Readonly<Record<string, ScriptValue>>,
): Promise<{ readonly decision: Decision; readonly fault: ScriptFault | null }> {
  if (hold !== undefined) return { decision: holdDecision(hold.cause, hold.detail), fault: null };
  const outcome = await engine.tryOut(patient(ruleset), inputs);
  return { decision: decide(ruleset.manifest, outcome), fault: outcome.ok ? null : (outcome.fault ?? null) };
}

function patient(ruleset: RunnableRuleset): RunnableRuleset {
  const { manifest } = ruleset;
  const deadlineMs = Math.max(DEADLINE_MS, manifest.limits.deadlineMs);
  return { ...ruleset, manifest: { ...manifest, limits: { ...manifest.limits, deadlineMs } } };
}

const CIRCUMSTANCE: LocalizedText = {
  ko: '입력이 아니라 당시 스테이션의 상태(시간 초과, 규칙 중지, 엔진 정지) 때문에 보류되었습니다. 아래는 같은 입력에 대한 규칙의 결과입니다',
  en: 'it was held by the state of the station then (time limit, suspension, engine), not by its inputs; below is what the rules say of the same inputs',
};

const versionGone = (id: string, version: number): LocalizedText => ({
  ko: `이 판단을 만든 ${id} 버전 ${version}이(가) 더 이상 없거나 내용이 다릅니다`,
  en: `version ${version} of ${id}, which made it, is not there any more or has other contents`,
});

const inputsGone = (names: readonly string[]): LocalizedText => ({
  ko: `다음 입력의 값이 저장되어 있지 않습니다: ${names.join(', ')}`,
  en: `nothing is stored of these inputs: ${names.join(', ')}`,
});

function incomplete(judgment: Judgment, why: LocalizedText): Replay {
  return {
    ...{ judgment, outcome: 'incomplete', why, differences: [], replayed: null, source: null },
    ...{ linesNotReached: null, rules: [], fault: null },
  };
}
