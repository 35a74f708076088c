import type { LocalizedText } from '../contract/common.ts';
import type { TableOutcome } from '../contract/decision-table.ts';
import type { Cell, CellPart, Limit } from './cells.ts';
import { rowsInOrder } from './evaluate.ts';
import type { ModelRow, TableModel } from './model.ts';
import type { Said, SaidOutputs } from './outputs.ts';

/** Alternatives that stand beside one another; more are put in brackets, as a script may nest only so deep. */
const CHAIN = 8;

/** Characters from which on what several rows ask or say is written once. */
const LONG = 100_000;
const SHARED_BY = 3;
const LEAST_SHARED = 16;
/** Of conditions and of outcomes: a script has room for 256 variables. */
const MOST_SHARED = 60;

/** A number as a script writes a float. */
function float(value: number): string {
  const text = String(value).replace('e+', 'e');
  return /[.e]/.test(text) ? text : `${text}.0`;
}

const SIGNS: Readonly<Record<string, string>> = { '\n': 'n', '\r': 'r', '\t': 't', '"': '"', '\\': '\\' };
const literal = (text: string): string =>
  `"${text.replaceAll(/["\\\p{Cc}]/gu, (sign) => `\\${SIGNS[sign] ?? `u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`}`)}"`;

/** Conditions joined in brackets, where they are more than one. */
function bracketed(conditions: readonly string[], sign: '||' | '&&'): string {
  if (conditions.length <= 1) return conditions[0] ?? '';
  if (conditions.length <= CHAIN) return `(${conditions.join(` ${sign} `)})`;
  const size = Math.ceil(conditions.length / CHAIN);
  const groups = Array.from({ length: Math.ceil(conditions.length / size) }, (_, index) =>
    bracketed(conditions.slice(index * size, (index + 1) * size), sign),
  );
  return `(${groups.join(` ${sign} `)})`;
}
const anyOf = (conditions: readonly string[]): string => bracketed(conditions, '||');

const limitText = ({ value, parameter }: Limit): string =>
  parameter === undefined ? float(value) : `parameters.${parameter}`;

/**
 * A limit that belongs to it is written as "not below" and "not above": `>=` of a script leaves out the last of the numbers that
 * count as the limit though `<` does not take it in, so that between the two a number could fall through.
 */
function partText(part: CellPart, name: string): string[] {
  if (part.kind === 'none') return [`${name} == ()`];
  if (part.kind === 'value')
    return typeof part.value === 'string'
      ? [`${name} == ${literal(part.value)}`]
      : [part.value ? name : `!${name}`];
  const { low, lowOpen, high, highOpen } = part;
  if (low !== null && high !== null && low.value === high.value && low.parameter === high.parameter)
    return [`${name} == ${limitText(low)}`];
  const lower =
    low === null ? [] : [lowOpen ? `${name} > ${limitText(low)}` : `!(${name} < ${limitText(low)})`];
  const upper =
    high === null ? [] : [highOpen ? `${name} < ${limitText(high)}` : `!(${name} > ${limitText(high)})`];
  return [...lower, ...upper];
}

/** Conditions of a cell, all of which must hold. */
function cellConditions(cell: Cell, name: string, isOptional: boolean): string[] {
  if (cell.any) return [];
  const given = isOptional ? [`${name} != ()`] : [];
  const named = cell.parts.filter((part) => part.kind !== 'none');
  const parts = named.map((part) => partText(part, name));
  const alternatives = parts.map((part) => (part.length === 1 ? part.join('') : `(${part.join(' && ')})`));
  if (cell.not) return [...given, ...notAny(alternatives, name)];
  if (named.length < cell.parts.length) return [anyOf([`${name} == ()`, ...alternatives])];
  // What is equal to something is there.
  if (isOptional && alternatives.every((condition) => condition.startsWith(`${name} == `)))
    return [anyOf(alternatives)];
  return [...given, ...(parts.length === 1 ? parts.flat() : [anyOf(alternatives)])];
}

/** None of the conditions; single values by `!=`. */
function notAny(conditions: readonly string[], name: string): string[] {
  const equal = `${name} == `;
  if (conditions.length <= CHAIN && conditions.every((condition) => condition.startsWith(equal)))
    return conditions.map((condition) => `${name} != ${condition.slice(equal.length)}`);
  const [only = '', ...others] = conditions;
  if (others.length > 0) return [`!${anyOf(conditions)}`];
  const negated = /^!(\w+)$|^!\((.*)\)$/s.exec(only);
  if (negated !== null) return [negated[1] ?? negated[2] ?? ''];
  return [/^\w+$|^\(.*\)$/s.test(only) ? `!${only}` : `!(${only})`];
}

/** Text between back-ticks is taken as it is, so what means something there is written twice or put in as a value. */
const verbatim = (text: string): string =>
  text
    .replaceAll('`', '``')
    .replaceAll('${', '${"$"}{')
    .replaceAll(/\p{Cc}/gu, (sign) => `\${${literal(sign)}}`);

function reasonText(text: string, names: ReadonlySet<string>, parameters: ReadonlySet<string>): string {
  const pieces = text.split(/(\{\w+\})/);
  const valueOf = (piece: string): string | undefined => {
    const name = /^\{(\w+)\}$/.exec(piece)?.[1] ?? '';
    if (names.has(name)) return name;
    return parameters.has(name) ? `parameters.${name}` : undefined;
  };
  if (pieces.every((piece) => valueOf(piece) === undefined)) return literal(text);
  const inside = pieces.map((piece) => {
    const value = valueOf(piece);
    return value === undefined ? verbatim(piece) : `\${${value}}`;
  });
  return `\`${inside.join('')}\``;
}

class Writer {
  readonly model: TableModel;
  readonly names: ReadonlySet<string>;
  readonly parameters: ReadonlySet<string>;
  /** Of each column: its input, or the variable of its expression. */
  readonly variables: readonly string[];
  /** Of each output its key in a result, in quotes: its name may be a word of Rhai. */
  readonly members: readonly string[];
  /** What many rows of a long table ask and say, by what it is written as: the variable that holds it. */
  readonly shared: ReadonlyMap<string, string>;

  constructor(model: TableModel, isLong: boolean) {
    this.model = model;
    const { context, columns } = model;
    this.names = new Set(context.inputs.map(({ name }) => name));
    this.parameters = new Set(Object.keys(context.parameters));
    this.variables = columns.map(({ input }, index) => {
      if (input !== undefined) return input.name;
      let name = `column_${index + 1}`;
      while (this.names.has(name)) name += '_';
      return name;
    });
    this.members = (model.table.outputs ?? []).map(({ name }) => literal(name));
    this.shared = isLong ? this.sharedTexts() : new Map();
  }

  /** What is written often and long, with a variable for it: as many as save most. */
  often(texts: readonly (readonly [text: string, name: string])[]): Map<string, string> {
    const counts = new Map<string, { count: number; name: string }>();
    for (const [text, name] of texts) {
      const known = counts.get(text);
      counts.set(text, { count: (known?.count ?? 0) + 1, name });
    }
    const places = [...counts.keys()];
    const saved = ([text, { count }]: [string, { count: number }]) => (count - 1) * text.length;
    const often = [...counts]
      .filter(([text, { count }]) => count >= SHARED_BY && text.length >= LEAST_SHARED)
      .sort((a, b) => saved(b) - saved(a))
      .slice(0, MOST_SHARED)
      .sort(([a], [b]) => places.indexOf(a) - places.indexOf(b));
    const numbers = new Map<string, number>();
    return new Map(
      often.map(([text, { name }]) => {
        const number = (numbers.get(name) ?? 0) + 1;
        numbers.set(name, number);
        let variable = `${name}_${number}`;
        while (this.names.has(variable)) variable += '_';
        return [text, variable];
      }),
    );
  }

  sharedTexts(): Map<string, string> {
    const { rows } = this.model;
    const outcomes = rows.map((row) => [this.outcome(row.outcome, row.outputs), 'outcome'] as const);
    const cells = rows.flatMap((row) =>
      this.columnConditions(row).map((conditions, column) => {
        const { input } = this.model.columns[column] ?? {};
        return [conditions.join(' && '), `is_${input?.name ?? this.variables[column] ?? ''}`] as const;
      }),
    );
    return new Map([...this.often(cells), ...this.often(outcomes)]);
  }

  /** An outcome, or the variable that holds it. */
  said({ outcome, outputs }: ModelRow): string {
    const text = this.outcome(outcome, outputs);
    return this.shared.get(text) ?? text;
  }

  reason(reason: LocalizedText): string {
    const [ko, en] = [reason.ko, reason.en].map((text) => reasonText(text, this.names, this.parameters));
    return `#{ ko: ${ko}, en: ${en} }`;
  }

  /** An output as the script says it. */
  value({ value, parameter }: Said): string {
    if (parameter !== undefined) return `parameters.${parameter}`;
    if (typeof value === 'number') return float(value);
    return typeof value === 'string' ? literal(value) : String(value);
  }

  outcome({ verdict, confidence, reason }: TableOutcome, outputs: SaidOutputs): string {
    const members = [`verdict: ${literal(verdict)}`];
    if (confidence !== undefined) members.push(`confidence: ${float(confidence)}`);
    if (reason !== undefined) members.push(`reasons: [${this.reason(reason)}]`);
    outputs.forEach((one, index) => {
      if (one !== null) members.push(`${this.members[index]}: ${this.value(one)}`);
    });
    return `#{ ${members.join(', ')} }`;
  }

  /** `// @rule name`, behind it what the cells of days and times say, which the script has as numbers. */
  label({ name }: ModelRow, index: number): string {
    const { table } = this.model;
    const moments = table.columns.flatMap(({ type, expression }, column) => {
      const text = table.rows[index]?.when[column]?.trim() ?? '';
      return type === 'date-time' && text !== '' && text !== '-'
        ? [`${expression} ${text.replaceAll(/\s+/g, ' ')}`]
        : [];
    });
    return `// @rule ${[name, ...moments].join(' ')}`;
  }

  /** Of each column the conditions of its cell, all of which must hold. */
  columnConditions({ cells }: ModelRow): string[][] {
    return cells.map((cell, column) =>
      cellConditions(cell, this.variables[column] ?? '', this.model.columns[column]?.kind.optional ?? false),
    );
  }

  condition(row: ModelRow): string {
    const conditions = this.columnConditions(row).flatMap((own) => {
      const shared = this.shared.get(own.join(' && '));
      return shared === undefined ? own : [shared];
    });
    if (conditions.length === 0) return 'true';
    return conditions.length > 2 * CHAIN ? bracketed(conditions, '&&') : conditions.join(' && ');
  }
}

const NOTHING = 'throw "no row of the decision table holds";';

/** Each row on its own: what it says is the answer as soon as it holds. */
function singleHit(writer: Writer): string[] {
  const { model } = writer;
  const { otherwise } = model.table;
  return [
    ...rowsInOrder(model).map(
      ([row, index]) =>
        `${writer.label(row, index)}\nif ${writer.condition(row)} {\n    return ${writer.said(row)};\n}`,
    ),
    otherwise === undefined ? NOTHING : writer.outcome(otherwise, model.otherwiseOutputs),
  ];
}

/** The worst verdict comes first, so what is said once stays. */
function collected(writer: Writer): string[] {
  const { model } = writer;
  const { otherwise, outputs = [] } = model.table;
  const names = outputs.map(({ name }) => {
    let own = `said_${name}`;
    while (writer.names.has(own)) own += '_';
    return own;
  });
  const said = names.map((name, output) => `${writer.members[output]}: ${name}`);
  const empty = (name: string) => `let ${name} = ();`;
  const rows = rowsInOrder(model).map(([row, index]) => {
    const { verdict, confidence, reason } = row.outcome;
    const lines = [`verdict = verdict ?? ${literal(verdict)};`];
    if (confidence !== undefined) lines.push(`confidence = confidence ?? ${float(confidence)};`);
    if (reason !== undefined) lines.push(`reasons.push(${writer.reason(reason)});`);
    row.outputs.forEach((one, output) => {
      const name = names[output];
      if (one !== null) lines.push(`${name} = ${name} ?? ${writer.value(one)};`);
    });
    return `${writer.label(row, index)}\nif ${writer.condition(row)} {\n    ${lines.join('\n    ')}\n}`;
  });
  const last =
    otherwise === undefined ? NOTHING : `return ${writer.outcome(otherwise, model.otherwiseOutputs)};`;
  return [
    [...['verdict', 'confidence'].map(empty), 'let reasons = [];', ...names.map(empty)].join('\n'),
    ...rows,
    `// @rule otherwise\nif verdict == () {\n    ${last}\n}`,
    `#{ ${['verdict: verdict', 'confidence: confidence', 'reasons: reasons', ...said].join(', ')} }`,
  ];
}

/** FNV-1a of a text's UTF-16 units, 32 bits as hexadecimal: tells that nobody has changed it, not who made it. */
function sealOf(text: string): string {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return (hash >>> 0).toString(16).padStart(8, '0');
}

function bodyOf(model: TableModel, isLong: boolean): string {
  const writer = new Writer(model, isLong);
  const expressions = model.columns.flatMap(({ column, input }, index) =>
    input === undefined ? [`let ${writer.variables[index]} = ${column.expression};`] : [],
  );
  const shared = [...writer.shared].map(([text, name]) => `let ${name} = ${text};`);
  return [
    ...(expressions.length > 0 ? [expressions.join('\n')] : []),
    ...(shared.length > 0 ? [shared.join('\n')] : []),
    ...(model.table.hitPolicy === 'collect' ? collected(writer) : singleHit(writer)),
  ].join('\n\n');
}

/** The script that says what a table says, always the same of the same table. */
export function scriptOf(model: TableModel): string {
  const { hitPolicy } = model.table;
  const plain = bodyOf(model, false);
  const body = plain.length > LONG && hitPolicy !== 'collect' ? bodyOf(model, true) : plain;
  const seal = sealOf(body.normalize('NFC'));
  return `// Made from the decision table of ruleset.json (${hitPolicy}, ${seal}): change the table, it writes this again.\n\n${body}\n`;
}

const HEAD = /^\/\/ Made from the decision table of ruleset\.json \(\w+, ([0-9a-f]{8})\):[^\n]*\n([^]*)$/;

/** Whether a script is as some table made it. */
export function isUntouched(source: string): boolean {
  const [, seal, body = ''] = HEAD.exec(source.normalize('NFC').replaceAll('\r\n', '\n')) ?? [];
  return seal !== undefined && seal === sealOf(body.trim());
}
