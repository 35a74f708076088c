import { create } from 'zustand';
import { addPen, EMPTY_VIEW, type TrendsView } from './view-state.ts';

const MOST_STEPS = 100;

interface TrendsStore {
  readonly view: TrendsView;
  readonly past: readonly TrendsView[];
  readonly future: readonly TrendsView[];
  /** The chart that new pens go to. */
  readonly active: number;
  /** Pen pointed at or focused in the list, drawn strongest. */
  readonly emphasis: string | null;
  /** Shows another view; the present one can be had back. */
  change(update: (view: TrendsView) => TrendsView): void;
  /** Shows the view of an address; nothing to undo when the page was empty. */
  open(view: TrendsView): void;
  undo(): void;
  redo(): void;
  setActive(chartId: number): void;
  setEmphasis(path: string | null): void;
  add(path: string): void;
}

function activeIn(view: TrendsView, active: number): number {
  return view.charts.some(({ id }) => id === active) ? active : (view.charts.at(-1)?.id ?? 1);
}

/** What the Trends page shows, with every step back and forth. Kept while the window is open, also on other pages. */
export const useTrends = create<TrendsStore>((set, get) => ({
  view: EMPTY_VIEW,
  past: [],
  future: [],
  active: 1,
  emphasis: null,
  change(update) {
    const { view, past, active } = get();
    const next = update(view);
    if (next === view) return;
    const added = next.charts.find(({ id }) => !view.charts.some((chart) => chart.id === id));
    set({
      view: next,
      past: [...past, view].slice(-MOST_STEPS),
      future: [],
      active: activeIn(next, added?.id ?? active),
    });
  },
  open(view) {
    if (get().view === EMPTY_VIEW) set({ view, active: activeIn(view, 1) });
    else get().change(() => view);
  },
  undo() {
    const { view, past, future, active } = get();
    const previous = past.at(-1);
    if (!previous) return;
    set({
      view: previous,
      past: past.slice(0, -1),
      future: [view, ...future],
      active: activeIn(previous, active),
    });
  },
  redo() {
    const { view, past, future, active } = get();
    const [next, ...rest] = future;
    if (!next) return;
    set({ view: next, past: [...past, view], future: rest, active: activeIn(next, active) });
  },
  setActive: (active) => set({ active }),
  setEmphasis: (emphasis) => set({ emphasis }),
  add(path) {
    get().change((view) => addPen(view, get().active, path));
  },
}));
