import type { GivenKind } from '../../../../../shared/rhai-syntax/rename-given.ts';
import { useToasts } from '../../../ui/index.ts';
import { useDesk } from '../use-desk.ts';

/** Gives an input or parameter of the draft another name wherever it is named, and a way back. */
export function useRenameGiven(): (kind: GivenKind, from: string, to: string) => void {
  const { renameGiven } = useDesk();
  const toast = useToasts((state) => state.show);
  return (kind, from, to) => {
    renameGiven(kind, from, to);
    toast({
      tone: 'done',
      text: (say) => say('rule-settings:renamed', { from, to }),
      action: { label: (say) => say('rules:undo'), run: () => renameGiven(kind, to, from) },
    });
  };
}
