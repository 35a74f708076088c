import type { HoldCause, Judgment } from '../../../../shared/contract/judgment.ts';
import type { Replay, Replayed } from '../../../../shared/contract/replay.ts';
import type { RulesetManifest } from '../../../../shared/contract/rules.ts';
import type { Decision } from './decide.ts';
import { resolveInputs, type ResolvedInputs } from './resolve.ts';

/** Holds that say how the station was, not what the inputs were. */
const OF_CIRCUMSTANCES: ReadonlySet<HoldCause> = new Set(['RULE_TIMEOUT', 'RULE_SUSPENDED', 'ENGINE_DOWN']);

export const isOfCircumstances = ({ holdCause }: Pick<Judgment, 'holdCause'>): boolean =>
  holdCause !== undefined && OF_CIRCUMSTANCES.has(holdCause);

/** Inputs of the version of which the judgment kept nothing. */
export function inputsWithoutEvidence({ inputs }: RulesetManifest, { evidence }: Judgment): string[] {
  const known = new Set(evidence.map(({ name }) => name));
  return inputs.filter(({ name }) => !known.has(name)).map(({ name }) => name);
}

/** The inputs as they were resolved then, from what the judgment says of each. */
export function resolveAgain(manifest: RulesetManifest, judgment: Judgment): ResolvedInputs {
  const of = new Map(judgment.evidence.map((entry) => [entry.name, entry]));
  const sent = Object.fromEntries(
    judgment.evidence
      .filter(({ source }) => source === 'request')
      .map(({ name, value }) => [name, value] as const),
  );
  return resolveInputs(
    manifest,
    sent,
    ({ name }) => {
      const entry = of.get(name);
      if (entry?.tag === undefined) return undefined;
      const { tag: path, at, quality = 0, value } = entry;
      // How many samples were behind it is not asked when inputs are resolved.
      const reading = at === undefined ? undefined : { value, quality, at: Date.parse(at), count: 0 };
      return { path, reading };
    },
    Date.parse(judgment.at),
  );
}

export function replayedOf(decision: Decision, inputAgeMs: number | null): Replayed {
  const { verdict, severity, claimed, reasons, trace, outputs, holdCause, holdDetail } = decision;
  return {
    ...{ verdict, severity, claimed, reasons, trace, inputAgeMs },
    ...(outputs === undefined ? {} : { outputs }),
    ...(holdCause === undefined ? {} : { holdCause }),
    ...(holdDetail === undefined ? {} : { holdDetail }),
  };
}

/** Everything that inputs and version decide, each as JSON, which is the form it was stored in. */
function factsOf(said: Replayed): Map<string, string> {
  const { reasons, trace, outputs = {}, ...single } = said;
  // Of a judgment that could not be made `holdDetail` says the same in words that stay; those for people may get better.
  const told = said.holdDetail === undefined ? reasons : [];
  const facts = new Map<string, string>();
  const put = (field: string, value: unknown) => facts.set(field, JSON.stringify(value));
  for (const [field, value] of Object.entries(single)) if (value !== undefined) put(field, value);
  told.forEach((reason, index) => put(`reasons.${index}`, reason));
  for (const [name, value] of Object.entries(outputs)) put(`outputs.${name}`, value);
  trace.forEach((entry, index) => put(`trace.${index}`, entry));
  return facts;
}

/** What a judgment says otherwise than its replay, exactly. */
export function differencesOf(judgment: Judgment, replayed: Replayed): Replay['differences'] {
  const { verdict, severity, reasons, trace, outputs, holdCause, holdDetail, inputAgeMs } = judgment;
  const stored = factsOf({
    ...{ verdict, severity, claimed: judgment.confidence.claimed, reasons, trace, inputAgeMs },
    ...(outputs === undefined ? {} : { outputs }),
    ...(holdCause === undefined ? {} : { holdCause }),
    ...(holdDetail === undefined ? {} : { holdDetail }),
  });
  const now = factsOf(replayed);
  return [...new Set([...stored.keys(), ...now.keys()])]
    .filter((field) => stored.get(field) !== now.get(field))
    .map((field) => ({ field, stored: stored.get(field) ?? '', replayed: now.get(field) ?? '' }));
}
