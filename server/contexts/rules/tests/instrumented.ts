import type { SyntaxNode } from '../../../../shared/rhai-syntax/tree.ts';
import { parser } from '../../../../shared/rhai-syntax/parser.ts';

/** A part of a script that runs as a whole or not at all, but for the parts within it. Offsets into the script. */
export interface Region {
  readonly from: number;
  readonly to: number;
  readonly kind: 'statement' | 'arm';
}

/** A script that tells which of its parts ran: where one begins it has a condition that always holds, and its trace names those. */
export interface InstrumentedScript {
  readonly source: string;
  /** From outer to inner ones. */
  readonly regions: readonly Region[];
  /** The region whose condition stands at a line and column (in characters) of `source`. */
  regionAt(line: number, column: number): number | undefined;
  /** The offset in the script as it was of a place of `source`. */
  originalOffset(line: number, column: number): number;
}

const MARK = 'if true {} ';
const STATEMENTS = new Set([
  ...['LetStatement', 'ConstStatement', 'ExpressionStatement', 'AssignmentStatement', 'ReturnStatement'],
  ...['ThrowStatement', 'BreakStatement', 'ContinueStatement', 'TryStatement', 'Block', 'IfExpression'],
  ...['SwitchExpression', 'WhileExpression', 'LoopExpression', 'ForExpression'],
]);

interface Insertion {
  readonly at: number;
  readonly text: string;
  readonly region?: number;
}

function* childrenOf(node: SyntaxNode): Generator<SyntaxNode> {
  for (let child = node.firstChild; child !== null; child = child.nextSibling) yield child;
}

/** Puts the conditions in; a script that does not parse comes back with as many as there are places. */
export function instrument(script: string): InstrumentedScript {
  const regions: Region[] = [];
  const insertions: Insertion[] = [];
  const mark = (node: SyntaxNode, kind: Region['kind'], at: number, before = '') => {
    insertions.push({ at, text: `${before}${MARK}`, region: regions.length });
    regions.push({ from: node.from, to: node.to, kind });
  };
  const visit = (node: SyntaxNode): void => {
    const isList = node.name === 'Script' || node.name === 'Block';
    if (node.name === 'SwitchCase' || node.name === 'DefaultCase') markArm(node, mark, insertions);
    for (const child of childrenOf(node)) {
      if (isList && STATEMENTS.has(child.name)) mark(child, 'statement', child.from);
      visit(child);
    }
  };
  visit(parser.parse(script).topNode);
  return built(script, insertions, regions);
}

/** What an arm does becomes a block of its own unless it is one. */
function markArm(
  arm: SyntaxNode,
  mark: (node: SyntaxNode, kind: Region['kind'], at: number, before?: string) => void,
  insertions: Insertion[],
): void {
  const body = arm.lastChild?.name === ',' ? arm.lastChild.prevSibling : arm.lastChild;
  if (body === null || body.name === 'Arrow') return;
  if (body.name === 'Block') mark(arm, 'arm', body.from + 1, ' ');
  else {
    mark(arm, 'arm', body.from, '{ ');
    insertions.push({ at: body.to, text: ' }' });
  }
}

function built(
  script: string,
  unsorted: readonly Insertion[],
  regions: readonly Region[],
): InstrumentedScript {
  const insertions = unsorted.toSorted((a, b) => a.at - b.at);
  const marks = new Map<number, number>();
  let source = '';
  let taken = 0;
  for (const { at, text, region } of insertions) {
    source += script.slice(taken, at);
    if (region !== undefined) marks.set(source.length + text.length - MARK.length, region);
    source += text;
    taken = at;
  }
  source += script.slice(taken);
  const offset = offsets(source);
  return {
    source,
    regions,
    regionAt: (line, column) => marks.get(offset(line, column)),
    originalOffset: (line, column) => {
      const place = offset(line, column);
      let added = 0;
      for (const { at, text } of insertions) {
        if (at + added >= place) break;
        added += text.length;
      }
      return place - added;
    },
  };
}

/** Places of a text as the engine counts them (from 1, columns in characters) → offsets. */
export function offsets(text: string): (line: number, column: number) => number {
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return (line, column) => {
    const start = starts[line - 1] ?? text.length;
    let at = start;
    for (let left = column - 1; left > 0 && at < text.length; left -= 1)
      at += (text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1;
    return at;
  };
}

/** Offsets → line from 1, and column in characters from 1. */
export function placeOf(text: string, offset: number): { line: number; column: number } {
  const before = text.slice(0, offset);
  const start = before.lastIndexOf('\n') + 1;
  return { line: before.split('\n').length, column: [...before.slice(start)].length + 1 };
}

/**
 * Lines of a script that did not run, from 1: those of regions that were not reached, but for regions within them that were, which cannot be.
 * Lines that only hold comments or nothing count with what is around them.
 */
export function linesNotReached(
  script: string,
  regions: readonly Region[],
  reached: ReadonlySet<number>,
): number[] {
  const lines = new Map<number, boolean>();
  regions.forEach(({ from, to }, index) => {
    const first = placeOf(script, from).line;
    const last = placeOf(script, to).line;
    for (let line = first; line <= last; line += 1) {
      const isFirst =
        line === first && script.slice(script.lastIndexOf('\n', from - 1) + 1, from).trim() !== '';
      // A part in the middle of a line says nothing of the whole line.
      if (!isFirst) lines.set(line, reached.has(index));
    }
  });
  return [...lines].filter(([, isReached]) => !isReached).map(([line]) => line);
}
