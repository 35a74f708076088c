/** Line and column from 1, the column in characters; 0, 0 where no place is known. */
export type Place = readonly [line: number, column: number];

interface Node {
  readonly at: Place;
}

/** A number that may be too large for a JavaScript number is written out. */
export type Whole = number | string;

export interface Call extends Node {
  readonly kind: 'call' | 'method';
  readonly name: string;
  readonly operator: boolean;
  readonly captures: boolean;
  readonly arguments: readonly Expression[];
}

/** `left.right` and `left[right]`. `ends`: the chain to the right ends here. */
export interface Chain extends Node {
  readonly kind: 'dot' | 'index';
  readonly optional: boolean;
  readonly ends: boolean;
  readonly left: Expression;
  readonly right: Expression;
}

export interface MapEntry extends Node {
  readonly name: string;
  readonly value: Expression;
}

/** An expression of Rhai's own tree (`crate/src/dump.rs`). */
export type Expression =
  | (Node & { readonly kind: 'unit' | 'this' | 'other' })
  | (Node & { readonly kind: 'boolean'; readonly value: boolean })
  | (Node & { readonly kind: 'whole'; readonly value: Whole })
  | (Node & { readonly kind: 'float'; readonly value: number })
  | (Node & { readonly kind: 'text' | 'character'; readonly value: string })
  | (Node & { readonly kind: 'interpolated'; readonly parts: readonly Expression[] })
  | (Node & { readonly kind: 'array' | 'and' | 'or' | 'coalesce'; readonly items: readonly Expression[] })
  | (Node & { readonly kind: 'map'; readonly entries: readonly MapEntry[] })
  | (Node & { readonly kind: 'variable' | 'property' | 'closure'; readonly name: string })
  | (Node & { readonly kind: 'block'; readonly body: readonly Statement[] })
  | Call
  | Chain;

export interface Range {
  readonly from: Whole;
  readonly to: Whole;
  readonly inclusive: boolean;
}

/** An arm of a `switch`; `otherwise` marks the default. */
export interface Arm extends Node {
  readonly values: readonly Expression[];
  readonly ranges: readonly Range[];
  readonly condition?: Expression;
  readonly otherwise: boolean;
  readonly result: Expression;
}

export interface Switch extends Node {
  readonly kind: 'switch';
  readonly value: Expression;
  readonly arms: readonly Arm[];
  /** All literals of its arms are known. */
  readonly complete: boolean;
}

export interface If extends Node {
  readonly kind: 'if';
  readonly condition: Expression;
  readonly then: readonly Statement[];
  readonly otherwise: readonly Statement[];
}

export interface Assignment extends Node {
  readonly kind: 'assign';
  /** Empty for `=`, else the operator before it. */
  readonly operator: string;
  readonly target: Expression;
  readonly value: Expression;
}

export interface Let extends Node {
  readonly kind: 'let';
  readonly name: string;
  readonly constant: boolean;
  /** It takes the place of one of the same name in the same block. */
  readonly again: boolean;
  readonly value: Expression;
}

/** Without a condition it is a `loop`. */
export interface While extends Node {
  readonly kind: 'while';
  readonly condition?: Expression;
  readonly body: readonly Statement[];
}

export interface For extends Node {
  readonly kind: 'for';
  readonly name: string;
  readonly counter?: string;
  readonly over: Expression;
  readonly body: readonly Statement[];
}

/** A statement of Rhai's own tree. */
export type Statement =
  | (Node & { readonly kind: 'noop' | 'other' })
  | (Node & { readonly kind: 'value'; readonly value: Expression })
  | (Node & { readonly kind: 'block'; readonly body: readonly Statement[] })
  | (Node & { readonly kind: 'break' | 'continue' | 'return' | 'throw'; readonly value?: Expression })
  | (Node & { readonly kind: 'share'; readonly names: readonly string[] })
  | (Node & {
      readonly kind: 'do';
      readonly condition: Expression;
      readonly until: boolean;
      readonly body: readonly Statement[];
    })
  | (Node & {
      readonly kind: 'try';
      readonly name?: string;
      readonly body: readonly Statement[];
      readonly otherwise: readonly Statement[];
    })
  | Call
  | Let
  | Assignment
  | If
  | Switch
  | While
  | For;

export interface FunctionTree extends Node {
  readonly name: string;
  readonly parameters: readonly string[];
  /** It has a type for `this`. */
  readonly method: boolean;
  readonly body: readonly Statement[];
}

/** A whole script. */
export interface ScriptTree {
  readonly main: readonly Statement[];
  readonly functions: readonly FunctionTree[];
}
