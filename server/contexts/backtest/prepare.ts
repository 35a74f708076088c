import type { BacktestRequest } from '../../../shared/contract/backtest.ts';
import { AppError } from '../../../shared/contract/errors.ts';
import type { InputValue, Judgment } from '../../../shared/contract/judgment.ts';
import type { Binding } from '../judgment/index.ts';
import type { RunnableRuleset } from '../rules/index.ts';
import type { BacktestDependencies } from './backtest.service.ts';
import type { StoredBacktest, StoredFootprint, StoredMachine, TagOrder } from './ports.ts';

/** Judgments with feedback that are compared with. */
const MOST_TRUTHS = 10_000;

type Prepared = Pick<StoredBacktest['body'], 'sides' | 'machines' | 'footprints'>;

const refuse = (path: string, message: string) =>
  new AppError('VALIDATION_FAILED', `${path}: ${message}`, [{ path, message }]);

/** Everything a backtest is made of, as it is now. Errors: `RULESET_NOT_FOUND`, `VALIDATION_FAILED`. */
export async function prepare(
  parts: Pick<BacktestDependencies, 'rules' | 'judgment' | 'bound' | 'hub'>,
  request: BacktestRequest,
  now: number,
): Promise<Prepared> {
  const [from, to] = [Date.parse(request.from), Date.parse(request.to)];
  if (from > to) throw refuse('from', 'is after "to"');
  if (to > now) throw refuse('to', 'lies in the future');
  const versions = [request.version, ...(request.against === undefined ? [] : [request.against])];
  const rulesets = await Promise.all(
    versions.map((version) => parts.rules.runnable(request.rulesetId, version)),
  );
  const judged = await parts.judgment.withFeedback(request.rulesetId, from, to, MOST_TRUTHS);
  const chosen = machinesOf(parts, rulesets, request);
  const footprints: StoredFootprint[] = [];
  const paths = new Set(chosen.flatMap(({ bindings }) => bindings.flatMap(({ tags }) => [...tags.values()])));
  for (const path of [...paths].sort()) {
    const tag = parts.hub.historyTag(path);
    if (tag === undefined) continue;
    footprints.push({ tagId: tag.id, path, ...(await parts.hub.footprint(tag.id, from, to)) });
  }
  return {
    sides: rulesets.map(({ version, hash }) => ({ version, rulesetHash: hash })),
    machines: chosen.map((machine) => ({
      equipment: machine.equipment,
      tags: machine.tags,
      ...truthsOf(machine.equipment, judged),
    })),
    footprints,
  };
}

interface Machine {
  readonly equipment: string;
  readonly tags: StoredMachine['tags'];
  readonly bindings: readonly Binding[];
}

function machinesOf(
  { bound, hub }: Pick<BacktestDependencies, 'bound' | 'hub'>,
  rulesets: readonly RunnableRuleset[],
  { equipment: asked, rulesetId }: BacktestRequest,
): Machine[] {
  const bindings = rulesets.map(
    (ruleset) => new Map(bound.bindings(ruleset).map((each) => [each.equipment, each])),
  );
  const all = [...new Set(bindings.flatMap((each) => [...each.keys()]))].sort();
  const wanted = asked?.map((name) => {
    const found = bound.findEquipment(name) ?? name;
    if (!all.includes(found))
      throw refuse('equipment', `"${name}" is no machine that ${rulesetId} applies to`);
    return found;
  });
  const chosen = wanted === undefined ? all : all.filter((each) => wanted.includes(each));
  if (chosen.length === 0)
    throw refuse('rulesetId', `${rulesetId} applies to no machine: no tag matches its patterns`);
  return chosen.map((equipment) => {
    const own = bindings.map((each) => each.get(equipment));
    return {
      equipment,
      tags: own.map((binding) => tagsOf(hub, binding)),
      bindings: own.filter((binding) => binding !== undefined),
    };
  });
}

function tagsOf(hub: BacktestDependencies['hub'], binding: Binding | undefined): [string, TagOrder][] {
  return [...(binding?.tags ?? [])].flatMap(([input, path]): [string, TagOrder][] => {
    const tag = hub.historyTag(path);
    return tag === undefined ? [] : [[input, tag]];
  });
}

/** What is known of a machine's judgments, and the instants of these. */
function truthsOf(equipment: string, judged: readonly Judgment[]): Pick<StoredMachine, 'fixed' | 'truths'> {
  const own = judged.filter(({ context, feedback }) => context?.equipment === equipment && feedback);
  const fixed = own.map(({ at, evidence }) => ({ at: Date.parse(at), sent: sentOf(evidence) }));
  const truths = own.map(({ at, verdict, feedback }) => ({
    at: Date.parse(at),
    verdict: feedback?.agree === true ? verdict : (feedback?.correctVerdict ?? null),
    given: verdict,
  }));
  return { fixed, truths };
}

function sentOf(evidence: Judgment['evidence']): Record<string, InputValue> {
  return Object.fromEntries(
    evidence.flatMap((each) =>
      each.kind === 'input' && each.source === 'request' ? [[each.name, each.value as InputValue]] : [],
    ),
  );
}
