import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import type { FieldError } from '../../../../../shared/contract/errors.ts';
import {
  previewQuerySchema,
  type Listening,
  type MappingPreview,
  type TopicMapping,
} from '../../../../../shared/contract/topic-mappings.ts';
import { fieldErrorsOfCall, trpc } from '../../../lib/trpc/index.ts';

/** Short enough to be "as you type", long enough to be one question a word. */
const QUIET_MS = 250;
/** How often what is being heard is asked for. */
export const LISTENING_MS = 1_000;

/** A value once it has not changed for a while. */
export function useQuieted<T>(value: T, milliseconds: number): T {
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
  /** Whether the data is still that of what was asked before. */
  readonly isEarlier: boolean;
}

/** What the draft makes of real payloads, anew with every change. */
export function usePreview(
  mappings: readonly TopicMapping[],
  id: string,
  listeningId: string | null,
): Preview {
  const quiet = useQuieted(mappings, QUIET_MS);
  const asked = { mappings: [...quiet], id, listening: listeningId };
  const preview = useQuery(
    trpc.topicMappings.preview.queryOptions(asked, {
      placeholderData: keepPreviousData,
      retry: false,
      refetchInterval: (query) => (query.state.data?.listening?.state === 'listening' ? LISTENING_MS : false),
    }),
  );
  const fields = preview.error === null ? [] : fieldErrorsOfCall(preview.error, previewQuerySchema, asked);
  return {
    data: preview.data,
    error: fields.length > 0 ? null : preview.error,
    errors: preview.error === null ? (preview.data?.errors ?? []) : fields,
    listening: preview.data?.listening ?? null,
    isEarlier: preview.isPlaceholderData,
  };
}
