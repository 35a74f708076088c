import type { SyntaxNode, Tree } from '@lezer/common';
import { parser } from './parser.ts';
import { needsSeparation, wantsSpace } from './spacing.ts';

const INDENT = 4;
/** Brackets that indent what is in them. */
const HOLDERS = new Set([
  'Script',
  'Block',
  'SwitchBody',
  'MapLiteral',
  'ArrayLiteral',
  'ArgumentList',
  'ParamList',
  'ParenthesizedExpression',
  'IndexExpression',
  'Interpolation',
]);
const OPENERS = new Set(['{', '#{', '(', '[', '?[', '${']);
const CLOSERS = new Set(['}', ')', ']']);
/** Words that go on with a statement without being set in. */
const GOES_ON = new Set(['else', 'catch', 'while', 'until']);

/**
 * A script in the usual form: four spaces a level, one space round operators, at most one empty line, no spaces at the
 * end of lines. Line breaks stay where they are, comments and texts as they are. `null` for a script with a fault.
 */
export function formatScript(source: string): string | null {
  const tree = parser.parse(source);
  let faulty = false;
  tree.iterate({ enter: ({ type }) => void (faulty ||= type.isError) });
  if (faulty) return null;
  return new Writer(source).write(leavesOf(tree));
}

/** Every token of a script in its order, comments included. */
export function leavesOf(tree: Tree): SyntaxNode[] {
  const leaves: SyntaxNode[] = [];
  tree.iterate({
    enter({ node }) {
      if (node.firstChild === null && node.from < node.to) leaves.push(node);
    },
  });
  return leaves;
}

class Writer {
  readonly #source: string;
  readonly #lines: string[] = [];
  #text = '';
  /** Indent of the line on which the text of the current one began: a template may go over many. */
  #indent = 0;
  /** Indents of the lines whose brackets are open. */
  readonly #open: number[] = [];

  constructor(source: string) {
    this.#source = source;
  }

  write(leaves: readonly SyntaxNode[]): string {
    leaves.forEach((leaf, index) => this.#put(leaf, leaves[index - 1]));
    this.#endLine();
    return leaves.length === 0 ? '' : `${this.#lines.join('\n')}\n`;
  }

  #put(leaf: SyntaxNode, previous: SyntaxNode | undefined): void {
    const breaks = previous === undefined ? 0 : this.#breaksBetween(previous, leaf);
    const outer = CLOSERS.has(leaf.name) ? this.#open.pop() : undefined;
    if (breaks > 0) {
      this.#endLine();
      if (breaks > 1) this.#lines.push('');
      this.#indent = outer ?? this.#indentOf(leaf);
      this.#text = ' '.repeat(this.#indent);
    } else if (previous !== undefined) {
      const [before, after] = [this.#textOf(previous), this.#textOf(leaf)];
      if (wantsSpace(previous, leaf) || needsSeparation(before, after)) this.#text += ' ';
    }
    this.#add(leaf);
    if (OPENERS.has(leaf.name)) this.#open.push(this.#indent);
  }

  /** 0: same line; 1: next line; 2: an empty line between. */
  #breaksBetween(previous: SyntaxNode, leaf: SyntaxNode): number {
    const breaks = this.#source.slice(previous.to, leaf.from).split('\n').length - 1;
    const isEdge = OPENERS.has(previous.name) || CLOSERS.has(leaf.name);
    return Math.min(breaks, isEdge ? 1 : 2);
  }

  #indentOf(leaf: SyntaxNode): number {
    const base = this.#open.length === 0 ? 0 : (this.#open.at(-1) ?? 0) + INDENT;
    let item = leaf;
    while (item.parent !== null && !HOLDERS.has(item.parent.name)) item = item.parent;
    return item.from < leaf.from && !GOES_ON.has(leaf.name) ? base + INDENT : base;
  }

  #add(leaf: SyntaxNode): void {
    const column = [...this.#text].length;
    const [first = '', ...rest] = this.#textOf(leaf).split('\n');
    this.#text += first;
    for (const line of rest) {
      this.#lines.push(this.#text);
      this.#text = leaf.name === 'String' ? this.#continued(line, leaf, column) : line;
    }
  }

  /** Rhai leaves out the spaces of a continued line up to the column of the text's quote: they move along with it. */
  #continued(line: string, leaf: SyntaxNode, column: number): string {
    const lineStart = this.#source.lastIndexOf('\n', leaf.from - 1) + 1;
    const before = [...this.#source.slice(lineStart, leaf.from)].length;
    const spaces = line.length - line.trimStart().length;
    return ' '.repeat(column + 1) + line.slice(Math.min(spaces, before + 1));
  }

  #endLine(): void {
    this.#lines.push(this.#text.trimEnd());
    this.#text = '';
  }

  #textOf({ from, to }: SyntaxNode): string {
    return this.#source.slice(from, to);
  }
}
