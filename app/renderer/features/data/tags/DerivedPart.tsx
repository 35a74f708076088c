import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Tag } from '../../../../../shared/contract/data-hub.ts';
import { textOfReason } from '../../../../../shared/contract/reasons.ts';
import { useLanguage } from '../../../lib/preferences/preferences.ts';
import { trpc } from '../../../lib/trpc/index.ts';
import { Button } from '../../../ui/index.ts';
import { DerivedDialog } from './DerivedDialog.tsx';
import { useEditFailed } from './use-edit-failed.ts';

const STATE_EVERY_MS = 2_000;

/** How a derived tag is worked out and whether it goes well; of a counter, the way to a rate of it. */
export function DerivedPart({ tag }: { tag: Tag }) {
  const { t } = useTranslation('tags');
  const language = useLanguage();
  const failed = useEditFailed();
  const [editing, setEditing] = useState(false);
  const state = useQuery(
    trpc.dataHub.derivedState.queryOptions(
      { id: tag.id },
      { enabled: tag.derived, refetchInterval: STATE_EVERY_MS },
    ),
  );
  const end = useMutation(
    trpc.dataHub.endDerivedTag.mutationOptions({
      onSuccess: () => void state.refetch(),
      onError: failed,
    }),
  );
  if (!tag.derived && tag.kind !== 'counter') return null;
  const found = state.data ?? null;
  const { derivation } = found ?? { derivation: null };
  return (
    <section aria-label={t('derived.title')} className="flex flex-col gap-2 border border-line bg-sunken p-3">
      {tag.derived && derivation === null && <p>{t('derived.ended')}</p>}
      {derivation?.kind === 'expression' && (
        <>
          <code className="font-mono whitespace-pre-wrap">{derivation.expression}</code>
          <p className="text-sm wrap-anywhere text-ink-2">
            {derivation.inputs.map((input) => `${input.name} = ${input.tag}`).join(', ')}
          </p>
        </>
      )}
      {derivation !== null && derivation.kind !== 'expression' && (
        <p className="wrap-anywhere">{`${t(`derived.kinds.${derivation.kind}`)} · ${derivation.tag}`}</p>
      )}
      {found !== null && found.errors > 0 && (
        <p role="alert" className="font-semibold">
          {t('derived.errors', { count: found.errors })}{' '}
          {found.lastReason ? textOfReason(found.lastReason, language) : found.lastError}
        </p>
      )}
      <div className="flex gap-2">
        <Button onClick={() => setEditing(true)}>
          {t(tag.derived ? 'derived.change' : 'derived.rateOf')}
        </Button>
        {derivation !== null && (
          <Button disabled={end.isPending} onClick={() => end.mutate({ id: tag.id })}>
            {t('derived.end')}
          </Button>
        )}
      </div>
      {editing && (
        <DerivedDialog
          id={tag.derived ? tag.id : null}
          path={tag.derived ? tag.path : `${tag.path}.rate`}
          derivation={tag.derived ? derivation : { kind: 'rate', tag: tag.path, perSeconds: 60 }}
          onClose={() => {
            setEditing(false);
            void state.refetch();
          }}
        />
      )}
    </section>
  );
}
