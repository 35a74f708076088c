import { reason, type Reason, type ReasonCode } from '../../../../../shared/contract/reasons.ts';
import type { TextFault } from './pattern.ts';

/**
 * A subset of JSONPath (RFC 9535): members by name, elements by index, and wildcards; no descendants, slices, unions
 * or filters. Beside `$` (the payload) a path may start at `@`, one sample of the payload, or `@@`, one value of it.
 */
export interface JsonPath {
  readonly root: Root;
  readonly steps: readonly Step[];
  /** Whether it may find more than one node. */
  readonly isPlural: boolean;
}

export type Root = '$' | '@' | '@@';

export type Step =
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'index'; readonly index: number }
  | { readonly kind: 'all' };

/** What a path has found, and the names and indexes that its wildcards stood for, joined by dots. */
export interface JsonNode {
  readonly value: unknown;
  readonly name: string;
}

const MAX_STEPS = 16;
const MAX_WILDCARDS = 3;
// RFC 9535, member-name-shorthand.
const NAME = /[A-Za-z_\u0080-\u{10ffff}][A-Za-z0-9_\u0080-\u{10ffff}]*/uy;
const INDEX = /-?(?:0|[1-9]\d{0,8})(?=\])/y;
const QUOTED = /'((?:[^'\\\p{Cc}]|\\.)*)'|"((?:[^"\\\p{Cc}]|\\.)*)"/uy;

class PathFault extends Error {
  readonly at: number;
  readonly reason: Reason;

  constructor(at: number, why: Reason) {
    super(why.code);
    this.at = at;
    this.reason = why;
  }
}

class PathReader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  read(roots: readonly Root[]): JsonPath {
    const root = this.#root(roots);
    const steps: Step[] = [];
    while (this.#at < this.#text.length) {
      if (steps.length === MAX_STEPS) this.#fail('mostSteps', { most: MAX_STEPS });
      steps.push(this.#step());
    }
    const wildcards = steps.filter(({ kind }) => kind === 'all').length;
    if (wildcards > MAX_WILDCARDS) this.#fail('mostWildcards', { most: MAX_WILDCARDS });
    return { root, steps, isPlural: wildcards > 0 };
  }

  #fail(code: ReasonCode, parameters?: Reason['parameters']): never {
    throw new PathFault(this.#at, reason(code, parameters));
  }

  #root(roots: readonly Root[]): Root {
    const root = (['@@', '@', '$'] as const).find((candidate) => this.#text.startsWith(candidate));
    const allowed = roots.join(', ');
    if (root === undefined) return this.#fail('pathStart', { roots: allowed });
    if (!roots.includes(root)) return this.#fail('rootNotHere', { root, roots: allowed });
    this.#at = root.length;
    return root;
  }

  #step(): Step {
    const char = this.#text[this.#at];
    if (char === '.') {
      this.#at += 1;
      if (this.#text[this.#at] === '.') this.#fail('noDescendants');
      if (this.#text[this.#at] === '*') return this.#all();
      const name = this.#match(NAME)?.[0];
      return name === undefined ? this.#fail('nameExpected') : { kind: 'name', name };
    }
    if (char !== '[') return this.#fail('dotExpected');
    this.#at += 1;
    const step = this.#bracket();
    if (this.#text[this.#at] !== ']') this.#fail('bracketExpected');
    this.#at += 1;
    return step;
  }

  #bracket(): Step {
    if (this.#text[this.#at] === '*') return this.#all();
    const index = this.#match(INDEX)?.[0];
    if (index !== undefined) return { kind: 'index', index: Number(index) };
    const start = this.#at;
    const quoted = this.#match(QUOTED);
    if (quoted === null) return this.#fail('bracketContent');
    const name = unescaped(quoted[1] ?? quoted[2] ?? '');
    if (name === null) {
      this.#at = start;
      return this.#fail('unknownEscape');
    }
    return { kind: 'name', name };
  }

  #all(): Step {
    this.#at += 1;
    return { kind: 'all' };
  }

  #match(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = this.#at;
    const match = pattern.exec(this.#text);
    if (match !== null) this.#at += match[0].length;
    return match;
  }
}

/** A quoted name as JSON has it; `\'` beside. */
function unescaped(text: string): string | null {
  try {
    const json = text.replaceAll(/\\.|"/gsu, (part) => (part === "\\'" ? "'" : part === '"' ? '\\"' : part));
    return JSON.parse(`"${json}"`) as string;
  } catch {
    return null;
  }
}

/** Reads a path that may start at one of `roots`, or says what is wrong and where. */
export function parsePath(text: string, roots: readonly Root[]): JsonPath | TextFault {
  try {
    return new PathReader(text).read(roots);
  } catch (error) {
    if (error instanceof PathFault) return { at: error.at, reason: error.reason };
    throw error;
  }
}

/** Whether a path as it is written may find more than one node; not where it is no path. */
export function isPluralPath(text: string): boolean {
  const path = parsePath(text, ['@@', '@', '$']);
  return 'isPlural' in path && path.isPlural;
}

/** The members or elements of a node, by the name each has. */
function childrenOf(value: unknown): [string, unknown][] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value);
}

function childOf(value: unknown, step: Exclude<Step, { kind: 'all' }>): JsonNode | null {
  if (typeof value !== 'object' || value === null) return null;
  if (step.kind === 'index') {
    if (!Array.isArray(value)) return null;
    const index = step.index < 0 ? value.length + step.index : step.index;
    return index in value ? { value: value[index] as unknown, name: String(step.index) } : null;
  }
  if (Array.isArray(value) || !Object.hasOwn(value, step.name)) return null;
  return { value: (value as Record<string, unknown>)[step.name], name: step.name };
}

/**
 * What a path finds from its root's node on, in the payload's order; at most `limit` nodes and one more, so that the
 * caller sees that there are too many. A node found without wildcards has the name of its last step.
 */
export function nodesOf({ steps, isPlural }: JsonPath, root: unknown, limit: number): JsonNode[] {
  let nodes: JsonNode[] = [{ value: root, name: '' }];
  for (const step of steps) {
    const next: JsonNode[] = [];
    for (const node of nodes) {
      if (step.kind === 'all') {
        for (const [name, value] of childrenOf(node.value)) {
          next.push({ value, name: node.name === '' ? name : `${node.name}.${name}` });
          if (next.length > limit) return next;
        }
      } else {
        const child = childOf(node.value, step);
        if (child !== null) next.push(isPlural ? { value: child.value, name: node.name } : child);
      }
    }
    nodes = next;
  }
  return nodes;
}

/** The one node of a path without wildcards; undefined where there is nothing. */
export function nodeOf(path: JsonPath, root: unknown): unknown {
  return nodesOf(path, root, 1)[0]?.value;
}
