import type { Chance } from './chance.ts';

const OUTCOME = ['verdict', 'confidence', 'level', 'count', 'told'] as const;
const DECLARED = 'let verdict = "OK"; let confidence = 0.6; let level = 0.0; let count = 0; let told = [];';

/** A script as most rules of plants are: it declares an outcome, and each rule sets parts of it, mostly to constants. */
export function generatedRules(chance: Chance): string {
  const statements = Array.from({ length: 2 + chance.below(12) }, () => statement(chance));
  const result = '#{ verdict: verdict, confidence: confidence, level: level, reasons: told }';
  return [DECLARED, ...statements, result].join('\n');
}

function statement(chance: Chance): string {
  if (chance.is(0.05)) return `for i in 0..${chance.below(4)} { ${rule(chance, 1)} ${rule(chance, 1)} }`;
  if (chance.is(0.05)) return `for x in [x, y, 1.0] { ${rule(chance, 1)} }`;
  if (chance.is(0.05)) return `let i = 0; while i < ${chance.below(4)} { i += 1; ${rule(chance, 1)} }`;
  if (chance.is(0.05)) return `switch mode { "auto" => { ${rule(chance, 1)} }, _ => { ${rule(chance, 1)} } }`;
  return rule(chance, 2);
}

function rule(chance: Chance, depth: number): string {
  const body = (): string => {
    const settings = OUTCOME.filter(() => chance.is(0.6)).map((name) => setting(chance, name));
    if (depth > 0 && chance.is(0.25)) settings.push(rule(chance, depth - 1));
    return `{ ${settings.join(' ')} }`;
  };
  const otherwise = chance.is(0.3) ? ` else ${chance.is(0.3) ? rule(chance, depth - 1) : body()}` : '';
  return `if ${condition(chance)} ${body()}${otherwise}`;
}

function condition(chance: Chance): string {
  const one = (): string =>
    chance.is(0.1)
      ? chance.of(['verdict == "WATCH"', 'count > 1', 'level >= 1.0', 'confidence < 0.7'])
      : `${chance.of(['x', 'y'])} ${chance.of(['>', '<', '>=', '<='])} ${chance.of(['0.0', '1.0', '-1.0', '2.5', '75.0'])}`;
  return chance.is(0.2) ? `${one()} ${chance.of(['&&', '||'])} ${one()}` : one();
}

function setting(chance: Chance, name: (typeof OUTCOME)[number]): string {
  const isOdd = chance.is(0.08);
  switch (name) {
    case 'verdict':
      return `verdict = ${chance.of(isOdd ? ['verdict', 'mode ?? "auto"'] : ['"WATCH"', '"ALARM"', '"OK"'])};`;
    case 'confidence':
      return `confidence = ${chance.of(isOdd ? ['level', 'x'] : ['0.7', '0.72', '0.9', '-0.0'])};`;
    case 'level':
      return `level ${chance.of(isOdd ? ['+= 0.5', '= confidence'] : ['= 1.0', '= 2.5', '= 0.0'])};`;
    case 'count':
      return `count ${chance.of(isOdd ? ['= 7', '*= 2', '-= 1'] : ['+= 1', '+= 1', '+= 3'])};`;
    case 'told':
      return `told.push(${chance.of(['"hot"', '`${level}`', '#{ ko: "뜨거움", en: "hot" }', '#{ ko: `${x}`, en: "x" }', chance.is(0.1) ? 'count' : '"warm"'])});`;
  }
}
