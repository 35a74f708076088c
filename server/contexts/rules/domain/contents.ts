import type { FieldError } from '../../../../shared/contract/errors.ts';
import { HOLD_CAUSES, HOLD_VERDICT } from '../../../../shared/contract/judgment.ts';
import type { RulesetManifest, RulesetTest } from '../../../../shared/contract/rules.ts';
import { expectedOf, inputValueOf } from '../../../../shared/util/input-value.ts';
import type { ParsedRuleset } from './ruleset.ts';

/**
 * What a new ruleset may not say although its form is right. The contract itself stays as wide as it was, for the
 * versions that are stored already.
 */
export function faultsOfContents({ manifest, source, tests }: ParsedRuleset): FieldError[] {
  return [
    ...faultsOfInputs(manifest),
    ...(isEmpty(source) ? [{ path: 'rules.rhai', message: 'holds no script' }] : []),
    ...tests.flatMap((test, index) =>
      [...faultsOfTestInput(manifest, test), ...faultsOfExpectation(manifest, test.expect)].map(
        ({ path, message }) => ({ path: `tests.json: ${index}.${path}`, message }),
      ),
    ),
  ];
}

function faultsOfInputs({ inputs }: RulesetManifest): FieldError[] {
  return inputs.flatMap(({ take, tag }, index) =>
    take === 'last' || tag !== undefined
      ? []
      : [{ path: `ruleset.json: inputs.${index}.take`, message: `take "${take}" needs a tag to take from` }],
  );
}

/** A script of spaces and comments. What only looks like a comment, inside of a text, leaves the text's quote. */
function isEmpty(source: string): boolean {
  return source.replaceAll(/\/\*[\s\S]*?\*\/|\/\/.*/g, '').trim() === '';
}

function faultsOfTestInput(manifest: RulesetManifest, { input }: RulesetTest): FieldError[] {
  return Object.entries(input).flatMap(([name, value]) => {
    const declared = manifest.inputs.find((candidate) => candidate.name === name);
    const path = `input.${name}`;
    if (declared === undefined) {
      const names = manifest.inputs.map((candidate) => candidate.name).join(', ');
      return [{ path, message: `the ruleset has no such input; it has ${names}` }];
    }
    if (value === null || inputValueOf(declared, value) !== undefined) return [];
    return [{ path, message: `must be ${expectedOf(declared).en}` }];
  });
}

function faultsOfExpectation(manifest: RulesetManifest, expect: RulesetTest['expect']): FieldError[] {
  const { verdict, holdCause, confidence } = expect;
  const isHold = holdCause !== undefined || verdict === HOLD_VERDICT;
  const faults: FieldError[] = [];
  const add = (path: string, message: string) => faults.push({ path, message });
  if (verdict === undefined && holdCause === undefined && confidence === undefined)
    add('expect', 'expects nothing; give verdict, holdCause or confidence');
  if (verdict !== undefined && verdict !== HOLD_VERDICT && !Object.hasOwn(manifest.verdicts, verdict)) {
    const names = [...Object.keys(manifest.verdicts), HOLD_VERDICT].join(', ');
    add('expect.verdict', `"${verdict}" is not declared in ruleset.json; there are ${names}`);
  }
  if (holdCause !== undefined && !(HOLD_CAUSES as readonly string[]).includes(holdCause))
    add('expect.holdCause', `must be one of ${HOLD_CAUSES.join(', ')}`);
  if (holdCause !== undefined && verdict !== undefined && verdict !== HOLD_VERDICT)
    add('expect.holdCause', `goes only with the verdict ${HOLD_VERDICT}`);
  if (confidence !== undefined && isHold) add('expect.confidence', `${HOLD_VERDICT} has no confidence`);
  if (confidence !== undefined && !(confidence >= 0 && confidence <= 1))
    add('expect.confidence', 'must be a number from 0 to 1');
  return faults;
}
