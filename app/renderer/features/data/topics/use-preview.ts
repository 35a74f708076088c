import { keepPreviousData, useMutation, useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import type { FieldError } from '../../../../../shared/contract/errors.ts';
import type {
  Listening,
  MappingPreview,
  TopicMapping,
} from '../../../../../shared/contract/topic-mappings.ts';
import { fieldErrorsOfCall, trpc } from '../../../lib/trpc/index.ts';

/** Short enough to be "as you type", long enough to be one question a word. */
const QUIET_MS = 250;
const LISTENING_MS = 1_000;

function useQuieted<T>(value: T, milliseconds: number): T {
  const [quiet, setQuiet] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setQuiet(value), milliseconds);
    return () => clearTimeout(timer);
  }, [value, milliseconds]);
  return quiet;
}

export interface Preview {
  readonly data: MappingPreview | undefined;
  readonly error: unknown;
  /** What is wrong, by field of the whole list: `mappings.0.pattern`. */
  readonly errors: readonly FieldError[];
  readonly listening: Listening | null;
  readonly isStarting: boolean;
  readonly listenError: unknown;
  listen(filter: string): void;
  stop(): void;
}

/** What the draft makes of real payloads, anew with every change, and the listening that brings them. */
export function usePreview(mappings: readonly TopicMapping[], id: string): Preview {
  const [listeningId, setListeningId] = useState<string | null>(null);
  const quiet = useQuieted(mappings, QUIET_MS);
  const preview = useQuery(
    trpc.topicMappings.preview.queryOptions(
      { mappings: [...quiet], id, listening: listeningId },
      {
        placeholderData: keepPreviousData,
        retry: false,
        refetchInterval: (query) =>
          query.state.data?.listening?.state === 'listening' ? LISTENING_MS : false,
      },
    ),
  );
  const start = useMutation(
    trpc.topicMappings.listen.mutationOptions({ onSuccess: (started) => setListeningId(started.id) }),
  );
  const stop = useMutation(
    trpc.topicMappings.stopListening.mutationOptions({ onSettled: () => void preview.refetch() }),
  );
  const fields = preview.error === null ? [] : fieldErrorsOfCall(preview.error);
  return {
    data: preview.data,
    error: fields.length > 0 ? null : preview.error,
    errors: preview.error === null ? (preview.data?.errors ?? []) : fields,
    listening: preview.data?.listening ?? null,
    isStarting: start.isPending,
    listenError: start.error,
    listen: (filter) => start.mutate({ filter }),
    stop: () => listeningId !== null && stop.mutate({ id: listeningId }),
  };
}
