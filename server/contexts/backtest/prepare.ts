import type { BacktestRequest, BacktestVersion } from '../../../shared/contract/backtest.ts';
import { fieldErrorBy, ReasonError } from '../../../shared/contract/errors.ts';
import { placed, reason, type Reason } from '../../../shared/contract/reasons.ts';
import type { RulesetProblem } from '../../../shared/contract/ruleset-desk.ts';
import type { InputValue, Judgment } from '../../../shared/contract/judgment.ts';
import type { Binding } from '../judgment/index.ts';
import { hashOf, parseRuleset } from '../rules/index.ts';
import type { BacktestDependencies } from './backtest.service.ts';
import type {
  Asked,
  Made,
  SideOrder,
  StoredFootprint,
  StoredMachine,
  StoredSide,
  TagOrder,
} from './ports.ts';

/** Judgments with feedback that are compared with. */
const MOST_TRUTHS = 10_000;

/** Error `VALIDATION_FAILED` at a field of the request. */
const refuse = (path: string, ...why: Parameters<typeof reason>) => refuseFor(path, reason(...why));

function refuseFor(path: string, why: Reason): ReasonError {
  return new ReasonError('VALIDATION_FAILED', why, path, [fieldErrorBy(path, why)]);
}

/** Tells the first fault of a draft by its own reason, where it has one. */
function refuseDraft({ file, message, reason: why, line = 0, column = 0 }: RulesetProblem): ReasonError {
  if (why === undefined) return refuse('version', 'backtestDraftFaulty', { file, fault: message });
  const isPlaced = file === 'rules.rhai' && line > 0;
  return refuseFor('version', placed(why, { draft: file, ...(isPlaced ? { line, at: column } : {}) }));
}

/** Everything a backtest is made of, as it is now. Errors: `RULESET_NOT_FOUND`, `VALIDATION_FAILED`. */
export async function prepare(
  parts: Pick<BacktestDependencies, 'rules' | 'drafts' | 'judgment' | 'bound' | 'hub'>,
  request: BacktestRequest,
  now: number,
): Promise<{ period: Asked['period']; made: Made }> {
  const from = request.from === undefined ? 0 : Date.parse(request.from);
  const to = Date.parse(request.to);
  if (from > to) throw refuse('from', 'backtestTurned');
  if (to > now) throw refuse('to', 'backtestFuture');
  const versions = [request.version, ...(request.against === undefined ? [] : [request.against])];
  const sides = await Promise.all(versions.map((version) => sideOf(parts, request.rulesetId, version)));
  const { begin, ...made } = await prepareMachines(parts, { ...request, sides, from, to });
  return { period: { from: begin, to }, made: { sides, ...made } };
}

/** What machines are made of by some rules. */
export interface MachinesQuestion extends Pick<BacktestRequest, 'rulesetId' | 'equipment'> {
  readonly sides: readonly SideOrder[];
  /** Epoch milliseconds. */
  readonly from: number;
  readonly to: number;
}

/** Machines with their tags and what is known of their judgments; `begin`: the first sample, before which there is nothing to judge. */
export async function prepareMachines(
  parts: Pick<BacktestDependencies, 'judgment' | 'bound' | 'hub'>,
  question: MachinesQuestion,
): Promise<Pick<Made, 'machines' | 'footprints'> & { begin: number }> {
  const { rulesetId, from, to } = question;
  const judged = await parts.judgment.withFeedback(rulesetId, from, to, MOST_TRUTHS);
  const chosen = machinesOf(parts, question);
  const footprints: StoredFootprint[] = [];
  const paths = new Set(chosen.flatMap(({ bindings }) => bindings.flatMap(({ tags }) => [...tags.values()])));
  for (const path of [...paths].sort()) {
    const tag = parts.hub.historyTag(path);
    if (tag === undefined) continue;
    footprints.push({ tagId: tag.id, path, ...(await parts.hub.footprint(tag.id, from, to)) });
  }
  const begins = footprints.map(({ firstAt }) => firstAt ?? to);
  const machines = chosen.map(({ equipment, tags }) => ({ equipment, tags, ...truthsOf(equipment, judged) }));
  return { machines, footprints, begin: begins.reduce((first, at) => Math.min(first, at), to) };
}

async function sideOf(
  { rules, drafts }: Pick<BacktestDependencies, 'rules' | 'drafts'>,
  rulesetId: string,
  version: BacktestVersion,
): Promise<StoredSide> {
  if (version !== 'draft') {
    const { manifest, source, hash } = await rules.runnable(rulesetId, version);
    return { version, rulesetHash: hash, manifest, source };
  }
  const { texts, problems } = await drafts.draft(rulesetId);
  const fault = problems.find(({ severity }) => severity === 'error');
  if (fault !== undefined) throw refuseDraft(fault);
  const { manifest, source } = parseRuleset({
    manifest: JSON.parse(texts.manifest),
    source: texts.source,
    tests: JSON.parse(texts.tests),
  });
  return { version, rulesetHash: hashOf(manifest, source), manifest, source };
}

interface Machine {
  readonly equipment: string;
  readonly tags: StoredMachine['tags'];
  readonly bindings: readonly Binding[];
}

function machinesOf(
  { bound, hub }: Pick<BacktestDependencies, 'bound' | 'hub'>,
  { sides, equipment: asked, rulesetId }: MachinesQuestion,
): Machine[] {
  const bindings = sides.map((side) => new Map(bound.bindings(side).map((each) => [each.equipment, each])));
  const all = [...new Set(bindings.flatMap((each) => [...each.keys()]))].sort();
  const wanted = asked?.map((name) => {
    const found = bound.findEquipment(name) ?? name;
    if (!all.includes(found)) throw refuse('equipment', 'backtestNotBound', { name, id: rulesetId });
    return found;
  });
  const chosen = wanted === undefined ? all : all.filter((each) => wanted.includes(each));
  if (chosen.length === 0) throw refuse('rulesetId', 'backtestNowhere', { id: rulesetId });
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
