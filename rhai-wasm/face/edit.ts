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
  const found: ChangedStatement[] = [];
  let line = 1;
  // Up to here nothing is left to look at; in the other source it is that much later.
  let at = 0;
  let shift = 0;
  while (source.slice(at) !== changed.slice(at + shift)) {
    let lineAt = at;
    for (; source.charCodeAt(at) === changed.charCodeAt(at + shift); at++) {
      if (source.charCodeAt(at) !== NEW_LINE) continue;
      line++;
      lineAt = at + 1;
    }
    const statement = statements.findLastIndex((start) => start > 0 && start <= line);
    const first = statements[statement] ?? 0;
    const next = statements[statement + 1] ?? Infinity;
    if (first === 0 || next === 0 || found.length === MOST_CHANGED) return undefined;
    // Back to where the statement begins.
    for (; line > first; line--) lineAt = source.lastIndexOf('\n', lineAt - 2) + 1;
    const before = linesFrom(source, lineAt, next - first);
    const after = linesFrom(changed, lineAt + shift, next - first);
    if (before === after || isRuleNamed(before, after)) return undefined;
    found.push({ statement, before, after });
    line += linesIn(before);
    at = lineAt + before.length;
    shift += after.length - before.length;
  }
  return found.length === 0 ? undefined : found;
}

const NEW_LINE = 10;

const linesIn = (text: string): number => text.split('\n').length - 1;

/**
 * So many lines of a text, without comments and empty lines at their end. Functions may stand between statements: one ends them. Where this
 * cuts a statement in two, it does not parse and all is compiled.
 */
function linesFrom(text: string, from: number, count: number): string {
  let end = from - 1;
  for (let line = 0; line < count && end < text.length; line++) {
    end = text.indexOf('\n', end + 1);
    if (end < 0) end = text.length;
  }
  const lines = text.slice(from, end);
  const functionAt = lines.search(/\n[ \t]*(private[ \t]+)?fn\s/);
  return withoutComments(functionAt < 0 ? lines : lines.slice(0, functionAt));
}

function withoutComments(lines: string): string {
  for (let end = lines.length; ;) {
    const at = lines.lastIndexOf('\n', end - 1);
    const last = lines.slice(at + 1, end).trimStart();
    if (at <= 0 || (last !== '' && !last.startsWith('//'))) return lines.slice(0, end);
    end = at;
  }
}

/** Whether lines that name rules differ, or how many lines there are. */
function isRuleNamed(before: string, after: string): boolean {
  const lines = after.split('\n');
  const others = before.split('\n');
  return (
    lines.length !== others.length ||
    lines.some((line, index) => line !== others[index] && `${line}${others[index] ?? ''}`.includes('@rule'))
  );
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
