import { create } from 'zustand';

export type DialogName = 'palette' | 'shortcuts' | 'help' | 'demo';

interface DialogStore {
  readonly open: DialogName | null;
  show(name: DialogName): void;
  close(): void;
}

/** At most one of the window's own dialogs is open. */
export const useDialogs = create<DialogStore>((set) => ({
  open: null,
  show: (open) => set({ open }),
  close: () => set({ open: null }),
}));
