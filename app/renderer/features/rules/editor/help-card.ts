import type { TFunction } from 'i18next';
import type { Severity } from '../../../../../shared/contract/common.ts';
import type { Help } from '../../../../../shared/rhai-syntax/help/index.ts';
import type { Definition } from '../../../../../shared/rhai-syntax/names.ts';
import { formatUnit, textIn } from '../../../lib/format/format.ts';
import type { Surroundings } from './script-state.ts';
import type { EditorInput } from './types.ts';

type Piece = readonly [tag: string, className: string, text: string];

/** A card of help, made of plain text: nothing of a script or a plant becomes markup. */
function card(pieces: readonly (Piece | null)[]): HTMLElement {
  const box = document.createElement('div');
  box.className = 'rule-help';
  for (const piece of pieces) {
    if (piece === null) continue;
    const [tag, className, text] = piece;
    const element = document.createElement(tag);
    element.className = className;
    element.textContent = text;
    box.append(element);
  }
  return box;
}

const code = (text: string): Piece => ['div', 'rule-help-code', text];
const line = (text: string): Piece => ['p', 'rule-help-text', text];
const quiet = (text: string): Piece => ['p', 'rule-help-quiet', text];

/** Help for a function, word or sign of the language. */
export function helpCard(help: Help, around: Surroundings): HTMLElement {
  const t: TFunction<'rule-editor'> = around.t;
  return card([
    ...help.signatures.map(code),
    line(help[around.language]),
    quiet(t('example')),
    code(`${help.example}\n→ ${JSON.stringify(help.result) ?? '()'}`),
  ]);
}

/** Value with its unit, as far as it is known. */
export function liveText(input: EditorInput, around: Surroundings): string {
  const t: TFunction<'rule-editor'> = around.t;
  const value = input.live?.text;
  return value === undefined ? t('noValue') : `${value} ${formatUnit(input.unit)}`.trimEnd();
}

/** What an input is and what it is now. */
export function inputCard(input: EditorInput, around: Surroundings): HTMLElement {
  const t: TFunction<'rule-editor'> = around.t;
  const unit = formatUnit(input.unit);
  return card([
    code(`${input.name}: ${t(`type.${input.type}`)}${unit === '' ? '' : ` · ${unit}`}`),
    input.label === undefined ? null : line(textIn(input.label, around.language)),
    line(`${t('now')}: ${liveText(input, around)}`),
    input.live === undefined ? null : quiet(input.live.source),
    input.values === undefined ? null : quiet(`${t('allowed')}: ${input.values.join(', ')}`),
    input.optional ? quiet(t('optionalInput')) : null,
  ]);
}

/** A parameter of the ruleset. */
export function parameterCard(
  name: string,
  value: number | string | boolean,
  { t }: Surroundings,
): HTMLElement {
  return card([code(`parameters.${name} = ${JSON.stringify(value)}`), quiet(t('parameterHint'))]);
}

/** A name of the script itself. */
export function definitionCard(
  definition: Definition,
  lineNumber: number,
  around: Surroundings,
): HTMLElement {
  const t: TFunction<'rule-editor'> = around.t;
  const { name, kind, parameters, uses } = definition;
  return card([
    code(kind === 'function' ? `fn ${name}(${parameters.join(', ')})` : name),
    line(t(`kind.${kind}`, { line: lineNumber })),
    quiet(t('uses', { count: uses.length })),
  ]);
}

/** A verdict and its severity. */
export function verdictCard(name: string, severity: Severity, around: Surroundings): HTMLElement {
  const t: TFunction<'rule-editor'> = around.t;
  return card([code(name), line(t(`common:state.${severity}`))]);
}
