import type { SyntaxNode, Tree } from '@lezer/common';

/** A place in a source, in UTF-16 units. */
export interface Place {
  readonly from: number;
  readonly to: number;
}

export type NameKind = 'variable' | 'constant' | 'parameter' | 'function';

/** Something a script names itself. */
export interface Definition extends Place {
  readonly name: string;
  readonly kind: NameKind;
  /** Where it can be named; of a function the whole script. */
  readonly visible: Place;
  /** The body it belongs to: functions see nothing of what is outside of them. `null`: the script itself. */
  readonly body: Place | null;
  /** Names of a function's parameters. */
  readonly parameters: readonly string[];
  /** Every place that names it, its own definition left out, in no order. */
  readonly uses: Place[];
}

export interface FreeName extends Place {
  readonly name: string;
}

export interface Names {
  readonly definitions: readonly Definition[];
  /** Names that are not the script's own: inputs, `parameters`, functions of the engine, or mistakes. */
  readonly free: readonly FreeName[];
}

interface Scope {
  readonly parent: Scope | null;
  readonly to: number;
  readonly body: Place | null;
  readonly variables: Map<string, Definition>;
}

/** Functions of Rhai whose first argument is the name of a function as text. */
const BY_NAME = new Set(['Fn', 'is_def_fn']);

class NameReader {
  readonly definitions: Definition[] = [];
  readonly free: FreeName[] = [];
  readonly #functions = new Map<string, Definition[]>();
  readonly #source: string;

  constructor(source: string) {
    this.#source = source;
  }

  read(script: SyntaxNode): void {
    for (const node of script.getChildren('FunctionDefinition')) this.#defineFunction(node, script);
    this.#children(script, { parent: null, to: script.to, body: null, variables: new Map() });
  }

  #text({ from, to }: Place): string {
    return this.#source.slice(from, to);
  }

  #defineFunction(node: SyntaxNode, script: SyntaxNode): void {
    const place = node.getChild('FunctionName');
    if (place === null || place.from === place.to) return;
    const parameters = node.getChild('ParamList')?.getChildren('ParamDefinition') ?? [];
    const definition: Definition = {
      name: this.#text(place),
      kind: 'function',
      ...placeOf(place),
      visible: placeOf(script),
      body: null,
      parameters: parameters.map((parameter) => this.#text(parameter)),
      uses: [],
    };
    this.definitions.push(definition);
    this.#functions.set(definition.name, [...(this.#functions.get(definition.name) ?? []), definition]);
  }

  #define(node: SyntaxNode, kind: NameKind, scope: Scope, visibleFrom: number): void {
    const name = this.#text(node);
    if (name === '') return;
    const visible = { from: visibleFrom, to: scope.to };
    const definition: Definition = {
      name,
      kind,
      ...placeOf(node),
      visible,
      body: scope.body,
      parameters: [],
      uses: [],
    };
    this.definitions.push(definition);
    scope.variables.set(name, definition);
  }

  #children(node: SyntaxNode, scope: Scope): void {
    for (let child = node.firstChild; child !== null; child = child.nextSibling) this.#visit(child, scope);
  }

  #visit(node: SyntaxNode, scope: Scope): void {
    switch (node.name) {
      case 'FunctionDefinition':
        return this.#function(node);
      case 'Block':
      case 'Interpolation':
      case 'SwitchCase':
      case 'DefaultCase':
        return this.#children(node, inner(scope, node));
      case 'LetStatement':
      case 'ConstStatement':
        return this.#declaration(node, scope);
      case 'ForExpression':
      case 'TryStatement':
        return this.#withVariables(node, scope);
      case 'Closure':
        return this.#closure(node, scope);
      case 'VariableName':
        return this.#variable(node, scope);
      case 'CallName':
      case 'MethodName':
        return this.#call(node, scope);
      default:
        return this.#children(node, scope);
    }
  }

  #function(node: SyntaxNode): void {
    const block = node.getChild('Block');
    if (block === null) return;
    const scope: Scope = { parent: null, to: block.to, body: placeOf(block), variables: new Map() };
    for (const parameter of node.getChild('ParamList')?.getChildren('ParamDefinition') ?? []) {
      this.#define(parameter, 'parameter', scope, block.from);
    }
    this.#children(block, scope);
  }

  /** A name is there after its statement: `let x = x + 1` reads the one before. */
  #declaration(node: SyntaxNode, scope: Scope): void {
    const name = node.getChild('VariableDefinition');
    for (let child = node.firstChild; child !== null; child = child.nextSibling) {
      if (child.name !== 'VariableDefinition') this.#visit(child, scope);
    }
    if (name !== null)
      this.#define(name, node.name === 'LetStatement' ? 'variable' : 'constant', scope, node.to);
  }

  /** The variables of `for` and `catch` are those of the last block. */
  #withVariables(node: SyntaxNode, scope: Scope): void {
    const block = node.getChildren('Block').at(-1) ?? null;
    for (let child = node.firstChild; child !== null; child = child.nextSibling) {
      if (child.name !== 'VariableDefinition' && child.from !== block?.from) this.#visit(child, scope);
    }
    if (block === null) return;
    const own = inner(scope, block);
    for (const variable of node.getChildren('VariableDefinition'))
      this.#define(variable, 'variable', own, block.from);
    this.#children(block, own);
  }

  #closure(node: SyntaxNode, scope: Scope): void {
    const own = inner(scope, node);
    const parameters = node.getChild('ClosureParams');
    for (const parameter of parameters?.getChildren('ParamDefinition') ?? []) {
      this.#define(parameter, 'parameter', own, parameters?.to ?? parameter.to);
    }
    for (let child = node.firstChild; child !== null; child = child.nextSibling) {
      if (child.name !== 'ClosureParams') this.#visit(child, own);
    }
  }

  #variable(node: SyntaxNode, scope: Scope): void {
    const name = this.#text(node);
    for (let at: Scope | null = scope; at !== null; at = at.parent) {
      const definition = at.variables.get(name);
      if (definition !== undefined) {
        definition.uses.push(placeOf(node));
        return;
      }
    }
    // A function's name alone is a pointer to it.
    if (!this.#useFunction(name, placeOf(node))) this.free.push({ name, ...placeOf(node) });
  }

  #call(node: SyntaxNode, scope: Scope): void {
    const name = this.#text(node);
    if (!this.#useFunction(name, placeOf(node)) && node.name === 'CallName')
      this.free.push({ name, ...placeOf(node) });
    const text = node.nextSibling?.getChild('String') ?? null;
    if (BY_NAME.has(name) && text !== null && text.prevSibling?.name === '(') {
      this.#useFunction(this.#text(text).slice(1, -1), { from: text.from + 1, to: text.to - 1 });
    }
    this.#children(node, scope);
  }

  /** All functions of a name go together, whatever their numbers of parameters. */
  #useFunction(name: string, place: Place): boolean {
    const functions = this.#functions.get(name) ?? [];
    for (const definition of functions) definition.uses.push(place);
    return functions.length > 0;
  }
}

const placeOf = ({ from, to }: Place): Place => ({ from, to });

const inner = (parent: Scope, node: Place): Scope => ({
  parent,
  to: node.to,
  body: parent.body,
  variables: new Map(),
});

/** What a script names, and where: by Rhai's rules of scope, also in a script with faults. */
export function readNames(tree: Tree, source: string): Names {
  const reader = new NameReader(source);
  reader.read(tree.topNode);
  return reader;
}

const covers = ({ from, to }: Place, offset: number): boolean => from <= offset && offset <= to;

/** The definitions that the name at `offset` stands for: several only for functions that share a name. */
export function definitionsAt(names: Names, offset: number): readonly Definition[] {
  return names.definitions.filter(
    (one) => covers(one, offset) || one.uses.some((use) => covers(use, offset)),
  );
}

/** What can be named at `offset`, the innermost first; a name that hides another stands for both. */
export function visibleAt(names: Names, bodies: readonly Place[], offset: number): readonly Definition[] {
  const body = bodies.find((place) => place.from < offset && offset < place.to) ?? null;
  const seen = new Set<string>();
  return names.definitions
    .filter(
      (one) => one.kind === 'function' || (covers(one.visible, offset) && one.body?.from === body?.from),
    )
    .toReversed()
    .filter(({ name }) => !seen.has(name) && seen.add(name));
}

/** The bodies of a script's functions. */
export function functionBodies(tree: Tree): readonly Place[] {
  return tree.topNode.getChildren('FunctionDefinition').flatMap((node) => {
    const block = node.getChild('Block');
    return block === null ? [] : [placeOf(block)];
  });
}
