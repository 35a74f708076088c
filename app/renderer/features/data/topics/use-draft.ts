import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import type { TopicMapping, TopicMappings } from '../../../../../shared/contract/topic-mappings.ts';
import { queryClient, trpc, type RouterOutputs } from '../../../lib/trpc/index.ts';
import { useToasts, useFailed } from '../../../ui/index.ts';

interface Draft {
  /** Version that was changed. */
  readonly base: number;
  readonly mappings: readonly TopicMapping[];
  readonly imported: boolean;
  /** The version it was saved as; it is shown until that one has come back. */
  readonly savedAs?: number;
}

export interface MappingsDraft {
  readonly mappings: readonly TopicMapping[];
  readonly isChanged: boolean;
  /** Others have saved since the first change. */
  readonly isOutdated: boolean;
  readonly isSaving: boolean;
  change(mappings: readonly TopicMapping[], imported?: boolean): void;
  discard(): void;
  save(): void;
  restore(version: number): void;
}

/** What is in force with the user's changes on it, until they are saved or discarded. */
export function useMappingsDraft(inForce: TopicMappings): MappingsDraft {
  const show = useToasts((state) => state.show);
  const failed = useFailed();
  const [kept, setDraft] = useState<Draft | null>(null);
  const draft = kept?.savedAs !== undefined && inForce.version >= kept.savedAs ? null : kept;
  const isChanged = draft !== null && draft.savedAs === undefined;
  const saved = (done: 'saved' | 'restored') => ({
    onSuccess(answer: RouterOutputs['topicMappings']['get']) {
      queryClient.setQueryData(trpc.topicMappings.get.queryKey(), answer);
      void queryClient.invalidateQueries(trpc.topicMappings.history.pathFilter());
      const { version: savedAs, mappings } = answer;
      setDraft({ base: savedAs, mappings, imported: false, savedAs });
      show({ tone: 'done', text: (say) => say(`topics:${done}`) });
    },
    onError: failed((say, _, reason) => say('topics:notSaved', { reason }), 'sentence'),
  });
  const save = useMutation(trpc.topicMappings.save.mutationOptions(saved('saved')));
  const restore = useMutation(trpc.topicMappings.restore.mutationOptions(saved('restored')));
  return {
    mappings: draft?.mappings ?? inForce.mappings,
    isChanged,
    isOutdated: isChanged && draft.base !== inForce.version,
    isSaving: save.isPending || restore.isPending,
    change(mappings, imported = draft?.imported ?? false) {
      setDraft({ base: draft?.base ?? inForce.version, mappings, imported });
    },
    discard: () => setDraft(null),
    save() {
      if (!isChanged) return;
      const { base, mappings, imported } = draft;
      save.mutate({ baseVersion: base, mappings: [...mappings], ...(imported ? { imported } : {}) });
    },
    restore: (version) => restore.mutate({ version, baseVersion: inForce.version }),
  };
}
