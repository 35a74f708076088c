import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import type { DeskLine } from '../../../../../shared/contract/ruleset-desk.ts';
import { trpcClient, useIsLive } from '../../../lib/trpc/index.ts';
import { Button, Dialog, FilePicker, useToasts, useFailed } from '../../../ui/index.ts';
import { leaveKeeper, takeKeeper } from '../draft/keepers.ts';
import { MOST_BUNDLE_BYTES, readBundle, type ReadBundle } from './bundle.ts';

type Read = Extract<ReadBundle, { ok: true }>;
type Refused = Extract<ReadBundle, { ok: false }>;

/** Puts a bundle into the draft of its ruleset; what was there is set aside. */
async function intoDraft({ id, name, texts }: Read, isKnown: boolean): Promise<void> {
  if (!isKnown) {
    await trpcClient.rules.desk.begin.mutate({ id, name, texts });
    return;
  }
  const keeper = await takeKeeper(id);
  try {
    await keeper.replace({ texts, baseVersion: keeper.draft.baseVersion, history: null });
  } finally {
    leaveKeeper(id);
  }
}

/** Takes a bundle file as a new ruleset, or into the draft of the one with its id. */
export function ImportButton({ lines }: { lines: readonly DeskLine[] }) {
  const { t } = useTranslation('rules');
  const navigate = useNavigate();
  const live = useIsLive();
  const failed = useFailed();
  const show = useToasts((state) => state.show);
  const picker = useRef<HTMLInputElement>(null);
  const [refused, setRefused] = useState<(Refused & { file: string }) | null>(null);
  const [asked, setAsked] = useState<Read | null>(null);
  const put = (bundle: Read, isKnown: boolean) => {
    setAsked(null);
    intoDraft(bundle, isKnown).then(
      () => {
        show({ tone: 'done', text: (say) => say('rules:import.done', { id: bundle.id }) });
        void navigate(`/rules/${bundle.id}`);
      },
      failed((say) => say('rules:import.failed')),
    );
  };
  const take = async (file: File) => {
    if (file.size > MOST_BUNDLE_BYTES) return setRefused({ ok: false, why: 'tooLarge', file: file.name });
    const read = readBundle(await file.text());
    if (!read.ok) return setRefused({ ...read, file: file.name });
    if (lines.some(({ id }) => id === read.id)) setAsked(read);
    else put(read, false);
  };
  return (
    <>
      <Button disabled={!live} onClick={() => picker.current?.click()}>
        {t('import.open')}
      </Button>
      <FilePicker
        ref={picker}
        accept="application/json,.json"
        label={t('import.open')}
        onPick={(file) => void take(file)}
      />
      {refused && (
        <Dialog
          open
          onOpenChange={() => setRefused(null)}
          title={t('import.refused')}
          description={t('import.nothing')}
          width="small"
        >
          <p className="p-4">
            <code className="font-mono text-sm">{refused.file}</code>{' '}
            {t(`import.why.${refused.why}`, { detail: refused.detail ?? '' })}
          </p>
        </Dialog>
      )}
      {asked && (
        <Dialog
          open
          onOpenChange={() => setAsked(null)}
          title={t('import.known', { id: asked.id })}
          description={t('import.knownText')}
          width="small"
          footer={
            <>
              <Button onClick={() => setAsked(null)}>{t('common:cancel')}</Button>
              <Button data-autofocus variant="primary" onClick={() => put(asked, true)}>
                {t('import.intoDraft')}
              </Button>
            </>
          }
        >
          {null}
        </Dialog>
      )}
    </>
  );
}
