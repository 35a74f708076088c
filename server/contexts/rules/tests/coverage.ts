import type { Branch, Coverage, ProposedTest } from '../../../../shared/contract/rule-tests.ts';
import type { RulesetManifest } from '../../../../shared/contract/rules.ts';
import { instrument, linesNotReached, offsets, placeOf } from './instrumented.ts';
import { testOf, type Row, type ScriptUnderTest, type TestEngine } from './script-under-test.ts';

/** What the marks of an instrumented script may cost beside the script itself. */
const OPERATIONS_BESIDE = 4;

interface Subject {
  readonly manifest: RulesetManifest;
  readonly source: string;
}

/** The ways a row takes: keys of branches, and regions reached. */
interface Ways {
  readonly branches: ReadonlySet<string>;
  readonly regions: ReadonlySet<number>;
}

/** A script with marks: which of its branches a row takes. */
export class BranchWatch {
  readonly #marked: ScriptUnderTest | null;
  readonly #instrumented: ReturnType<typeof instrument>;
  readonly branches: readonly (Omit<Branch, 'tests' | 'proposal'> & { readonly key: string })[];

  constructor(engine: TestEngine, { source, manifest }: Subject, script: ScriptUnderTest) {
    this.#instrumented = instrument(source);
    this.#marked = engine.compile(this.#instrumented.source, manifest.limits.operations * OPERATIONS_BESIDE);
    const at = offsets(source);
    const conditions = script.rules
      .filter(({ kind }) => kind === 'if')
      .flatMap(({ line, column, source: text }) =>
        (['held', 'notHeld'] as const).map((kind) => ({
          ...{ key: `${kind} ${at(line, column)}`, line, column, kind, source: text },
        })),
      );
    const arms = this.#instrumented.regions.flatMap(({ from, to, kind }, index) => {
      if (kind !== 'arm') return [];
      const text = source.slice(from, to);
      return [
        {
          ...{ key: `arm ${index}`, ...placeOf(source, from), kind },
          source: text.slice(0, text.indexOf('=>')).trim(),
        },
      ];
    });
    this.branches = [...conditions, ...arms].sort((a, b) => a.line - b.line || a.column - b.column);
  }

  waysOf(row: Row): Ways {
    const branches = new Set<string>();
    const regions = new Set<number>();
    for (const { line, column, count, firedCount } of this.#marked?.one(row).looked ?? []) {
      const region = this.#instrumented.regionAt(line, column);
      if (region !== undefined) {
        regions.add(region);
        if (this.#instrumented.regions[region]?.kind === 'arm') branches.add(`arm ${region}`);
        continue;
      }
      const offset = this.#instrumented.originalOffset(line, column);
      if (firedCount > 0) branches.add(`held ${offset}`);
      if (count > firedCount) branches.add(`notHeld ${offset}`);
    }
    return { branches, regions };
  }

  linesNotReached(source: string, regions: ReadonlySet<number>): number[] {
    return linesNotReached(source, this.#instrumented.regions, regions);
  }

  release(): void {
    this.#marked?.release();
  }
}

/** Which test cases take which branch; what none takes gets a proposal, where an input is known that does. `testRows`: null is not judged. */
export function coverageOf(
  watch: BranchWatch,
  script: ScriptUnderTest,
  { manifest, source }: Subject,
  testRows: readonly (Row | null)[],
  known: readonly Row[],
): Coverage {
  const takenBy = new Map<string, number[]>(watch.branches.map(({ key }) => [key, []]));
  const regions = new Set<number>();
  testRows.forEach((row, test) => {
    if (row === null) return;
    const ways = watch.waysOf(row);
    for (const key of ways.branches) takenBy.get(key)?.push(test);
    for (const region of ways.regions) regions.add(region);
  });
  const open = new Set(watch.branches.map(({ key }) => key).filter((key) => takenBy.get(key)?.length === 0));
  const witnesses = new Map<string, Row>();
  for (const row of open.size === 0 ? [] : known) {
    for (const key of watch.waysOf(row).branches) if (open.delete(key)) witnesses.set(key, row);
    if (open.size === 0) break;
  }
  const proposalOf = ({
    key,
    line,
    kind,
    source: text,
  }: BranchWatch['branches'][number]): ProposedTest | null => {
    const row = witnesses.get(key);
    if (row === undefined) return null;
    const name = kind === 'notHeld' ? `not ${text}` : text;
    return {
      ...{ why: 'branch', line, source: text },
      test: testOf(manifest, row, script.one(row).said, { name: name.slice(0, 200) }),
    };
  };
  const branches = watch.branches.map((branch): Branch => {
    const { key, ...shown } = branch;
    return { ...shown, tests: takenBy.get(key) ?? [], proposal: proposalOf(branch) };
  });
  return {
    branches,
    covered: branches.filter(({ tests }) => tests.length > 0).length,
    linesNotReached: watch.linesNotReached(source, regions),
  };
}
