import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { TopicMapping, TopicMappings } from '../../../../../shared/contract/topic-mappings.ts';
import { errorCodeOf, errorDetailOf, queryClient, trpc, type RouterOutputs } from '../../../lib/trpc/index.ts';
import { useToasts } from '../../../ui/index.ts';

interface Draft {
  /** Version that was changed. */
  readonly base: number;
  readonly mappings: readonly TopicMapping[];
  readonly imported: boolean;
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
  const { t } = useTranslation('topics');
  const show = useToasts((state) => state.show);
  const [draft, setDraft] = useState<Draft | null>(null);
  const saved = (done: string) => ({
    onSuccess(answer: RouterOutputs['topicMappings']['get']) {
      queryClient.setQueryData(trpc.topicMappings.get.queryKey(), answer);
      void queryClient.invalidateQueries(trpc.topicMappings.history.pathFilter());
      setDraft(null);
      show({ tone: 'done', text: done });
    },
    onError(error: unknown) {
      const reason = t(`common:error.${errorCodeOf(error)}`);
      show({ tone: 'failed', text: t('notSaved', { reason }), detail: errorDetailOf(error) });
    },
  });
  const save = useMutation(trpc.topicMappings.save.mutationOptions(saved(t('saved'))));
  const restore = useMutation(trpc.topicMappings.restore.mutationOptions(saved(t('restored'))));
  return {
    mappings: draft?.mappings ?? inForce.mappings,
    isChanged: draft !== null,
    isOutdated: draft !== null && draft.base !== inForce.version,
    isSaving: save.isPending || restore.isPending,
    change(mappings, imported = draft?.imported ?? false) {
      setDraft({ base: draft?.base ?? inForce.version, mappings, imported });
    },
    discard: () => setDraft(null),
    save() {
      if (draft === null) return;
      const { base, mappings, imported } = draft;
      save.mutate({ baseVersion: base, mappings: [...mappings], ...(imported ? { imported } : {}) });
    },
    restore: (version) => restore.mutate({ version, baseVersion: inForce.version }),
  };
}
