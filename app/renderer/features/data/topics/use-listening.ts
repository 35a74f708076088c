import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { queryClient, trpc } from '../../../lib/trpc/index.ts';

export interface ListeningControl {
  /** What payloads are asked for by; null before anything was listened to. */
  readonly id: string | null;
  readonly isStarting: boolean;
  readonly error: unknown;
  listen(filter: string): void;
  stop(): void;
}

/** One listening for the whole page: what was heard for one mapping can be tried with the next. */
export function useListening(): ListeningControl {
  const [id, setId] = useState<string | null>(null);
  const start = useMutation(
    trpc.topicMappings.listen.mutationOptions({ onSuccess: (started) => setId(started.id) }),
  );
  const stop = useMutation(
    trpc.topicMappings.stopListening.mutationOptions({
      onSettled: () => {
        void queryClient.invalidateQueries(trpc.topicMappings.preview.pathFilter());
        void queryClient.invalidateQueries(trpc.topicMappings.seen.pathFilter());
      },
    }),
  );
  return {
    id,
    isStarting: start.isPending,
    error: start.error,
    listen: (filter) => start.mutate({ filter }),
    stop: () => id !== null && stop.mutate({ id }),
  };
}
