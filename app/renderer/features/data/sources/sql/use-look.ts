import { useMutation } from '@tanstack/react-query';
import { useCallback, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { PreviewSqlSource, SqlPreview } from '../../../../../../shared/contract/sql-sources.ts';
import { trpcClient } from '../../../../lib/trpc/index.ts';

interface Wish {
  /** Whether a mapping is guessed anew. */
  readonly guess: boolean;
}

interface LookOptions {
  /** What is to be tried; null while too little is known for it. */
  readonly wanted: (wish: Wish) => PreviewSqlSource | null;
  readonly onFound: (found: SqlPreview) => void;
}

/** A look at a database, one at a time, that can be cancelled; going away cancels it too. */
export function useLook({ wanted, onFound }: LookOptions) {
  const { t } = useTranslation('sql');
  const attempt = useRef<string | null>(null);
  const cancel = useCallback(() => {
    if (attempt.current === null) return;
    // Where it has ended meanwhile there is nothing to cancel.
    trpcClient.sqlSources.cancelPreview.mutate({ attempt: attempt.current }).catch(() => {});
  }, []);
  useEffect(() => cancel, [cancel]);
  const look = useMutation({
    mutationFn: (wish: Wish) => {
      const preview = wanted(wish);
      if (preview === null) return Promise.reject(new Error(t('tooLittle')));
      attempt.current = crypto.randomUUID();
      return trpcClient.sqlSources.preview.mutate({ ...preview, attempt: attempt.current });
    },
    onSuccess: onFound,
    onSettled: () => {
      attempt.current = null;
    },
  });
  return { look, cancel };
}
