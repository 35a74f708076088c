import { create } from 'zustand';
import type { RulesetProblem } from '../../../../../shared/contract/ruleset-desk.ts';

/** The place a problem led to last; `turn` grows, so that the same place can be shown again. */
export interface ShownPlace extends Pick<RulesetProblem, 'file' | 'path' | 'line' | 'column'> {
  readonly ruleset: string;
  readonly turn: number;
}

interface ShownPlaceStore {
  readonly place: ShownPlace | null;
  /** The turn up to which places in the script have been gone to: opened again, it does not jump there once more. */
  readonly taken: number;
  take(turn: number): void;
  show(place: Omit<ShownPlace, 'turn'>): void;
}

export const useShownPlace = create<ShownPlaceStore>((set, get) => ({
  place: null,
  taken: 0,
  take: (taken) => set({ taken }),
  show: ({ ruleset, file, path, line, column }) => {
    const turn = (get().place?.turn ?? 0) + 1;
    const placed = { ...(line === undefined ? {} : { line }), ...(column === undefined ? {} : { column }) };
    set({ place: { ruleset, file, path, ...placed, turn } });
  },
}));
