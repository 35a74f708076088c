import { create } from 'zustand';
import type { Said } from '../../../ui/index.ts';
import type { Witness } from '../../../../../shared/contract/ruleset-check.ts';

/** Whose values stand beside the lines of a script: of the last judgment, or of inputs somebody asked for. */
export type AskedTrace =
  { readonly kind: 'last' } | { readonly kind: 'inputs'; readonly label: Said; readonly inputs: Witness };

interface AskedTraceStore {
  /** By ruleset. */
  readonly asked: Readonly<Record<string, AskedTrace>>;
  ask(ruleset: string, trace: AskedTrace | null): void;
}

export const useAskedTrace = create<AskedTraceStore>((set, get) => ({
  asked: {},
  ask: (ruleset, trace) => {
    const { [ruleset]: _before, ...others } = get().asked;
    set({ asked: trace === null ? others : { ...others, [ruleset]: trace } });
  },
}));
