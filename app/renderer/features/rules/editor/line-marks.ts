import { RangeSet, StateEffect, StateField, type EditorState } from '@codemirror/state';
import {
  Decoration,
  EditorView,
  gutter,
  GutterMarker,
  WidgetType,
  type DecorationSet,
} from '@codemirror/view';
import { element } from './element.ts';
import type { LineMark } from './types.ts';

export const setLineMarks = StateEffect.define<readonly LineMark[]>();

/** What stands behind a line: how its condition came out. */
class Remark extends WidgetType {
  readonly #text: string;

  constructor(text: string) {
    super();
    this.#text = text;
  }

  override eq(other: Remark): boolean {
    return other.#text === this.#text;
  }

  override toDOM(): HTMLElement {
    return element('span', { className: 'cm-lineRemark' }, this.#text);
  }
}

class Sign extends GutterMarker {
  readonly #mark: LineMark;

  constructor(mark: LineMark) {
    super();
    this.#mark = mark;
  }

  override eq(other: Sign): boolean {
    return other.#mark.sign === this.#mark.sign && other.#mark.label === this.#mark.label;
  }

  override toDOM(): HTMLElement {
    const { sign = '', label = '' } = this.#mark;
    const shown = element('span', { className: 'cm-lineSign', title: label, label }, sign);
    shown.setAttribute('role', 'img');
    return shown;
  }
}

function decorationsOf({ doc }: EditorState, marks: readonly LineMark[]): DecorationSet {
  const there = marks.filter(({ line }) => line >= 1 && line <= doc.lines);
  return Decoration.set(
    there.flatMap(({ line: number, isDimmed, remark }) => {
      const line = doc.line(number);
      return [
        ...(isDimmed ? [Decoration.line({ class: 'cm-lineDimmed' }).range(line.from)] : []),
        ...(remark ? [Decoration.widget({ widget: new Remark(remark), side: 1 }).range(line.to)] : []),
      ];
    }),
    true,
  );
}

/** Lines that another part of the page has something to say of: dimmed ones, remarks behind them. They move with what is typed. */
const marked = StateField.define<{ readonly marks: readonly LineMark[]; readonly shown: DecorationSet }>({
  create: () => ({ marks: [], shown: Decoration.none }),
  update(value, transaction) {
    let next = transaction.docChanged ? { ...value, shown: value.shown.map(transaction.changes) } : value;
    for (const effect of transaction.effects)
      if (effect.is(setLineMarks))
        next = { marks: effect.value, shown: decorationsOf(transaction.state, effect.value) };
    return next;
  },
  provide: (field) => EditorView.decorations.from(field, ({ shown }) => shown),
});

const signs = gutter({
  class: 'cm-signGutter',
  markers: (view) => {
    const { doc } = view.state;
    const ranges = view.state
      .field(marked)
      .marks.filter(({ line, sign }) => sign !== undefined && line >= 1 && line <= doc.lines)
      .map((mark) => new Sign(mark).range(doc.line(mark.line).from));
    return RangeSet.of(ranges, true);
  },
  lineMarkerChange: ({ transactions }) =>
    transactions.some(({ effects }) => effects.some((effect) => effect.is(setLineMarks))),
});

export const lineMarks = [marked, signs];
