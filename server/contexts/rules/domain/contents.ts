import { fieldErrorBy, type FieldError } from '../../../../shared/contract/errors.ts';
import { HOLD_CAUSES, HOLD_VERDICT } from '../../../../shared/contract/judgment.ts';
import type { RulesetInput, RulesetManifest, RulesetTest } from '../../../../shared/contract/rules.ts';
import { reason, type Reason } from '../../../../shared/contract/reasons.ts';
import { inputValueOf } from '../../../../shared/util/input-value.ts';
import type { ParsedRuleset } from './ruleset.ts';

/**
 * What a new ruleset may not say although its form is right. The contract itself stays as wide as it was, for the
 * versions that are stored already.
 */
export function faultsOfContents({ manifest, source, tests }: ParsedRuleset): FieldError[] {
  return [
    ...faultsOfInputs(manifest),
    ...(isEmpty(source) ? [fieldErrorBy('rules.rhai', reason('scriptEmpty'))] : []),
    ...tests.flatMap((test, index) =>
      [...faultsOfTestInput(manifest, test), ...faultsOfExpectation(manifest, test.expect)].map(
        ({ path, ...fault }) => ({ path: `tests.json: ${index}.${path}`, ...fault }),
      ),
    ),
  ];
}

function faultsOfInputs({ inputs }: RulesetManifest): FieldError[] {
  return inputs.flatMap(({ take, tag }, index) =>
    take === 'last' || tag !== undefined
      ? []
      : [fieldErrorBy(`ruleset.json: inputs.${index}.take`, reason('takeNeedsTag', { take }))],
  );
}

/** A script of spaces and comments. What only looks like a comment, inside of a text, leaves the text's quote. */
function isEmpty(source: string): boolean {
  return source.replaceAll(/\/\*[\s\S]*?\*\/|\/\/.*/g, '').trim() === '';
}

const OF_TYPE = { number: 'testNumber', boolean: 'testBoolean', text: 'testText' } as const;

function faultsOfTestInput(manifest: RulesetManifest, { input }: RulesetTest): FieldError[] {
  return Object.entries(input).flatMap(([name, value]) => {
    const declared = manifest.inputs.find((candidate) => candidate.name === name);
    const path = `input.${name}`;
    if (declared === undefined) {
      const names = manifest.inputs.map((candidate) => candidate.name).join(', ');
      return [fieldErrorBy(path, reason('testNoInput', { names }))];
    }
    if (value === null || inputValueOf(declared, value) !== undefined) return [];
    return [fieldErrorBy(path, expectedReason(declared))];
  });
}

function expectedReason({ take, type, values }: RulesetInput): Reason {
  if (take === 'count' || take === 'changes') return reason('testCount');
  if (values !== undefined) return reason('testOneOf', { values: values.join(', ') });
  return reason(OF_TYPE[type]);
}

type ExpectedOutputs = NonNullable<RulesetTest['expect']['outputs']>;

function faultsOfExpectation(manifest: RulesetManifest, expect: RulesetTest['expect']): FieldError[] {
  const { verdict, holdCause, confidence, outputs = {} } = expect;
  const isHold = holdCause !== undefined || verdict === HOLD_VERDICT;
  const faults: FieldError[] = [];
  const add = (path: string, why: Reason) => faults.push(fieldErrorBy(path, why));
  const isOfOutputs = Object.keys(outputs).length > 0;
  if (verdict === undefined && holdCause === undefined && confidence === undefined && !isOfOutputs)
    add('expect', reason('testExpectsNothing'));
  if (verdict !== undefined && verdict !== HOLD_VERDICT && !Object.hasOwn(manifest.verdicts, verdict)) {
    const names = [...Object.keys(manifest.verdicts), HOLD_VERDICT].join(', ');
    add('expect.verdict', reason('testVerdictUndeclared', { verdict, names }));
  }
  if (holdCause !== undefined && !(HOLD_CAUSES as readonly string[]).includes(holdCause))
    add('expect.holdCause', reason('testHoldCause', { causes: HOLD_CAUSES.join(', ') }));
  if (holdCause !== undefined && verdict !== undefined && verdict !== HOLD_VERDICT)
    add('expect.holdCause', reason('testHoldOnly', { hold: HOLD_VERDICT }));
  if (confidence !== undefined && isHold)
    add('expect.confidence', reason('testHoldConfidence', { hold: HOLD_VERDICT }));
  if (confidence !== undefined && !(confidence >= 0 && confidence <= 1))
    add('expect.confidence', reason('testConfidence'));
  if (isOfOutputs && isHold) add('expect.outputs', reason('testHoldOutputs', { hold: HOLD_VERDICT }));
  return [...faults, ...faultsOfOutputs(manifest, outputs)];
}

const TYPES = { number: 'number', boolean: 'boolean', string: 'text' } as const;

function faultsOfOutputs({ table }: RulesetManifest, expected: ExpectedOutputs): FieldError[] {
  const declared = table?.outputs ?? [];
  const names = Object.keys(expected);
  if (declared.length === 0)
    return names.length === 0 ? [] : [fieldErrorBy('expect.outputs', reason('testNoOutputs'))];
  return names.flatMap((name) => {
    const path = `expect.outputs.${name}`;
    const value = expected[name];
    const output = declared.find((each) => each.name === name);
    if (output === undefined)
      return [
        fieldErrorBy(path, reason('testNoOutput', { names: declared.map((each) => each.name).join(', ') })),
      ];
    if (value === null || TYPES[typeof value as keyof typeof TYPES] === output.type) return [];
    return [fieldErrorBy(path, reason(OF_TYPE[output.type]))];
  });
}
