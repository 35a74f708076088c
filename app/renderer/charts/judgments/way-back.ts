import { create } from 'zustand';

interface WayBack {
  /** The judgment somebody went to from the trends, and the address of what was shown there. */
  readonly from: { readonly judgmentId: string; readonly href: string } | undefined;
  leave(judgmentId: string, href: string): void;
}

/** The way from a judgment back to the window of the trends it was seen in; kept while the window is open. */
export const useWayBack = create<WayBack>((set) => ({
  from: undefined,
  leave: (judgmentId, href) => set({ from: { judgmentId, href } }),
}));
