import type { SyntaxNode } from '@lezer/common';
import type { Mutant } from '../../../../shared/contract/rule-tests.ts';
import type { RulesetManifest } from '../../../../shared/contract/rules.ts';
import { parser } from '../../../../shared/rhai-syntax/parser.ts';
import { placeOf } from './instrumented.ts';

/** A script with one small change. */
export interface MutantScript extends Mutant {
  readonly source: string;
}

const TURNED: Readonly<Record<string, string>> = { '<': '>', '>': '<', '<=': '>=', '>=': '<=' };
const BORDER: Readonly<Record<string, string>> = { '<': '<=', '<=': '<', '>': '>=', '>=': '>' };
const EQUALITY: Readonly<Record<string, string>> = { '==': '!=', '!=': '==' };
const LOGIC: Readonly<Record<string, string>> = { '&&': '||', '||': '&&' };
const ARITHMETIC: Readonly<Record<string, string>> = { '+': '-', '-': '+', '*': '/', '/': '*' };
/** By what part of itself a constant is changed. */
const LITTLE = 0.01;
/** What tells people something is nothing that a test case can ask for. */
const WORDS = new Set(['reasons', 'reason']);

type Change = (kind: Mutant['kind'], from: number, to: number, replacement: string) => void;

interface Context {
  readonly script: string;
  readonly manifest: Pick<RulesetManifest, 'verdicts' | 'parameters' | 'table'>;
  readonly change: Change;
}

function* childrenOf(node: SyntaxNode): Generator<SyntaxNode> {
  for (let child = node.firstChild; child !== null; child = child.nextSibling) yield child;
}

/** Every small change of a script, in its order. Texts are left out but for verdicts and outputs, and so are reasons: nothing a test asks for hangs on them. */
export function mutantsOf(script: string, manifest: Context['manifest']): MutantScript[] {
  const mutants: MutantScript[] = [];
  const change: Change = (kind, from, to, replacement) => {
    const original = script.slice(from, to);
    if (original === replacement) return;
    mutants.push({
      ...{ kind, ...placeOf(script, from), original, replacement },
      source: `${script.slice(0, from)}${replacement}${script.slice(to)}`,
    });
  };
  const context = { script, manifest, change };
  const visit = (node: SyntaxNode): void => {
    if (node.name === 'Template' || isOfWords(node, script)) return;
    mutate(node, context);
    for (const child of childrenOf(node)) visit(child);
  };
  visit(parser.parse(script).topNode);
  return mutants;
}

function isOfWords(node: SyntaxNode, script: string): boolean {
  const isNamed = (part: SyntaxNode | null) => part !== null && WORDS.has(script.slice(part.from, part.to));
  if (node.name === 'Property' || node.name === 'LetStatement')
    return isNamed(node.getChild('PropertyName') ?? node.getChild('VariableDefinition'));
  // `reasons.push(…)`
  const call = node.name === 'ExpressionStatement' ? node.firstChild : null;
  if (call?.name === 'MethodCall') return isNamed(call.firstChild);
  if (node.name === 'AssignmentStatement') return isNamed(node.firstChild);
  return false;
}

function mutate(node: SyntaxNode, context: Context): void {
  const { script, change } = context;
  const text = script.slice(node.from, node.to);
  switch (node.name) {
    case 'CompareOp':
      for (const [kind, of] of [
        ['turned', TURNED],
        ['border', BORDER],
        ['turned', EQUALITY],
      ] as const)
        if (of[text] !== undefined) change(kind, node.from, node.to, of[text]);
      return;
    case 'LogicOp':
      if (LOGIC[text] !== undefined) change('logic', node.from, node.to, LOGIC[text]);
      return;
    case 'ArithOp':
      if (node.parent?.name === 'BinaryExpression' && ARITHMETIC[text] !== undefined)
        change('arithmetic', node.from, node.to, ARITHMETIC[text]);
      return;
    case 'UnaryExpression': {
      const operand = node.lastChild;
      if (text.startsWith('!') && operand !== null)
        change('not', node.from, node.to, `(${script.slice(operand.from, operand.to)})`);
      return;
    }
    case 'Boolean':
      change('boolean', node.from, node.to, text === 'true' ? 'false' : 'true');
      return;
    case 'Number':
      for (const replacement of nearby(text)) change('constant', node.from, node.to, replacement);
      return;
    case 'MemberExpression':
      mutateParameter(node, text, context);
      return;
    case 'String':
      mutateText(node, text, context);
      return;
    case 'IfExpression':
    case 'WhileExpression':
    case 'CaseGuard':
      mutateCondition(node, context);
      return;
    case 'AssignmentStatement':
    case 'ReturnStatement':
    case 'ExpressionStatement':
      // What a block ends in is its value; without it there is another.
      if (node.nextSibling?.name === ';') change('removed', node.from, node.to, '');
      return;
    default:
  }
}

/** A number a little less and a little more, in its own form. */
function nearby(text: string): string[] {
  const value = Number(text.replaceAll('_', ''));
  if (!Number.isFinite(value)) return [];
  const isWhole = /^[\d_]+$/.test(text);
  const step = isWhole ? 1 : value === 0 ? LITTLE : Math.abs(value) * LITTLE;
  return [value - step, value + step].map((changed) => {
    const written = isWhole ? String(changed) : floatText(changed);
    return changed < 0 ? `(${written})` : written;
  });
}

function floatText(value: number): string {
  const text = String(Number(value.toPrecision(12)));
  return /[.e]/.test(text) ? text : `${text}.0`;
}

/** `parameters.limit`: constants too, though kept as data. */
function mutateParameter(node: SyntaxNode, text: string, { manifest, change }: Context): void {
  const name = /^parameters\s*\.\s*(\w+)$/.exec(text)?.[1];
  const value = name === undefined ? undefined : manifest.parameters[name];
  if (typeof value !== 'number') return;
  const by = value === 0 ? LITTLE : Math.abs(value) * LITTLE;
  for (const sign of ['-', '+']) change('constant', node.from, node.to, `(${text} ${sign} ${floatText(by)})`);
}

/** A verdict becomes the next one, a text that a table says is said no more. */
function mutateText(node: SyntaxNode, text: string, context: Context): void {
  const { manifest, change } = context;
  const verdicts = Object.keys(manifest.verdicts);
  const at = verdicts.indexOf(text.slice(1, -1));
  const other = verdicts[(at + 1) % verdicts.length];
  if (at >= 0 && other !== undefined) change('verdict', node.from, node.to, JSON.stringify(other));
  else if (at < 0 && isOutput(node, context)) change('constant', node.from, node.to, '""');
}

/** The value of a member, or what a variable becomes where it is nothing yet. */
function isOutput({ parent, prevSibling, from }: SyntaxNode, { script, manifest }: Context): boolean {
  if (manifest.table?.outputs === undefined || prevSibling === null) return false;
  return (
    parent?.name === 'Property' ||
    (parent?.name === 'BinaryExpression' && script.slice(0, from).trimEnd().endsWith('??'))
  );
}

function mutateCondition(node: SyntaxNode, { change }: Context): void {
  const condition = node.firstChild?.nextSibling ?? null;
  if (condition === null) return;
  if (node.name !== 'WhileExpression') change('always', condition.from, condition.to, 'true');
  change('never', condition.from, condition.to, 'false');
}
