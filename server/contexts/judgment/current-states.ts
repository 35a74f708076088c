import type { EquipmentState, Judgment } from '../../../shared/contract/judgment.ts';
import type { RulesetManifest } from '../../../shared/contract/rules.ts';

type CurrentJudgment = EquipmentState['judgments'][number];

/** The newest judgment of each ruleset on each machine, by time judged for. */
export class CurrentStates {
  readonly #byEquipment = new Map<string, Map<string, CurrentJudgment>>();

  apply(judgment: Judgment, { name, trigger }: RulesetManifest): void {
    // A caller asking "what if" about a machine must not change what the operator sees of it.
    if (judgment.trigger === 'request' && trigger.kind !== 'request') return;
    const equipment = judgment.context?.equipment;
    if (equipment === undefined) return;
    const ofEquipment = this.#byEquipment.get(equipment) ?? new Map<string, CurrentJudgment>();
    this.#byEquipment.set(equipment, ofEquipment);
    const before = ofEquipment.get(judgment.ruleset.id);
    if (before !== undefined && before.at > judgment.at) return;
    ofEquipment.set(judgment.ruleset.id, {
      rulesetId: judgment.ruleset.id,
      rulesetName: name,
      judgmentId: judgment.id,
      verdict: judgment.verdict,
      severity: judgment.severity,
      ...(judgment.holdCause === undefined ? {} : { holdCause: judgment.holdCause }),
      at: judgment.at,
    });
  }

  of(equipment: string): CurrentJudgment[] {
    return [...(this.#byEquipment.get(equipment)?.values() ?? [])];
  }
}
