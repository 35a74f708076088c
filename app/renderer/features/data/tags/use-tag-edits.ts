import { useMutation } from '@tanstack/react-query';
import type { TagChange, TagEdit } from '../../../../../shared/contract/tags.ts';
import { trpc, trpcClient } from '../../../lib/trpc/index.ts';
import { useToasts } from '../../../ui/index.ts';
import { useEditFailed } from './use-edit-failed.ts';

type Done = { readonly change: TagChange | null };

/** Changes of tags, with a message of what was done or why not. The event of the change renews what is shown. */
export function useTagEdits() {
  const failed = useEditFailed();
  const show = useToasts((state) => state.show);
  const told = {
    onSuccess: ({ change }: Done) => {
      if (change === null) show({ tone: 'done', text: (say) => say('tags:edit.nothing') });
      else if (change.kind === 'undo')
        show({ tone: 'done', text: (say) => say('tags:edit.undone', { count: change.tags }) });
      else
        show({
          tone: 'done',
          text: (say) => say('tags:edit.done', { count: change.tags }),
          detail: (say) => say('tags:edit.canUndo'),
        });
    },
    onError: failed,
  };
  const edit = useMutation({
    mutationFn: (edits: readonly TagEdit[]) => trpcClient.dataHub.editTags.mutate({ edits: [...edits] }),
    ...told,
  });
  const undo = useMutation(trpc.dataHub.undoTagChange.mutationOptions(told));
  return { edit, undo };
}
