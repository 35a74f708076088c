import {
  autocompletion,
  closeBrackets,
  closeBracketsKeymap,
  completionKeymap,
} from '@codemirror/autocomplete';
import { defaultKeymap, history, historyKeymap, indentWithTab } from '@codemirror/commands';
import { bracketMatching, codeFolding, foldGutter, foldKeymap, indentOnInput } from '@codemirror/language';
import { lintGutter, lintKeymap } from '@codemirror/lint';
import { highlightSelectionMatches, searchKeymap } from '@codemirror/search';
import { EditorState, type Extension } from '@codemirror/state';
import {
  crosshairCursor,
  drawSelection,
  dropCursor,
  EditorView,
  highlightActiveLine,
  highlightActiveLineGutter,
  highlightSpecialChars,
  keymap,
  lineNumbers,
  rectangularSelection,
} from '@codemirror/view';
import { definitionByClick, helpEndsWithFocus, ruleKeymap } from './commands.ts';
import { hoverHelp } from './hover.ts';
import { keepCursorInView } from './keep-in-view.ts';
import { renameByPanel } from './rename-panel.ts';
import { lineMarks } from './line-marks.ts';
import { rhai } from './rhai-language.ts';
import { surroundings } from './script-state.ts';
import { findAndReplace } from './search-panel.ts';
import { shownLine } from './shown-line.ts';
import { theme } from './theme.ts';

/** What every rule editor has, whatever it shows. */
export function baseExtensions(): Extension {
  return [
    lineNumbers(),
    lintGutter(),
    foldGutter(),
    codeFolding(),
    highlightActiveLineGutter(),
    highlightSpecialChars(),
    history({ minDepth: 500 }),
    drawSelection(),
    dropCursor(),
    EditorState.allowMultipleSelections.of(true),
    EditorState.tabSize.of(4),
    indentOnInput(),
    bracketMatching(),
    closeBrackets(),
    rectangularSelection(),
    crosshairCursor(),
    highlightActiveLine(),
    highlightSelectionMatches(),
    autocompletion({ icons: false, maxRenderedOptions: 300 }),
    surroundings,
    findAndReplace,
    renameByPanel,
    hoverHelp,
    definitionByClick,
    helpEndsWithFocus,
    // Ctrl and a click is taken; Alt adds a cursor.
    EditorView.clickAddsSelectionRange.of((event) => event.altKey),
    lineMarks,
    shownLine,
    keepCursorInView,
    keymap.of([
      ...ruleKeymap,
      ...closeBracketsKeymap,
      ...defaultKeymap,
      ...searchKeymap,
      ...historyKeymap,
      ...foldKeymap,
      ...completionKeymap,
      ...lintKeymap,
      indentWithTab,
    ]),
    rhai,
    theme,
  ];
}
