import type { EquipmentState, Judgment } from '../../../shared/contract/judgment.ts';
import type { RulesetManifest } from '../../../shared/contract/rules.ts';

type CurrentJudgment = EquipmentState['judgments'][number];

/** A caller asking "what if" about a machine must not change what the operator sees of it. */
export const countsWhenRequested = ({ trigger }: RulesetManifest) => trigger.kind === 'request';

/** Whether a judgment says how a machine is. */
export const isState = ({ trigger, context }: Judgment, manifest: RulesetManifest) =>
  context?.equipment !== undefined && (trigger !== 'request' || countsWhenRequested(manifest));

/** The newest judgment of each ruleset on each machine, by time judged for. */
export class CurrentStates {
  readonly #byEquipment = new Map<string, Map<string, CurrentJudgment>>();

  apply(judgment: Judgment, manifest: RulesetManifest): void {
    const equipment = judgment.context?.equipment;
    if (equipment === undefined || !isState(judgment, manifest)) return;
    const ofEquipment = this.#byEquipment.get(equipment) ?? new Map<string, CurrentJudgment>();
    this.#byEquipment.set(equipment, ofEquipment);
    const before = ofEquipment.get(judgment.ruleset.id);
    if (before !== undefined && isNewer(before, judgment)) return;
    ofEquipment.set(judgment.ruleset.id, {
      rulesetId: judgment.ruleset.id,
      rulesetName: manifest.name,
      judgmentId: judgment.id,
      verdict: judgment.verdict,
      severity: judgment.severity,
      ...(judgment.holdCause === undefined ? {} : { holdCause: judgment.holdCause }),
      at: judgment.at,
    });
  }

  of(equipment: string): CurrentJudgment[] {
    const states = [...(this.#byEquipment.get(equipment)?.values() ?? [])];
    return states.sort((a, b) => (a.rulesetId < b.rulesetId ? -1 : 1));
  }
}

function isNewer(state: CurrentJudgment, judgment: Judgment): boolean {
  return state.at === judgment.at ? state.judgmentId > judgment.id : state.at > judgment.at;
}
