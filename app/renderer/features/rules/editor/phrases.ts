import { EditorState } from '@codemirror/state';
import type { TFunction } from 'i18next';

/** CodeMirror's own words in the page's language. */
export function phrases(t: TFunction<'rule-editor'>) {
  return EditorState.phrases.of({
    Completions: t('completions'),
    'Selection deleted': t('selectionDeleted'),
    'Folded lines': t('foldedLines'),
    'Unfolded lines': t('unfoldedLines'),
    to: t('to'),
    'folded code': t('foldedCode'),
    unfold: t('unfold'),
    'Fold line': t('foldLine'),
    'Unfold line': t('unfoldLine'),
    Diagnostics: t('problems'),
    'No diagnostics': t('noProblems'),
    close: t('close'),
    'Go to line': t('goToLine'),
    go: t('go'),
    'Control character': t('controlCharacter'),
    'current match': t('currentMatch'),
    'on line': t('onLine'),
    'replaced match on line $': t('replacedOnLine'),
    'replaced $ matches': t('replacedMatches'),
    Find: t('find'),
    Replace: t('replaceWith'),
    next: t('next'),
    previous: t('previous'),
    all: t('all'),
    'match case': t('matchCase'),
    regexp: t('regexp'),
    'by word': t('byWord'),
    replace: t('replace'),
    'replace all': t('replaceAll'),
  });
}
