import { RULE_ERROR_CODES, type BatchResult, type RuleErrorCode } from '../../rhai-wasm/index.ts';
import type { HoldCause } from '../../shared/contract/judgment.ts';
import { classify } from '../platform/rule-pool/index.ts';

/** The numbers by which what a version says is counted. */
export interface OutcomeNumbers {
  hold(cause: HoldCause): number;
  /** Of a declared verdict. */
  verdict(word: string): number | undefined;
}

/**
 * What judging makes of each row of a batch, into `outcomes`: its verdict; where the script failed, the hold of that; where it says
 * nothing that judging takes (a verdict that is not declared, a confidence beyond 0 to 1), `RULE_ERROR`.
 */
export function fillOutcomes(
  outcomes: Uint8Array | Int32Array,
  { rows, verdicts, verdictTable, confidences, codes }: BatchResult,
  numbers: OutcomeNumbers,
): void {
  const faulty = numbers.hold('RULE_ERROR');
  const known = verdictTable.map((word) => numbers.verdict(word) ?? faulty);
  for (let row = 0; row < rows; row += 1) {
    const code = codes[row] as number;
    const confidence = confidences[row] as number;
    if (code !== 0) outcomes[row] = numbers.hold(classify(RULE_ERROR_CODES[code] as RuleErrorCode));
    else if (confidence < 0 || confidence > 1) outcomes[row] = faulty;
    else outcomes[row] = known[verdicts[row] as number] ?? faulty;
  }
}
