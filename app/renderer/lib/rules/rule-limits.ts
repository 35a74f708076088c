import type { Severity } from '../../../../shared/contract/common.ts';
import type { RulesetVersion } from '../../../../shared/contract/rules.ts';
import { inputsOfTag } from './tag-inputs.ts';

/** A limit beyond which a rule gives a verdict, whatever else is so. */
export interface RuleLimit {
  readonly rulesetId: string;
  /** Of the ruleset that holds the number. */
  readonly parameter: string;
  readonly value: number;
  /** Whether the verdict is given above the limit, or below it. */
  readonly side: 'above' | 'below';
  readonly verdict: string;
  readonly severity: Severity;
}

type Version = Pick<RulesetVersion, 'id' | 'manifest' | 'source'>;

const CONDITION = /\bif\s+([^{}]+?)\s*\{/g;
const VERDICT = /\bverdict:\s*"([^"]+)"/;
const COMPARISON = /^\s*(\w+)\s*(>=|>|<=|<)\s*parameters\.(\w+)\s*$/;
/** A value that may be missing is asked for first; that takes nothing from the limit. */
const THERE = /\w+\s*!=\s*\(\)\s*&&\s*/g;
const SAME_SCALE: ReadonlySet<string> = new Set(['last', 'mean', 'min', 'max']);

/**
 * Limits of the rulesets that read a tag: conditions of the form `if input >= parameters.limit { … verdict: "…" }`, also
 * several joined by `||`. Where more must be so (`&&`), or the limit is worked out, a line would promise what the rule does not.
 */
export function limitsOfTag(path: string, versions: readonly Version[]): RuleLimit[] {
  return versions.flatMap((version) => {
    const inputs = new Set(
      inputsOfTag(path, [version.manifest])
        .filter(({ input }) => SAME_SCALE.has(input.take))
        .map(({ input }) => input.name),
    );
    return inputs.size === 0 ? [] : limitsOf(version).filter(({ input }) => inputs.has(input));
  });
}

function limitsOf({ id, manifest, source }: Version): (RuleLimit & { readonly input: string })[] {
  return [...source.matchAll(CONDITION)].flatMap((match) => {
    const body = blockAfter(source, match.index + match[0].length);
    const verdict = VERDICT.exec(body)?.[1];
    const severity = verdict === undefined ? undefined : manifest.verdicts[verdict];
    const condition = (match[1] ?? '').replaceAll(THERE, '').replaceAll(/[()]/g, '');
    if (verdict === undefined || severity === undefined || condition.includes('&&')) return [];
    return condition.split('||').flatMap((part) => {
      const [, input, sign = '', parameter = ''] = COMPARISON.exec(part) ?? [];
      const value = manifest.parameters[parameter];
      if (input === undefined || typeof value !== 'number') return [];
      const side = sign.startsWith('>') ? ('above' as const) : ('below' as const);
      return [{ rulesetId: id, input, parameter, value, side, verdict, severity }];
    });
  });
}

/** What stands in the braces that were opened before `start`; braces of maps and templates pair as well. */
function blockAfter(source: string, start: number): string {
  let depth = 1;
  for (let place = start; place < source.length; place += 1) {
    if (source[place] === '{') depth += 1;
    if (source[place] === '}') depth -= 1;
    if (depth === 0) return source.slice(start, place);
  }
  return source.slice(start);
}
