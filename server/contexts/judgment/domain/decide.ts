import type { LocalizedText, Severity } from '../../../../shared/contract/common.ts';
import {
  severityOfHold,
  HOLD_VERDICT,
  type HoldCause,
  type JudgmentOutputs,
  type Reason,
  type TraceEntry,
} from '../../../../shared/contract/judgment.ts';
import type { RulesetManifest } from '../../../../shared/contract/rules.ts';
import type { RuleOutcome, ScriptValue } from '../ports.ts';

/** What the rules say of one set of inputs; the part of a judgment that may be cached. */
export interface Decision {
  readonly verdict: string;
  readonly severity: Severity;
  readonly claimed: number | null;
  readonly reasons: Reason[];
  readonly trace: TraceEntry[];
  /** What its decision table says beside that, by name; left out where it says nothing. */
  readonly outputs?: JudgmentOutputs;
  readonly holdCause?: HoldCause;
  readonly holdDetail?: string;
}

/**
 * What could not be judged. `detail` says in a sentence which input or which line of the script: it is the judgment's reason.
 * `engineText` says the same for programs.
 */
export function holdDecision(
  cause: HoldCause,
  detail: LocalizedText,
  trace: readonly TraceEntry[] = [],
  engineText?: string,
): Decision {
  return {
    verdict: HOLD_VERDICT,
    severity: severityOfHold(cause),
    claimed: null,
    reasons: [detail],
    trace: [...trace],
    holdCause: cause,
    holdDetail: engineText ?? detail.en,
  };
}

/** Reads a script's result map `#{ verdict, confidence, reasons }`; what does not fit is a `RULE_ERROR`. */
export function decide(manifest: RulesetManifest, outcome: RuleOutcome): Decision {
  if (!outcome.ok) return holdDecision(outcome.cause, outcome.detail, outcome.trace, outcome.engineText);
  const faulty = (detail: LocalizedText) => holdDecision('RULE_ERROR', detail, outcome.trace);
  const result = outcome.value;
  if (result === null || typeof result !== 'object' || Array.isArray(result)) {
    return faulty({
      ko: '스크립트는 #{ verdict, confidence, reasons } 맵으로 끝나야 합니다',
      en: 'the script must end in a map #{ verdict, confidence, reasons }',
    });
  }
  const { verdict, confidence, reasons } = result;
  if (typeof verdict !== 'string')
    return faulty({ ko: '결과에 판정(verdict)이 없습니다', en: 'the result has no verdict' });
  const severity = Object.hasOwn(manifest.verdicts, verdict) ? manifest.verdicts[verdict] : undefined;
  if (severity === undefined)
    return faulty({
      ko: `판정 "${verdict}"이(가) 룰셋에 선언되어 있지 않습니다`,
      en: `verdict "${verdict}" is not declared in the manifest`,
    });
  const claimed = confidence ?? null;
  if (claimed !== null && (typeof claimed !== 'number' || !(claimed >= 0 && claimed <= 1))) {
    return faulty({
      ko: '신뢰도(confidence)는 0에서 1 사이의 수여야 합니다',
      en: 'confidence must be a number from 0 to 1',
    });
  }
  const readable = readReasons(reasons);
  if (readable === undefined)
    return faulty({
      ko: '이유(reasons)는 텍스트 또는 #{ ko, en } 맵이어야 합니다',
      en: 'reasons must be texts, or maps #{ ko, en }',
    });
  const outputs = outputsOf(manifest, result);
  return {
    ...{ verdict, severity, claimed, reasons: readable, trace: [...outcome.trace] },
    ...(Object.keys(outputs).length === 0 ? {} : { outputs }),
  };
}

/** The outputs that the manifest's table declares, as far as the result says them; its script writes nothing else there. */
function outputsOf({ table }: RulesetManifest, result: { [key: string]: ScriptValue }): JudgmentOutputs {
  const said: Record<string, JudgmentOutputs[string]> = {};
  for (const { name } of table?.outputs ?? []) {
    const value = Object.hasOwn(result, name) ? result[name] : null;
    if (typeof value === 'number' || typeof value === 'string' || typeof value === 'boolean')
      said[name] = value;
  }
  return said;
}

function readReasons(value: ScriptValue | undefined): Reason[] | undefined {
  if (value === undefined || value === null) return [];
  const list = Array.isArray(value) ? value : [value];
  const reasons: Reason[] = [];
  for (const item of list) {
    if (typeof item === 'string') reasons.push(item);
    else if (item !== null && typeof item === 'object' && !Array.isArray(item)) {
      const { ko, en } = item;
      if (typeof ko !== 'string' || typeof en !== 'string') return undefined;
      reasons.push({ ko, en });
    } else return undefined;
  }
  return reasons;
}
