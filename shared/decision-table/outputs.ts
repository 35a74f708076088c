/**
 * What a cell of an output column says:
 *
 *     nothing                      the row does not say it
 *     5   -0.5   1e3   limit       numbers; a name is that parameter of the ruleset
 *     true   false                 booleans
 *     any other text   "5"         texts as they stand; quotes around the whole are left out
 */
import type { DecisionTable, TableOutcome, TableOutput } from '../contract/decision-table.ts';
import { reason, type Reason } from '../contract/reasons.ts';
import type { RulesetManifest } from '../contract/rules.ts';
import { LARGEST } from './numbers.ts';

export type OutputValue = number | string | boolean;

/** One output as a row says it. `parameter`: the value is that of a parameter. */
export interface Said {
  readonly value: OutputValue;
  readonly parameter?: string;
}

/** Of each output column what is said; null: nothing. */
export type SaidOutputs = readonly (Said | null)[];

/** Members of the result that are not for outputs. */
export const RESERVED_OUTPUTS = ['verdict', 'confidence', 'reasons'] as const;

/** A result may hold texts of 4,096 bytes each and not many of them. */
const MOST_TEXT = 200;
const NUMBER = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?$/i;

type Parameters = RulesetManifest['parameters'];
type ReadSaid = { readonly said: Said | null } | { readonly why: Reason };

/** A cell of an output column, or why it says nothing that can be. */
export function readOutput(typed: string, { type }: TableOutput, parameters: Parameters): ReadSaid {
  const text = typed.normalize('NFC').trim();
  if (text === '') return { said: null };
  if (type === 'text') {
    const value = text.replace(/^"(.*)"$/s, '$1');
    return value.length > MOST_TEXT
      ? { why: reason('tableOutputLong', { most: MOST_TEXT }) }
      : { said: { value } };
  }
  if (type === 'boolean')
    return text === 'true' || text === 'false'
      ? { said: { value: text === 'true' } }
      : { why: reason('tableOutputBoolean', { text }) };
  if (NUMBER.test(text)) {
    const value = Number(text);
    if (Math.abs(value) <= LARGEST) return { said: { value: value === 0 ? 0 : value } };
  }
  const known = Object.hasOwn(parameters, text) ? parameters[text] : undefined;
  return typeof known === 'number'
    ? { said: { value: known, parameter: text } }
    : { why: reason('tableOutputNumber', { text }) };
}

/** What a row, or what holds otherwise, says beside its verdict; `tell` is told what is wrong with which output. */
export const readOutputs = (
  outputs: readonly TableOutput[],
  { outputs: cells = [] }: TableOutcome,
  parameters: Parameters,
  tell: (output: number, why: Reason) => void,
): SaidOutputs =>
  outputs.map((output, index) => {
    const read = readOutput(cells[index] ?? '', output, parameters);
    if ('said' in read) return read.said;
    tell(index, read.why);
    return null;
  });

/** What is wrong with the heads of output columns. */
export function tellOutputs({ outputs = [] }: DecisionTable, add: (path: string, why: Reason) => void): void {
  outputs.forEach(({ name }, index) => {
    if ((RESERVED_OUTPUTS as readonly string[]).includes(name))
      add(`outputs.${index}.name`, reason('tableOutputReserved', { name }));
    if (outputs.findIndex((other) => other.name === name) < index)
      add(`outputs.${index}.name`, reason('tableOutputTwice', { name }));
  });
}

/** The members an outcome adds to the result, by name. */
export const membersSaid = (
  { outputs = [] }: DecisionTable,
  said: SaidOutputs,
): Readonly<Record<string, OutputValue>> =>
  Object.fromEntries(
    outputs.flatMap(({ name }, index) => {
      const one = said[index];
      return one == null ? [] : [[name, one.value] as const];
    }),
  );

export const isSameSaid = (a: SaidOutputs, b: SaidOutputs): boolean =>
  a.every((one, index) => one?.value === b[index]?.value);
