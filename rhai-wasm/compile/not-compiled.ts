import type { Place } from '../face/tree.ts';

/** A rule is not compiled; it runs in the interpreter. `code` is stable, the place is where the reason is. */
export class NotCompiled extends Error {
  readonly code: NotCompiledCode;
  readonly at: Place;

  constructor(code: NotCompiledCode, at: Place, message: string) {
    super(message);
    this.code = code;
    this.at = at;
  }
}

/** The length of a list is asked for, which is not followed unless somebody does. */
export class AskedForLength extends NotCompiled {
  constructor(at: Place) {
    super('LIST_WORK', at, 'the length of a list that grows');
  }
}

export type NotCompiledCode =
  | 'CLOSURE'
  | 'RECURSION'
  | 'TRY'
  | 'TEXT_WORK'
  | 'LIST_WORK'
  | 'FUNCTION'
  | 'OPERATOR'
  | 'COMPUTED_INPUT'
  | 'MIXED_SHAPES'
  | 'LOOP'
  | 'RESULT'
  | 'LIMITS'
  | 'OTHER';
