import type { InputValue } from '../../../shared/contract/judgment.ts';
import type { TagZones, VerdictZone } from '../../../shared/contract/zones.ts';
import type { RulesService, RulesetPeriod } from '../rules/index.ts';
import { canonicalJson } from '../../../shared/util/canonical-json.ts';
import type { BoundRuleset, BoundRulesets } from './bound-rulesets.ts';
import { equipmentOf, type Binding } from './domain/binding.ts';
import { decide } from './domain/decide.ts';
import { findZones, type Probe, type Zone } from './domain/find-zones.ts';
import { resolveLive, type JudgeParts } from './judge.ts';

/** What of a tag's samples is on the scale of its values. */
const SAME_SCALE: ReadonlySet<string> = new Set(['last', 'mean', 'min', 'max']);
/** Numbers that stand in a script. */
const LITERAL = /(?<![\w.])\d+(?:\.\d+)?(?![\w.])/g;
const MOST_KEPT = 2_000;

type Values = Readonly<Record<string, InputValue>>;
type Parts = JudgeParts & {
  readonly bound: BoundRulesets;
  readonly rules: Pick<RulesService, 'runnable' | 'periods'>;
};
type TimedZones = TagZones['items'][number];

/** Any version of a ruleset on a machine. */
type Asked = Binding & Pick<BoundRuleset, 'ruleset'>;

const instantOrNull = (at: number): string | null =>
  Number.isFinite(at) ? new Date(at).toISOString() : null;
const nowOf = ({ ruleset }: Asked): RulesetPeriod => ({
  version: ruleset.version,
  from: -Infinity,
  to: Infinity,
});
const numberOrNull = (value: number): number | null => (Number.isFinite(value) ? value : null);

/** Trying a ruleset out cost it its time or its worker: it is asked no more. */
class GaveUp extends Error {}

/**
 * What rulesets would say of a tag's values with everything else as it was when the machine last sent something. The rules
 * themselves are asked, so limits that they work out are found like constants. Nothing is stored or announced, and only one
 * evaluation runs at a time: judging never waits for more than that.
 */
export class VerdictZones {
  readonly #parts: Parts;
  /** By version and other inputs: the same question has the same answer. */
  readonly #kept = new Map<string, readonly VerdictZone[]>();
  #last: Promise<unknown> = Promise.resolve();

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /**
   * Rulesets that give one verdict for all values are left out. With `since` (epoch milliseconds) those come too that versions
   * gave which were in force after it, each with its time.
   */
  of(path: string, since = Infinity): Promise<TagZones> {
    const found = this.#last.then(() => this.#of(path, since));
    this.#last = found.catch(() => undefined);
    return found;
  }

  async #of(path: string, since: number): Promise<TagZones> {
    const { bound, rules } = this.#parts;
    const feeding = bound.feeding(path);
    const items: TimedZones[] = [];
    if (since === Infinity) {
      for (const each of feeding) items.push(...(await this.#timed(each, path, [nowOf(each)], since)));
      return { items };
    }
    const periods = await rules.periods();
    const equipment = equipmentOf(path);
    // One that reads the tag no more may have read it.
    const former = bound.active
      .filter(
        ({ id }) => (periods.get(id)?.length ?? 0) > 1 && !feeding.some((each) => each.ruleset.id === id),
      )
      .map((ruleset) => ({ ruleset, equipment, tags: new Map<string, string>() }));
    for (const each of [...feeding, ...former]) {
      const known = periods.get(each.ruleset.id) ?? [];
      const isUpToDate = known.at(-1)?.version === each.ruleset.version;
      items.push(...(await this.#timed(each, path, isUpToDate ? known : [nowOf(each)], since)));
    }
    return { items };
  }

  /** What the versions that were in force after `since` say, in order; neighbours that say the same as one. */
  async #timed(
    bound: Asked,
    path: string,
    periods: readonly RulesetPeriod[],
    since: number,
  ): Promise<TimedZones[]> {
    const found: TimedZones[] = [];
    for (const period of periods) {
      if (period.to <= since && period.to !== Infinity) continue;
      const { version } = period;
      const zones = [...(await this.#zonesOfVersion(bound, version, path))];
      const from = period.from <= since ? null : instantOrNull(period.from);
      const to = instantOrNull(period.to);
      const before = found.at(-1);
      if (before !== undefined && canonicalJson(before.zones) === canonicalJson(zones))
        found[found.length - 1] = { ...before, version, to };
      else found.push({ rulesetId: bound.ruleset.id, version, from, to, zones });
    }
    return found.filter(({ zones }) => zones.length > 1);
  }

  async #zonesOfVersion(asked: Asked, version: number, path: string): Promise<readonly VerdictZone[]> {
    const { rules, bound } = this.#parts;
    if (version === asked.ruleset.version) return this.#zones(asked, path);
    const ruleset = await rules.runnable(asked.ruleset.id, version);
    const binding = bound.bindingFor(ruleset, asked.equipment);
    return binding === undefined ? [] : this.#zones({ ...binding, ruleset }, path);
  }

  async #zones(bound: Asked, path: string): Promise<readonly VerdictZone[]> {
    const { readings, engine } = this.#parts;
    const { ruleset, equipment } = bound;
    const swept = ruleset.manifest.inputs
      .filter(
        ({ name, type, take }) => type === 'number' && SAME_SCALE.has(take) && bound.tags.get(name) === path,
      )
      .map(({ name }) => name);
    const at = readings.freshness(equipment)?.lastDataAt;
    if (swept.length === 0 || at === undefined || engine.suspendedUntil(ruleset) !== undefined) return [];

    const { values, hold } = resolveLive(this.#parts, {
      ...{
        ruleset,
        binding: bound,
        sent: Object.fromEntries(swept.map((name) => [name, 0])),
        at,
        readAt: at,
      },
      ...{ policy: 'rule', useCache: false, trigger: 'request', context: undefined },
    });
    if (hold !== undefined) return [];
    const key = `${ruleset.hash} ${swept.join(' ')} ${canonicalJson(values)}`;
    const known = this.#kept.get(key);
    if (known) return known;
    const zones = await this.#ask(bound, swept, values);
    if (this.#kept.size >= MOST_KEPT) this.#kept.clear();
    this.#kept.set(key, zones);
    return zones;
  }

  /**
   * Where the verdict is the same for all values, e.g. while the machine stands still, it is asked for without one of the
   * optional inputs after the other.
   */
  async #ask({ ruleset }: Asked, swept: readonly string[], values: Values): Promise<readonly VerdictZone[]> {
    const { manifest } = ruleset;
    const left = manifest.inputs.filter(
      ({ name, optional }) => optional && values[name] !== null && !swept.includes(name),
    );
    const seeds = [
      ...Object.values(manifest.parameters).filter((value) => typeof value === 'number'),
      ...Array.from(ruleset.source.matchAll(LITERAL), ([text]) => Number(text)),
    ];
    try {
      for (const without of [{}, ...left.map(({ name }) => ({ [name]: null }))]) {
        const zones = await findZones(seeds, (value) => {
          const sent = Object.fromEntries(swept.map((name) => [name, value]));
          return this.#probe(ruleset, { ...values, ...without, ...sent });
        });
        const found = zones.map((zone) => this.#described(zone, manifest.verdicts[zone.verdict] ?? 'normal'));
        if (found.some(({ severity }) => severity !== found[0]?.severity)) return found;
      }
    } catch (error) {
      if (!(error instanceof GaveUp)) throw error;
    }
    return [];
  }

  #described({ from, to, ...zone }: Zone, severity: VerdictZone['severity']): VerdictZone {
    return { ...zone, from: numberOrNull(from), to: numberOrNull(to), severity };
  }

  async #probe(ruleset: BoundRuleset['ruleset'], values: Values): Promise<Probe> {
    const { manifest } = ruleset;
    const outcome = await this.#parts.engine.tryOut(ruleset, { ...values, parameters: manifest.parameters });
    if (!outcome.ok && outcome.cause !== 'RULE_ERROR') throw new GaveUp(outcome.detail.en);
    const { verdict, holdCause, trace } = decide(manifest, outcome);
    const numbers = trace
      .flatMap((entry) => Object.values(entry.values))
      .filter((value) => typeof value === 'number');
    return { verdict: holdCause === undefined ? verdict : null, numbers };
  }
}
