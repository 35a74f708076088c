import type { Expression, Place, Statement } from '../../ports.ts';
import { isOnlyChange, type Declaration, type Resolved } from './declaration.ts';
import { partsOf } from './walk.ts';

type Live = ReadonlySet<Declaration>;

const union = (...all: readonly Live[]): Live => new Set(all.flatMap((live) => [...live]));

interface Loop {
  readonly after: Live;
  head: Live;
}

/** Goes backwards through blocks: which variables are still read behind each place. */
export class Liveness {
  /** Values that are written over or forgotten before anyone reads them. */
  readonly dead: { readonly at: Place; readonly declaration: Declaration }[] = [];
  readonly #resolved: Resolved;
  #loops: Loop[] = [];
  /** What a `catch` reads: any statement before may go there. */
  #caught: Live = new Set();
  #quiet = 0;

  constructor(resolved: Resolved) {
    this.#resolved = resolved;
  }

  whole(body: readonly Statement[]): void {
    this.#block(body, new Set());
  }

  #block(body: readonly Statement[], after: Live): Live {
    return body.reduceRight<Live>((live, statement) => this.#statement(statement, live), after);
  }

  #statement(statement: Statement, live: Live): Live {
    const before = this.#transfer(statement, live);
    return this.#caught.size === 0 ? before : union(before, this.#caught);
  }

  #transfer(statement: Statement, live: Live): Live {
    switch (statement.kind) {
      case 'value':
        return isOnlyChange(statement) && statement.value.kind === 'dot'
          ? this.#reads(statement.value.right, live)
          : this.#reads(statement.value, live);
      case 'call':
        return this.#reads(statement, live);
      case 'block':
        return this.#block(statement.body, live);
      case 'let':
        return this.#let(statement, live);
      case 'assign':
        return this.#assign(statement, live);
      case 'if': {
        const ways = union(this.#block(statement.then, live), this.#block(statement.otherwise, live));
        return this.#reads(statement.condition, ways);
      }
      case 'switch':
        return this.#switch(statement, live);
      case 'while':
      case 'do':
        return this.#loop(statement.condition, statement.body, live);
      case 'for':
        return this.#reads(statement.over, this.#loop(undefined, statement.body, live));
      case 'try':
        return this.#try(statement, live);
      case 'break':
        return this.#readsOf(statement.value, this.#loops.at(-1)?.after ?? live);
      case 'continue':
        return this.#loops.at(-1)?.head ?? live;
      case 'return':
      case 'throw':
        return this.#readsOf(statement.value, new Set());
      default:
        return live;
    }
  }

  #tell(at: Place, declaration: Declaration): void {
    if (this.#quiet === 0) this.dead.push({ at, declaration });
  }

  #let(statement: Extract<Statement, { kind: 'let' }>, live: Live): Live {
    const declaration = this.#resolved.get(statement);
    if (declaration === undefined) return this.#reads(statement.value, live);
    return this.#reads(statement.value, without(live, declaration));
  }

  #assign({ target, operator, value, at }: Extract<Statement, { kind: 'assign' }>, live: Live): Live {
    let root: Expression = target;
    let reads = live;
    while (root.kind === 'dot' || root.kind === 'index') {
      reads = this.#reads(root.right, reads);
      root = root.left;
    }
    const declaration = root.kind === 'variable' ? this.#resolved.get(root) : undefined;
    if (declaration === undefined || declaration.kind === 'input') return this.#reads(value, reads);
    const isRead = live.has(declaration);
    if (!isRead) this.#tell(target.at[0] > 0 ? target.at : at, declaration);
    if (operator === '' && root === target) reads = without(reads, declaration);
    const before = this.#reads(value, reads);
    // What only makes its own next value keeps nothing alive.
    return isRead ? before : without(before, declaration);
  }

  #switch(statement: Extract<Statement, { kind: 'switch' }>, live: Live): Live {
    const ways = statement.arms.map(({ condition, result }) =>
      this.#readsOf(condition, this.#reads(result, live)),
    );
    const isComplete = statement.arms.some(({ otherwise }) => otherwise);
    return this.#reads(statement.value, union(...ways, ...(isComplete ? [] : [live])));
  }

  #loop(condition: Expression | undefined, body: readonly Statement[], live: Live): Live {
    const loop: Loop = { after: live, head: this.#readsOf(condition, live) };
    this.#loops.push(loop);
    const turn = () => {
      loop.head = union(loop.head, this.#readsOf(condition, union(live, this.#block(body, loop.head))));
    };
    this.#quietly(() => {
      turn();
      turn();
      turn();
    });
    turn();
    this.#loops.pop();
    return loop.head;
  }

  #try({ body, otherwise }: Extract<Statement, { kind: 'try' }>, live: Live): Live {
    const caught = this.#block(otherwise, live);
    const outer = this.#caught;
    this.#caught = union(outer, caught);
    const before = this.#block(body, live);
    this.#caught = outer;
    return union(before, caught);
  }

  #quietly(run: () => void): void {
    this.#quiet += 1;
    run();
    this.#quiet -= 1;
  }

  #readsOf(expression: Expression | undefined, live: Live): Live {
    return expression === undefined ? live : this.#reads(expression, live);
  }

  /** With what an expression reads; blocks inside of it may write as well. */
  #reads(expression: Expression, live: Live): Live {
    if (expression.kind === 'block') return this.#block(expression.body, live);
    if (expression.kind === 'variable') {
      const declaration = this.#resolved.get(expression);
      return declaration === undefined || live.has(declaration) ? live : new Set([...live, declaration]);
    }
    return partsOf(expression).reduceRight<Live>((all, part) => {
      const reads = this.#reads(part, all);
      // `a && b`: the right side is not always reached.
      return expression.kind === 'and' || expression.kind === 'or' || expression.kind === 'coalesce'
        ? union(all, reads)
        : reads;
    }, live);
  }
}

function without(live: Live, declaration: Declaration): Live {
  if (!live.has(declaration)) return live;
  const result = new Set(live);
  result.delete(declaration);
  return result;
}
