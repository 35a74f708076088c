import { HighlightStyle, syntaxHighlighting } from '@codemirror/language';
import { EditorView } from '@codemirror/view';
import { tags } from '@lezer/highlight';

const panel = { backgroundColor: 'var(--panel)', color: 'var(--ink)' };
const floating = {
  backgroundColor: 'var(--raised)',
  color: 'var(--ink)',
  border: '1px solid var(--line-strong)',
  borderRadius: '2px',
};

/** A wave in the colour of the theme: the picture is only the mask. */
function underline(color: string) {
  return {
    backgroundImage: 'none',
    textDecoration: `underline wavy ${color} 1.5px`,
    textUnderlineOffset: '3px',
    textDecorationSkipInk: 'none',
    paddingBottom: '0',
  };
}

const look = EditorView.theme({
  '&': { height: '100%', backgroundColor: 'var(--raised)', color: 'var(--ink)', fontSize: '14px' },
  '&.cm-focused': { outline: 'var(--focus-width) solid var(--focus)', outlineOffset: '-2px' },
  '.cm-scroller': { fontFamily: 'var(--font-code)', lineHeight: '1.5', overflow: 'auto' },
  '.cm-content': { caretColor: 'var(--ink)', paddingBlock: '6px' },
  '.cm-cursor, .cm-dropCursor': { borderLeftColor: 'var(--ink)', borderLeftWidth: '2px' },
  '& .cm-selectionBackground, &.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground': {
    backgroundColor: 'var(--selected)',
  },
  '.cm-activeLine': { backgroundColor: 'color-mix(in srgb, var(--ink) 5%, transparent)' },
  '.cm-selectionMatch': { backgroundColor: 'color-mix(in srgb, var(--ink) 12%, transparent)' },
  '&.cm-focused .cm-matchingBracket': { backgroundColor: 'transparent', outline: '1px solid var(--ink-3)' },
  '&.cm-focused .cm-nonmatchingBracket': {
    backgroundColor: 'transparent',
    outline: '2px dotted var(--critical)',
  },
  '.cm-gutters': {
    backgroundColor: 'var(--panel)',
    color: 'var(--ink-3)',
    borderRight: '1px solid var(--line)',
    fontVariantNumeric: 'tabular-nums',
  },
  '.cm-activeLineGutter': { backgroundColor: 'var(--selected)', color: 'var(--ink)' },
  '.cm-foldPlaceholder': {
    backgroundColor: 'var(--panel)',
    border: '1px solid var(--line-strong)',
    color: 'var(--ink-2)',
    padding: '0 6px',
  },
  '.cm-foldGutter .cm-gutterElement': { cursor: 'pointer', paddingInline: '3px' },
  '.cm-shownLine': { boxShadow: 'inset 4px 0 0 var(--ink)', backgroundColor: 'var(--selected)' },
  // Still to be read: one colour instead of the language's, none of them faded.
  '.cm-lineDimmed, .cm-lineDimmed *': { color: 'var(--ink-3) !important', fontWeight: 'normal !important' },
  '.cm-lineRemark': {
    marginLeft: '2em',
    padding: '0 6px',
    border: '1px solid var(--line)',
    backgroundColor: 'var(--raised)',
    color: 'var(--ink)',
    whiteSpace: 'pre',
  },
  '.cm-signGutter': { minWidth: '16px' },
  '.cm-lineSign': { color: 'var(--ink)', fontWeight: '600', padding: '0 3px' },
  '.cm-panels': panel,
  '.cm-panels.cm-panels-top': { borderBottom: '1px solid var(--line-strong)' },
  '.cm-panels.cm-panels-bottom': { borderTop: '1px solid var(--line-strong)' },
  '.cm-tooltip': floating,
  '.cm-tooltip.cm-tooltip-autocomplete > ul': { fontFamily: 'var(--font-code)', maxHeight: '14em' },
  '.cm-tooltip.cm-tooltip-autocomplete > ul > li': { padding: '3px 8px', lineHeight: '1.4' },
  '.cm-tooltip-autocomplete ul li[aria-selected]': {
    backgroundColor: 'var(--action)',
    color: 'var(--on-action)',
  },
  '.cm-completionDetail': { fontStyle: 'normal', marginLeft: '1em', opacity: '0.85' },
  '.cm-completionMatchedText': { textDecoration: 'underline', fontWeight: '600' },
  '.cm-completionInfo': { ...floating, padding: '6px 10px', fontFamily: 'var(--font-ui)', maxWidth: '420px' },
  '.cm-searchMatch': { backgroundColor: 'transparent', outline: '1px solid var(--ink-2)' },
  '.cm-searchMatch-selected': { backgroundColor: 'var(--action)', color: 'var(--on-action)' },
  '.cm-searchMatch-selected *': { color: 'var(--on-action)' },
  '.cm-lintRange-error': underline('var(--critical)'),
  '.cm-lintRange-warning': underline('var(--high)'),
  '.cm-lintRange-info, .cm-lintRange-hint': underline('var(--low)'),
  '.cm-lintRange-active': { backgroundColor: 'color-mix(in srgb, var(--ink) 10%, transparent)' },
  '.cm-lintPoint:after': { borderBottomColor: 'var(--critical)' },
  '.cm-diagnostic': {
    padding: '6px 10px',
    borderLeft: '4px solid var(--line-strong)',
    fontFamily: 'var(--font-ui)',
  },
  '.cm-diagnostic-error': { borderLeftColor: 'var(--critical)' },
  '.cm-diagnostic-warning': { borderLeftColor: 'var(--high)' },
  '.cm-diagnostic-info': { borderLeftColor: 'var(--low)' },
  '.cm-diagnosticAction': {
    backgroundColor: 'var(--action)',
    color: 'var(--on-action)',
    borderRadius: '2px',
    padding: '3px 8px',
  },
  '.cm-panel.cm-panel-lint ul [aria-selected]': { backgroundColor: 'var(--selected)' },
  '.rule-help': { padding: '6px 10px', maxWidth: '440px', fontFamily: 'var(--font-ui)', lineHeight: '1.4' },
  '.rule-help-code': { fontFamily: 'var(--font-code)', whiteSpace: 'pre-wrap' },
  '.rule-help-text': { paddingBlock: '3px' },
  '.rule-help-quiet': { color: 'var(--ink-3)', fontSize: '13px' },
  '.cm-dialog': {
    display: 'flex',
    alignItems: 'center',
    gap: '6px',
    fontFamily: 'var(--font-ui)',
    padding: '4px 8px',
  },
  '.cm-dialog label': { fontSize: '14px' },
  '.cm-dialog .cm-textfield': { fontSize: '14px', width: '8rem', marginInline: '6px' },
  '.cm-dialog .cm-dialog-close': {
    position: 'static',
    minHeight: '40px',
    minWidth: '40px',
    fontSize: '16px',
  },
  '.rule-panel': { fontFamily: 'var(--font-ui)', padding: '4px 8px' },
  '.rule-row': { display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: '6px', paddingBlock: '2px' },
  '.rule-field, .cm-textfield': {
    minHeight: '40px',
    width: '16rem',
    paddingInline: '8px',
    backgroundColor: 'var(--raised)',
    color: 'var(--ink)',
    border: '1px solid var(--line-strong)',
    borderRadius: '2px',
  },
  '.rule-field[aria-invalid=true]': { border: '2px solid var(--ink)' },
  '.rule-button, .cm-button': {
    minHeight: '40px',
    minWidth: '40px',
    paddingInline: '10px',
    backgroundColor: 'var(--raised)',
    backgroundImage: 'none',
    fontSize: '14px',
    color: 'var(--ink)',
    border: '1px solid var(--line-strong)',
    borderRadius: '2px',
    fontWeight: '500',
  },
  '.rule-button:hover, .cm-button:hover': { backgroundColor: 'var(--selected)' },
  '.rule-check': { display: 'inline-flex', alignItems: 'center', gap: '4px', minHeight: '40px' },
  '.rule-count': { color: 'var(--ink-2)' },
  '.rule-fault': { fontWeight: '600' },
  '.cm-gutter-lint': { width: '16px' },
  '.cm-lint-marker': {
    width: '14px',
    height: '20px',
    content: 'normal',
    lineHeight: '20px',
    textAlign: 'center',
  },
  '.cm-lint-marker-error, .cm-lint-marker-warning, .cm-lint-marker-info': { content: 'normal' },
  '.cm-lint-marker-error:before': { content: '"✕"', color: 'var(--critical)', fontWeight: '700' },
  '.cm-lint-marker-warning:before': { content: '"▲"', color: 'var(--high)' },
  '.cm-lint-marker-info:before': { content: '"●"', color: 'var(--low)' },
});

/** Monochrome in shape (weight, slant), with quiet tints: strong colour stays with what is wrong. */
const highlight = HighlightStyle.define([
  {
    tag: [tags.definitionKeyword, tags.controlKeyword, tags.self],
    color: 'var(--code-keyword)',
    fontWeight: '600',
  },
  { tag: [tags.string], color: 'var(--code-text)' },
  { tag: [tags.number, tags.bool], color: 'var(--code-number)' },
  { tag: [tags.comment, tags.docComment], color: 'var(--code-comment)', fontStyle: 'italic' },
  { tag: tags.function(tags.variableName), color: 'var(--code-function)' },
  {
    tag: tags.definition(tags.function(tags.variableName)),
    color: 'var(--code-function)',
    fontWeight: '600',
  },
  { tag: tags.propertyName, color: 'var(--ink-2)' },
  { tag: tags.special(tags.brace), color: 'var(--code-keyword)', fontWeight: '600' },
  { tag: tags.invalid, textDecoration: 'line-through' },
]);

export const theme = [look, syntaxHighlighting(highlight)];
