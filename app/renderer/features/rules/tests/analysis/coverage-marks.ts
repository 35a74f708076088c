import type { Coverage } from '../../../../../../shared/contract/rule-tests.ts';
import type { LineMark } from '../../editor/types.ts';

interface CoverageWords {
  /** By which places in the list of test cases. */
  taken(tests: readonly number[]): string;
  partly(): string;
  open(): string;
}

/** The branches of each line in the editor's gutter: all taken by test cases, some, none. */
export function coverageMarks({ branches }: Coverage, words: CoverageWords): LineMark[] {
  return [...new Set(branches.map(({ line }) => line))].map((line) => {
    const of = branches.filter((branch) => branch.line === line);
    const covered = of.filter(({ tests }) => tests.length > 0).length;
    if (covered === 0) return { line, sign: '○', label: words.open() };
    if (covered < of.length) return { line, sign: '◐', label: words.partly() };
    return { line, sign: '●', label: words.taken([...new Set(of.flatMap(({ tests }) => tests))]) };
  });
}
