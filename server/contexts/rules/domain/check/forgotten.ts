import type { Expression, Place, ScriptTree, Statement } from '../../ports.ts';
import { blocksOf } from './walk.ts';

/** Places where something is calculated or asked and nobody gets the answer: `verdict == "HOT";`, `a / b;`. */
export function forgottenIn({ main, functions }: ScriptTree): Place[] {
  const found: Place[] = [];
  const look = (body: readonly Statement[], isUsed: boolean): void => {
    const kept = body.filter(({ kind }) => kind !== 'noop' && kind !== 'share');
    for (const [index, statement] of kept.entries()) {
      // The value of a body is that of its last statement.
      const isGiven = isUsed && index === kept.length - 1;
      if (statement.kind === 'value') {
        const { value } = statement;
        if (value.kind === 'block') look(value.body, isGiven);
        else if (!isGiven && isCalculated(value)) found.push(value.at);
      }
      if (statement.kind === 'switch')
        for (const { result } of statement.arms) if (result.kind === 'block') look(result.body, isGiven);
      const isLoop = statement.kind === 'while' || statement.kind === 'do' || statement.kind === 'for';
      for (const inner of blocksOf(statement)) look(inner, isGiven && !isLoop);
    }
  };
  for (const body of [main, ...functions.map((own) => own.body)]) look(body, true);
  return found;
}

const isCalculated = (expression: Expression): boolean =>
  (expression.kind === 'call' && expression.operator) ||
  expression.kind === 'and' ||
  expression.kind === 'or';
