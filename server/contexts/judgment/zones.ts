import type { InputValue } from '../../../shared/contract/judgment.ts';
import type { TagZones, VerdictZone } from '../../../shared/contract/zones.ts';
import { canonicalJson } from '../../../shared/util/canonical-json.ts';
import type { BoundRuleset, BoundRulesets } from './bound-rulesets.ts';
import { decide } from './domain/decide.ts';
import { findZones, type Probe, type Zone } from './domain/find-zones.ts';
import { resolveLive, type JudgeParts } from './judge.ts';

/** What of a tag's samples is on the scale of its values. */
const SAME_SCALE: ReadonlySet<string> = new Set(['last', 'mean', 'min', 'max']);
/** Numbers that stand in a script. */
const LITERAL = /(?<![\w.])\d+(?:\.\d+)?(?![\w.])/g;
const MOST_KEPT = 2_000;

type Values = Readonly<Record<string, InputValue>>;
type Parts = JudgeParts & { readonly bound: BoundRulesets };

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

  /** Rulesets that give one verdict for all values are left out. */
  of(path: string): Promise<TagZones> {
    const found = this.#last.then(() => this.#of(path));
    this.#last = found.catch(() => undefined);
    return found;
  }

  async #of(path: string): Promise<TagZones> {
    const items: TagZones['items'] = [];
    for (const bound of this.#parts.bound.feeding(path)) {
      const zones = await this.#zones(bound, path);
      if (zones.length < 2) continue;
      items.push({ rulesetId: bound.ruleset.id, version: bound.ruleset.version, zones: [...zones] });
    }
    return { items };
  }

  async #zones(bound: BoundRuleset, path: string): Promise<readonly VerdictZone[]> {
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
  async #ask(
    { ruleset }: BoundRuleset,
    swept: readonly string[],
    values: Values,
  ): Promise<readonly VerdictZone[]> {
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
