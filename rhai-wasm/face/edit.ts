import type { Instance } from './instance.ts';
import type { ScriptFacts } from './types.ts';

/** A source, and where its statements begin: lines from 1, 0 where that is not known. */
export interface Statements {
  readonly source: string;
  readonly statements: readonly number[];
}

/** One statement that differs: its number, its lines before and after. */
interface ChangedStatement {
  readonly statement: number;
  readonly before: string;
  readonly after: string;
}

/**
 * The one statement by which a source differs from another; nothing where there are more, where lines were added or removed, or where the
 * name of a rule may have changed.
 */
export function changedStatement(
  { source, statements }: Statements,
  changed: string,
): ChangedStatement | undefined {
  const lines = source.split('\n');
  const after = changed.split('\n');
  if (after.length !== lines.length) return undefined;
  const first = lines.findIndex((line, index) => line !== after[index]);
  if (first < 0) return undefined;
  const last = lines.findLastIndex((line, index) => line !== after[index]);
  const statement = statements.findLastIndex((line) => line > 0 && line <= first + 1);
  const from = (statements[statement] ?? 0) - 1;
  const next = (statements[statement + 1] ?? lines.length + 1) - 1;
  // Functions may stand between statements. Where this cuts a statement in two, it does not parse and all is compiled.
  const isFunction = (line: string, index: number): boolean =>
    index > from && index < next && /^\s*(private\s+)?fn\s/.test(line);
  const functionAt = lines.findIndex(isFunction);
  const end = functionAt < 0 ? next : functionAt;
  if (from < 0 || last >= end) return undefined;
  const isNamed = (text: string | undefined): boolean => text?.includes('@rule') === true;
  for (let index = first; index <= last; index++) {
    if (lines[index] !== after[index] && (isNamed(lines[index]) || isNamed(after[index]))) return undefined;
  }
  return {
    statement,
    before: lines.slice(from, end).join('\n'),
    after: after.slice(from, end).join('\n'),
  };
}

type EditedRule = readonly [index: number, line: number, column: number, source: string];

/** Changes a script of an instance in place; its facts then, or nothing where the source has to be compiled. */
export function editInPlace(
  instance: Instance,
  handle: number,
  facts: ScriptFacts,
  { statement, before, after }: ChangedStatement,
): ScriptFacts | undefined {
  // Places of warnings are not followed.
  if (facts.warnings.length > 0) return undefined;
  instance.beginInput();
  instance.word(statement);
  instance.text(before);
  instance.text(after);
  if (instance.exports.edit(handle) === 0) return undefined;
  const edited = JSON.parse(instance.outputText()) as EditedRule[];
  if (edited.length === 0) return facts;
  const rules = [...facts.rules];
  for (const [index, line, column, source] of edited) {
    const rule = rules[index];
    if (rule === undefined) return undefined;
    // A rule without a name of its own is called by its place.
    const id = rule.id === `L${rule.line}:${rule.column}` ? `L${line}:${column}` : rule.id;
    rules[index] = { ...rule, id, line, column, source };
  }
  return { ...facts, rules };
}
