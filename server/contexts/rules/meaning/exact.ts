import type { NotExactCode } from '../../../../shared/contract/rule-meaning.ts';
import type { RulesetManifest } from '../../../../shared/contract/rules.ts';
import { canonicalJson } from '../../../../shared/util/canonical-json.ts';
import { axisOf, type Axis, type Cuts } from './axes.ts';
import { ExactScript } from './exact-script.ts';
import { NotExact } from './exact-values.ts';
import type { MeaningEngine } from './judge.ts';
import type { Dim, Space } from './space.ts';

/** Cells that are judged at most. */
const MOST_CELLS = 5_000_000;

export interface Version {
  readonly manifest: RulesetManifest;
  readonly source: string;
}

export interface Grid {
  readonly axes: readonly Axis[];
  readonly cells: number;
}

export type ExactAnswer =
  | { readonly ok: true; readonly grid: Grid }
  | {
      readonly ok: false;
      readonly why: NotExactCode;
      readonly side: 'before' | 'after';
      readonly line: number;
    };

/** What judging reads of a manifest beside its parameters. */
export function judgedPart({ inputs, verdicts, limits }: RulesetManifest): string {
  const taken = inputs.map(({ name, type, take, optional, values, tag }) => ({
    ...{ name, type, take, optional, values, isBound: tag !== undefined },
  }));
  return canonicalJson({ taken, verdicts: Object.keys(verdicts).sort(), operations: limits.operations });
}

/** Whether two versions are the same but for spaces, comments and what judging does not read. */
export function isSameScript(engine: MeaningEngine, before: Version, after: Version): boolean {
  const judged = ({ manifest, source }: Version) => {
    const parsed = engine.tree(source);
    if (!parsed.ok) return undefined;
    const tree = JSON.stringify(parsed.tree, (key, value: unknown) => (key === 'at' ? undefined : value));
    return canonicalJson({ tree, parameters: manifest.parameters, judged: judgedPart(manifest) });
  };
  const one = judged(before);
  return one !== undefined && one === judged(after);
}

/** The cells in which inputs decide all the same in both versions, if inputs decide by comparisons with constants only. */
export function gridOf(engine: MeaningEngine, space: Space, before: Version, after: Version): ExactAnswer {
  const cuts = new Map<string, Cuts>();
  const read = new Set<string>();
  for (const [side, { manifest, source }] of [
    ['before', before],
    ['after', after],
  ] as const) {
    const parsed = engine.tree(source);
    if (!parsed.ok) return { ok: false, why: 'OTHER', side, line: 0 };
    const script = new ExactScript(manifest, space, parsed.tree.functions);
    try {
      script.run(parsed.tree);
    } catch (error) {
      if (!(error instanceof NotExact)) throw error;
      return { ok: false, why: error.why, side, line: error.at[0] };
    }
    for (const [name, marks] of script.cuts) cuts.set(name, new Map([...(cuts.get(name) ?? []), ...marks]));
    for (const name of script.read) read.add(name);
  }
  const axes = space.dims.map((dim) => {
    const axis = axisOf(dim, cuts.get(dim.name) ?? new Map());
    return read.has(dim.name) || isRefused(dim, before, after)
      ? axis
      : { ...axis, atoms: axis.atoms.slice(0, 1) };
  });
  const cells = axes.reduce((product, { atoms }) => product * atoms.length, 1);
  if (cells > MOST_CELLS) return { ok: false, why: 'SIZE', side: 'after', line: 0 };
  return { ok: true, grid: { axes, cells } };
}

/** Whether some value keeps one of the versions from judging, though its script does not read it. */
function isRefused({ name }: Dim, before: Version, after: Version): boolean {
  const [one, other] = [before, after].map(({ manifest }) =>
    manifest.inputs.find((input) => input.name === name),
  );
  return one?.optional !== other?.optional || JSON.stringify(one?.values) !== JSON.stringify(other?.values);
}
