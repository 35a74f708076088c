import { create } from 'zustand';

export interface ToastMessage {
  readonly id: number;
  readonly tone: 'done' | 'failed';
  readonly text: string;
  readonly detail?: string;
  /** A way back, for as long as the message stands. */
  readonly action?: { readonly label: string; readonly run: () => void };
}

interface ToastStore {
  readonly toasts: readonly ToastMessage[];
  show(toast: Omit<ToastMessage, 'id'>): void;
  remove(id: number): void;
}

const MOST = 4;

export const useToasts = create<ToastStore>((set, get) => ({
  toasts: [],
  show: (toast) => {
    const id = (get().toasts.at(-1)?.id ?? 0) + 1;
    // The same message again replaces the one that is still there.
    const others = get().toasts.filter(({ text }) => text !== toast.text);
    set({ toasts: [...others, { ...toast, id }].slice(-MOST) });
  },
  remove: (id) => set({ toasts: get().toasts.filter((toast) => toast.id !== id) }),
}));
