import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { textIn } from '../../../lib/format/format.ts';
import { useLanguage } from '../../../lib/preferences/preferences.ts';
import { shortcut } from '../../../lib/shortcuts/shortcuts.ts';
import { useShortcut } from '../../../lib/shortcuts/use-shortcut.ts';
import { trpcClient, useIsLive } from '../../../lib/trpc/index.ts';
import { Button, Icon, useToasts, useFailed } from '../../../ui/index.ts';
import { DeleteDialog } from '../dialogs/DeleteDialog.tsx';
import { SaveVersionDialog } from '../dialogs/SaveVersionDialog.tsx';
import type { DraftKeeper } from '../draft/keeper.ts';
import { downloadBundle } from '../list/bundle.ts';
import type { Desk } from '../use-desk.ts';
import { SaveMark } from './SaveMark.tsx';

function States({ desk: { line, draft } }: { desk: Desk }) {
  const { t } = useTranslation('rules');
  const active = line?.activeVersion ?? null;
  const base =
    draft.baseVersion === null ? t('state.noVersion') : t('state.base', { version: draft.baseVersion });
  return (
    <span className="inline-flex items-center gap-3 text-sm whitespace-nowrap text-ink-2">
      <span>{active === null ? t('state.notActive') : t('state.active', { version: active })}</span>
      <span>
        {base}
        {draft.isChanged && draft.baseVersion !== null && (
          <strong className="text-ink"> · {t('state.changed')}</strong>
        )}
      </span>
    </span>
  );
}

/** Which ruleset this is, how safe the draft is, and what can be made of it. */
export function RulesetHeader({ desk, keeper }: { desk: Desk; keeper: DraftKeeper }) {
  const { t } = useTranslation('rules');
  const language = useLanguage();
  const live = useIsLive();
  const show = useToasts((state) => state.show);
  const failed = useFailed();
  const [dialog, setDialog] = useState<'version' | 'delete' | null>(null);
  const { id, draft, manifest, line } = desk;
  const hasErrors = draft.problems.some(({ severity }) => severity === 'error');
  const canSave = live && !hasErrors && (draft.isChanged || draft.baseVersion === null);
  useShortcut('rules-save', () => {
    if (canSave) setDialog('version');
    else
      show({
        tone: hasErrors ? 'failed' : 'done',
        text: (say) => say(hasErrors ? 'rules:saveBlocked' : 'rules:saveNothing'),
      });
  });
  const takeBack = async (key: number) => {
    const aside = await trpcClient.rules.desk.aside.query({ id, key });
    await keeper.replace(aside);
  };
  const discard = useMutation({
    mutationFn: () => keeper.discard(),
    onSuccess: ({ key }) =>
      show({
        tone: 'done',
        text: (say) => say('rules:discarded'),
        action: {
          label: (say) => say('rules:takeBack'),
          run: () => void takeBack(key).catch(failed((say) => say('rules:notTakenBack'))),
        },
      }),
    onError: failed((say) => say('rules:notDiscarded')),
  });
  const name = manifest?.name ?? line?.name;
  return (
    <header className="flex min-h-12 shrink-0 flex-wrap items-center gap-x-4 gap-y-1 border-b border-line bg-panel px-2 py-1">
      <Link
        to="/rules"
        aria-label={t('toList')}
        className="inline-flex size-10 items-center justify-center hover:bg-selected"
      >
        <Icon name="back" />
      </Link>
      <h1 className="flex min-w-0 items-baseline gap-3">
        <span className="truncate text-lg font-semibold">{name ? textIn(name, language) : id}</span>
        <code className="font-mono text-sm text-ink-2">{id}</code>
      </h1>
      <States desk={desk} />
      <SaveMark draft={draft} />
      <span className="ml-auto flex flex-wrap items-center gap-1">
        {draft.revision > 0 && draft.baseVersion !== null && draft.isChanged && (
          <Button variant="quiet" disabled={!live || discard.isPending} onClick={() => discard.mutate()}>
            {t('discard')}
          </Button>
        )}
        <Button variant="quiet" onClick={() => downloadBundle(id, draft.texts, show)}>
          {t('export')}
        </Button>
        {line && !line.wasActive && (
          <Button variant="quiet" disabled={!live} onClick={() => setDialog('delete')}>
            {t('delete.open')}
          </Button>
        )}
        <Button
          variant="primary"
          disabled={!canSave}
          title={shortcut('rules-save').shown}
          onClick={() => setDialog('version')}
        >
          {t('saveVersion.open')}
        </Button>
      </span>
      {dialog === 'version' && <SaveVersionDialog desk={desk} onClose={() => setDialog(null)} />}
      {dialog === 'delete' && <DeleteDialog desk={desk} onClose={() => setDialog(null)} />}
    </header>
  );
}
