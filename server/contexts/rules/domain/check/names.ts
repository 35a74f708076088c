import type { FindingCode } from '../../../../../shared/contract/ruleset-check.ts';
import type { Expression, FunctionTree, Place, ScriptTree, Statement } from '../../ports.ts';
import { isOnlyChange, type Declaration } from './declaration.ts';
import { Liveness } from './liveness.ts';
import { blocksOf, expressionsOf, isEnd, partsOf, visit } from './walk.ts';

export interface NameIssue {
  readonly code: FindingCode;
  readonly at: Place;
  readonly about?: string;
}

/** Variables of a script: never read, written for nobody, hidden by another. */
class Names {
  readonly issues: NameIssue[] = [];
  readonly resolved = new Map<Expression | Statement, Declaration>();
  readonly #made = new Map<unknown, Declaration>();
  readonly all: Declaration[] = [];
  readonly #shadowed = new Set<Declaration>();
  #scope: Declaration[] = [];
  #block = 0;
  #own: Declaration | undefined;

  introduce(node: unknown, name: string, kind: Declaration['kind'], at: Place): Declaration {
    const known = this.#made.get(node);
    const made: Declaration = known ?? {
      name,
      kind,
      at,
      block: this.#block,
      reads: 0,
      captured: false,
      isLoop: false,
      hidden: new Set(),
    };
    this.#made.set(node, made);
    if (known === undefined) this.all.push(made);
    this.#scope.push(made);
    return made;
  }

  #find(name: string): Declaration | undefined {
    return this.#scope.findLast((known) => known.name === name);
  }

  body(body: readonly Statement[]): void {
    for (const statement of body) this.statement(statement);
  }

  block(body: readonly Statement[], first: () => void = () => undefined): void {
    const length = this.#scope.length;
    const outer = this.#block;
    this.#block += 1;
    first();
    this.body(body);
    const inner = this.#scope.splice(length);
    for (const hiding of inner)
      if (hiding.kind === 'let' || hiding.isLoop) this.#find(hiding.name)?.hidden.add(hiding);
    this.#block = outer;
  }

  statement(statement: Statement): void {
    switch (statement.kind) {
      case 'let':
        this.expression(statement.value);
        this.resolved.set(statement, this.introduce(statement, statement.name, 'let', statement.at));
        return;
      case 'assign':
        this.#assign(statement);
        return;
      case 'for':
        this.expression(statement.over);
        this.#twice(() => this.#for(statement));
        return;
      case 'while':
      case 'do':
        this.#twice(() => {
          if (statement.condition !== undefined) this.expression(statement.condition);
          this.block(statement.body);
        });
        return;
      case 'try':
        this.block(statement.body);
        this.block(statement.otherwise, () => {
          if (statement.name !== undefined) this.introduce(statement, statement.name, 'other', statement.at);
        });
        return;
      case 'share':
        for (const name of statement.names) {
          const found = this.#find(name);
          if (found !== undefined) found.captured = true;
        }
        return;
      default:
        if (isOnlyChange(statement)) this.#change(statement);
        else expressionsOf(statement).forEach((part) => this.expression(part));
        for (const inner of blocksOf(statement)) this.block(inner);
    }
  }

  #change(statement: Statement): void {
    if (
      statement.kind !== 'value' ||
      statement.value.kind !== 'dot' ||
      statement.value.left.kind !== 'variable'
    )
      return;
    const found = this.#find(statement.value.left.name);
    if (found !== undefined) this.resolved.set(statement.value.left, found);
    this.expression(statement.value.right);
  }

  #assign({ target, value }: Extract<Statement, { kind: 'assign' }>): void {
    let root: Expression = target;
    while (root.kind === 'dot' || root.kind === 'index') {
      this.expression(root.right);
      root = root.left;
    }
    const found = root.kind === 'variable' ? this.#find(root.name) : undefined;
    if (found !== undefined) this.resolved.set(root, found);
    const outer = this.#own;
    this.#own = found;
    this.expression(value);
    this.#own = outer;
  }

  #for(statement: Extract<Statement, { kind: 'for' }>): void {
    const { over } = statement;
    const counts =
      over.kind === 'call' && (over.name === '..' || over.name === '..=' || over.name === 'range');
    this.block(statement.body, () => {
      this.introduce(statement, statement.name, counts ? 'other' : 'for', statement.at).isLoop = true;
      if (statement.counter !== undefined)
        this.introduce(statement.body, statement.counter, 'other', statement.at);
    });
  }

  /** A second turn of a loop reads what the first one left. */
  #twice(turn: () => void): void {
    turn();
    turn();
  }

  expression(expression: Expression): void {
    if (expression.kind === 'variable') {
      const found = this.#find(expression.name);
      if (found === undefined) return;
      this.resolved.set(expression, found);
      // What a parameter came with is read where its next value is made of it.
      if (found !== this.#own || found.kind === 'parameter') found.reads += 1;
      for (const hiding of found.hidden) this.#shadowed.add(hiding);
      return;
    }
    if (expression.kind === 'block') this.block(expression.body);
    partsOf(expression).forEach((part) => this.expression(part));
  }

  tell(): void {
    for (const known of this.all) {
      if (this.#shadowed.has(known)) this.issues.push({ code: 'SHADOWED', at: known.at, about: known.name });
      const counts = known.kind === 'let' || known.kind === 'for' || known.kind === 'parameter';
      if (
        counts &&
        known.reads === 0 &&
        !known.captured &&
        !known.name.startsWith('_') &&
        !this.#shadowed.has(known)
      )
        this.issues.push({ code: 'UNUSED_VARIABLE', at: known.at, about: known.name });
    }
  }

  function(scope: () => void): void {
    const outer = this.#scope;
    this.#scope = [];
    scope();
    this.#scope = outer;
  }
}

/** What can be told of a script's names without knowing what its values are. */
export function namesOf(tree: ScriptTree, inputs: readonly string[], source: string): NameIssue[] {
  const names = new Names();
  const liveness = new Liveness(names.resolved);
  const lines = source.split('\n');
  names.function(() => {
    for (const name of inputs) names.introduce(`input ${name}`, name, 'input', [0, 0]);
    names.block(tree.main);
  });
  for (const own of tree.functions) {
    const isClosure = own.name.startsWith('anon$');
    const places = placesOf(own, lines);
    names.function(() =>
      names.block(own.body, () =>
        own.parameters.forEach((name, index) =>
          names.introduce(
            `${own.name}/${own.parameters.length} ${index}`,
            name,
            isClosure ? 'other' : 'parameter',
            places.parameters[index] ?? places.own,
          ),
        ),
      ),
    );
  }
  names.tell();
  for (const body of [tree.main, ...tree.functions.map((own) => own.body)]) liveness.whole(body);
  const written = liveness.dead
    .filter(({ declaration }) => declaration.reads > 0 && !declaration.captured)
    .map(({ at, declaration }): NameIssue => ({ code: 'ASSIGNED_NOT_READ', at, about: declaration.name }));
  return [...names.issues, ...written, ...unreachable(tree, lines)];
}

/** Where a function and its parameters are written. */
export function placesOf(own: FunctionTree, lines: readonly string[]): { own: Place; parameters: Place[] } {
  const head = new RegExp(`\\bfn\\s+(?:[\\w"]+\\s*\\.\\s*)?${own.name}\\s*\\(`);
  for (let line = 0; line < lines.length; line++) {
    const text = lines[line] ?? '';
    const found = head.exec(text);
    if (found === null) continue;
    const behind = text.slice(found.index);
    const parameters = own.parameters.map((name): Place => {
      const at = new RegExp(`[(,]\\s*${name}\\b`).exec(behind);
      const column = at === null ? 0 : at.index + at[0].length - name.length;
      return [line + 1, found.index + column + 1];
    });
    return { own: [line + 1, found.index + 1], parameters };
  }
  return { own: own.at, parameters: own.parameters.map(() => own.at) };
}

/** Statements behind an end, functions nobody calls. */
function unreachable(tree: ScriptTree, lines: readonly string[]): NameIssue[] {
  const issues: NameIssue[] = [];
  const called = new Set<string>();
  const queue = [tree.main];
  const byBody = new Set<readonly Statement[]>();
  for (let body = queue.pop(); body !== undefined; body = queue.pop()) {
    if (byBody.has(body)) continue;
    byBody.add(body);
    visit(
      body,
      () => undefined,
      (node) => {
        const name =
          node.kind === 'call' || node.kind === 'method' || node.kind === 'closure'
            ? node.name
            : node.kind === 'text'
              ? node.value
              : undefined;
        if (name === undefined) return;
        for (const own of tree.functions)
          if (own.name === name) {
            called.add(own.name);
            queue.push(own.body);
          }
      },
    );
  }
  const behind = (body: readonly Statement[]) => {
    const at = body.findIndex(isEnd);
    const next = body.slice(at + 1).find(({ kind }) => kind !== 'noop' && kind !== 'share');
    if (at >= 0 && next !== undefined) issues.push({ code: 'UNREACHABLE_CODE', at: startOf(next) });
  };
  for (const body of [tree.main, ...tree.functions.map((own) => own.body)]) {
    const seen = new Set<readonly Statement[]>();
    visit(
      body,
      (_, block) => {
        if (seen.has(block)) return;
        seen.add(block);
        behind(block);
      },
      () => undefined,
    );
  }
  for (const own of tree.functions)
    if (!called.has(own.name) && !own.name.startsWith('anon$'))
      issues.push({ code: 'UNREACHABLE_CODE', at: placesOf(own, lines).own, about: own.name });
  return issues;
}

/** The first place of a statement: operators stand behind their left side. */
function startOf(statement: Statement): Place {
  let least: Place = statement.at;
  const earlier = (at: Place) => {
    if (at[0] > 0 && (at[0] < least[0] || (at[0] === least[0] && at[1] < least[1]) || least[0] === 0))
      least = at;
  };
  visit(
    [statement],
    ({ at }) => earlier(at),
    ({ at }) => earlier(at),
  );
  return least;
}
