import i18next, { type TFunction } from 'i18next';
import { create } from 'zustand';
import type { Language } from '../../../shared/contract/common.ts';

/** What is said in the language of the moment it is looked at; keys with their namespace, e.g. `say('rules:undo')`. */
export type Said = (say: TFunction, language: Language) => string;

export interface ToastMessage {
  readonly id: number;
  readonly tone: 'done' | 'failed';
  readonly text: Said;
  /** A string: what is the same in every language, as a name or the server's own words. */
  readonly detail?: Said | string;
  /** What it is about: a later message about the same takes its place, so that no way back leads somewhere else by then. */
  readonly topic?: string;
  /** A way back, for as long as the message stands. */
  readonly action?: { readonly label: Said; readonly run: () => void };
}

/** The text of a message now. */
export const saidNow = (said: Said | string): string =>
  typeof said === 'string' ? said : said(i18next.t, i18next.language === 'en' ? 'en' : 'ko');

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
    const isReplaced = ({ text, topic }: ToastMessage) =>
      saidNow(text) === saidNow(toast.text) || (topic !== undefined && topic === toast.topic);
    const others = get().toasts.filter((one) => !isReplaced(one));
    set({ toasts: [...others, { ...toast, id }].slice(-MOST) });
  },
  remove: (id) => set({ toasts: get().toasts.filter((toast) => toast.id !== id) }),
}));
