import { pickedCompletion, snippetCompletion, type Completion } from '@codemirror/autocomplete';
import type { EditorState } from '@codemirror/state';
import { FUNCTION_HELP } from '../../../../../shared/rhai-syntax/help/index.ts';
import type { Definition } from '../../../../../shared/rhai-syntax/names.ts';
import { definitionCard, helpCard } from './help-card.ts';
import { surroundings } from './script-state.ts';

/** A rule as most are; Tab goes from gap to gap. (`#{` by itself would be a gap too.) */
export const RULE: Completion = snippetCompletion(
  [
    '// @rule ${name}',
    'if ${condition} {',
    '    return #\\{',
    '        verdict: "${verdict}",',
    '        confidence: ${0.9},',
    '        reasons: [#\\{ ko: "${ko}", en: "${en}" \\}]',
    '    \\};',
    '}',
    '',
  ].join('\n'),
  { label: 'rule', type: 'text', detail: '// @rule … if … return …' },
);

/** Puts a call in, the cursor between its brackets if something belongs there. */
const callOf =
  (name: string, hasArguments: boolean): NonNullable<Completion['apply']> =>
  (view, completion, from, to) => {
    const isCalled = view.state.sliceDoc(to, to + 1) === '(';
    const insert = isCalled ? name : `${name}()`;
    const anchor = from + name.length + (isCalled ? 0 : hasArguments ? 1 : 2);
    view.dispatch({
      changes: { from, to, insert },
      selection: { anchor },
      annotations: pickedCompletion.of(completion),
      userEvent: 'input.complete',
    });
  };

/** A name of the script. */
export function ownOption(state: EditorState, definition: Definition): Completion {
  const { name, kind, parameters, from } = definition;
  return {
    label: name,
    type: kind === 'parameter' ? 'variable' : kind,
    info: () => definitionCard(definition, state.doc.lineAt(from).number, state.field(surroundings)),
    boost: 3,
    ...(kind === 'function' && {
      detail: `(${parameters.join(', ')})`,
      apply: callOf(name, parameters.length > 0),
    }),
  };
}

/** Functions of the engine that have a form which fits. */
export function builtIns(
  state: EditorState,
  fits: (signature: string, name: string) => boolean,
): Completion[] {
  const around = state.field(surroundings);
  return Object.entries(FUNCTION_HELP)
    .filter(([name, { signatures }]) => signatures.some((signature) => fits(signature, name)))
    .map(([label, help]): Completion => {
      const detail = help.signatures.find((signature) => fits(signature, label)) ?? '';
      const call = detail.slice(detail.indexOf(label) + label.length);
      return {
        label,
        type: 'function',
        detail,
        info: () => helpCard(help, around),
        boost: -1,
        // `text.len` is no call.
        ...(call.startsWith('(') && { apply: callOf(label, !call.startsWith('()')) }),
      };
    });
}
