import {
  closeSearchPanel,
  findNext,
  findPrevious,
  getSearchQuery,
  replaceAll,
  replaceNext,
  search,
  SearchQuery,
  selectMatches,
  setSearchQuery,
} from '@codemirror/search';
import { runScopeHandlers, type EditorView, type Panel, type ViewUpdate } from '@codemirror/view';
import type { TFunction } from 'i18next';
import { button, checkbox, element } from './element.ts';
import { surroundings } from './script-state.ts';

/** More matches than this are only told to be many. */
const COUNTED = 1_000;

/** How many places a query finds, and which of them is selected (from 1; 0: none). */
export function countMatches(view: EditorView, query: SearchQuery): { count: number; at: number } {
  const { main } = view.state.selection;
  let count = 0;
  let at = 0;
  if (!query.valid) return { count, at };
  const cursor = query.getCursor(view.state);
  for (let next = cursor.next(); !next.done && count < COUNTED; next = cursor.next()) {
    count++;
    if (next.value.from === main.from && next.value.to === main.to) at = count;
  }
  return { count, at };
}

/** Find and replace in the look and the words of the app. */
class FindPanel implements Panel {
  readonly dom: HTMLElement;
  readonly top = true;
  readonly #view: EditorView;
  readonly #search: HTMLInputElement;
  readonly #replace: HTMLInputElement;
  readonly #choices: Record<'caseSensitive' | 'regexp' | 'wholeWord', ReturnType<typeof checkbox>>;
  readonly #count = element('span', { className: 'rule-count', role: 'status' });

  constructor(view: EditorView) {
    this.#view = view;
    const t: TFunction<'rule-editor'> = view.state.field(surroundings).t;
    const commit = () => this.#commit();
    const query = getSearchQuery(view.state);
    this.#search = element('input', {
      className: 'rule-field',
      label: t('find'),
      placeholder: t('find'),
      value: query.search,
      oninput: commit,
    });
    this.#search.setAttribute('main-field', 'true');
    this.#replace = element('input', {
      className: 'rule-field',
      label: t('replaceWith'),
      placeholder: t('replaceWith'),
      value: query.replace,
      oninput: commit,
    });
    this.#choices = {
      caseSensitive: checkbox(t('matchCase'), query.caseSensitive, commit),
      wholeWord: checkbox(t('byWord'), query.wholeWord, commit),
      regexp: checkbox(t('regexp'), query.regexp, commit),
    };
    const finding = [
      this.#search,
      button(t('previous'), () => findPrevious(view)),
      button(t('next'), () => findNext(view)),
      button(t('all'), () => selectMatches(view)),
      ...Object.values(this.#choices).map(({ label }) => label),
      this.#count,
      button('✕', () => closeSearchPanel(view), t('close')),
    ];
    const replacing = [
      this.#replace,
      button(t('replace'), () => replaceNext(view)),
      button(t('replaceAll'), () => replaceAll(view)),
    ];
    this.dom = element(
      'div',
      { className: 'rule-panel', onkeydown: (event) => this.#key(event) },
      element('div', { className: 'rule-row' }, ...finding),
      ...(view.state.readOnly ? [] : [element('div', { className: 'rule-row' }, ...replacing)]),
    );
    this.#tell();
  }

  mount(): void {
    this.#search.select();
  }

  update(update: ViewUpdate): void {
    const query = getSearchQuery(update.state);
    if (query.search !== this.#search.value) this.#search.value = query.search;
    const isChanged = !query.eq(getSearchQuery(update.startState));
    if (isChanged || update.docChanged || update.selectionSet) this.#tell();
  }

  #commit(): void {
    const { caseSensitive, wholeWord, regexp } = this.#choices;
    const query = new SearchQuery({
      search: this.#search.value,
      replace: this.#replace.value,
      caseSensitive: caseSensitive.input.checked,
      wholeWord: wholeWord.input.checked,
      regexp: regexp.input.checked,
    });
    if (!query.eq(getSearchQuery(this.#view.state)))
      this.#view.dispatch({ effects: setSearchQuery.of(query) });
  }

  #tell(): void {
    const query = getSearchQuery(this.#view.state);
    const t: TFunction<'rule-editor'> = this.#view.state.field(surroundings).t;
    const { count, at } = countMatches(this.#view, query);
    this.#search.setAttribute('aria-invalid', String(query.search !== '' && !query.valid));
    if (query.search === '') this.#count.textContent = '';
    else if (!query.valid) this.#count.textContent = t('badPattern');
    else if (count >= COUNTED) this.#count.textContent = t('manyMatches', { count: COUNTED });
    else this.#count.textContent = at > 0 ? t('matchOf', { at, count }) : t('matches', { count });
  }

  #key(event: KeyboardEvent): void {
    if (runScopeHandlers(this.#view, event, 'search-panel')) event.preventDefault();
    else if (event.key === 'Enter' && event.target === this.#search) {
      event.preventDefault();
      (event.shiftKey ? findPrevious : findNext)(this.#view);
    } else if (event.key === 'Enter' && event.target === this.#replace) {
      event.preventDefault();
      replaceNext(this.#view);
    }
  }
}

export const findAndReplace = search({ top: true, createPanel: (view) => new FindPanel(view) });
