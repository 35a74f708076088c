import type { Instance } from './instance.ts';
import type { ScriptFacts } from './types.ts';

/** A source, and where its statements begin: lines from 1, 0 where that is not known. */
export interface Statements {
  readonly source: string;
  readonly statements: Uint16Array;
}

/** A statement that differs: its number, its lines before and after. */
interface ChangedStatement {
  readonly statement: number;
  readonly before: string;
  readonly after: string;
}

/** Statements that may differ. */
const MOST_CHANGED = 4;

/**
 * The statements by which a source differs from another; nothing where there are many, where lines were added or removed, or where the
 * name of a rule may have changed.
 */
export function changedStatements(
  { source, statements }: Statements,
  changed: string,
): ChangedStatement[] | undefined {
  const lines = source.split('\n');
  const after = changed.split('\n');
  if (after.length !== lines.length) return undefined;
  const found: ChangedStatement[] = [];
  let end = 0;
  for (const [index, line] of lines.entries()) {
    if (line === after[index]) continue;
    if (line.includes('@rule') || after[index]?.includes('@rule') === true) return undefined;
    if (index < end) continue;
    const statement = statements.findLastIndex((start) => start > 0 && start <= index + 1);
    const from = (statements[statement] ?? 0) - 1;
    end = endOf(lines, from, (statements[statement + 1] ?? lines.length + 1) - 1);
    if (from < 0 || index >= end || found.length === MOST_CHANGED) return undefined;
    const cut = (text: readonly string[]): string => text.slice(from, end).join('\n');
    found.push({ statement, before: cut(lines), after: cut(after) });
  }
  return found.length === 0 ? undefined : found;
}

/** Functions may stand between statements. Where this cuts a statement in two, it does not parse and all is compiled. */
function endOf(lines: readonly string[], from: number, next: number): number {
  const functionAt = lines.findIndex(
    (line, index) => index > from && index < next && /^\s*(private\s+)?fn\s/.test(line),
  );
  return functionAt < 0 ? next : functionAt;
}

type EditedRule = readonly [index: number, line: number, column: number, source: string];

/** Changes a script of an instance in place; its facts then, or nothing where the source has to be compiled: then the script is of no more use. */
export function editInPlace(
  instance: Instance,
  handle: number,
  facts: ScriptFacts,
  changes: readonly ChangedStatement[],
): ScriptFacts | undefined {
  // Places of warnings are not followed.
  if (facts.warnings.length > 0) return undefined;
  let changed: ScriptFacts | undefined = facts;
  for (const change of changes) {
    changed = changed === undefined ? undefined : editStatement(instance, handle, changed, change);
  }
  return changed;
}

function editStatement(
  instance: Instance,
  handle: number,
  facts: ScriptFacts,
  { statement, before, after }: ChangedStatement,
): ScriptFacts | undefined {
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
