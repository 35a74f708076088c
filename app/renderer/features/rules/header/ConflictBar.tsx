import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button, StateMark, Time, useToasts } from '../../../ui/index.ts';
import type { DraftKeeper, KeptDraft } from '../draft/keeper.ts';
import { CompareDialog } from '../versions/CompareDialog.tsx';

/** Two windows have written on one draft: nothing is saved until somebody chose, and what is not chosen is set aside. */
export function ConflictBar({ draft, keeper }: { draft: KeptDraft; keeper: DraftKeeper }) {
  const { t } = useTranslation('rules');
  const show = useToasts((state) => state.show);
  const [isComparing, setComparing] = useState(false);
  if (draft.state.kind !== 'conflict') return null;
  const { theirs } = draft.state;
  const choose = (which: 'mine' | 'theirs') => {
    setComparing(false);
    void keeper
      .choose(which)
      .then(() => show({ tone: 'done', text: (say) => say(`rules:conflict.${which}Done`) }));
  };
  return (
    <div
      role="alert"
      className="flex shrink-0 flex-wrap items-center gap-3 border-b border-l-8 border-b-line border-l-medium bg-raised px-3 py-1"
    >
      <StateMark kind="medium" size={18} />
      <span className="min-w-60 grow basis-0">
        <strong>{t('conflict.title')}</strong> {t('conflict.text', { by: theirs.by ?? '–' })}{' '}
        {theirs.savedAt !== null && <Time at={theirs.savedAt} full />}
      </span>
      <Button onClick={() => setComparing(true)}>{t('conflict.compare')}</Button>
      <Button onClick={() => choose('mine')}>{t('conflict.mine')}</Button>
      <Button onClick={() => choose('theirs')}>{t('conflict.theirs')}</Button>
      {isComparing && (
        <CompareDialog
          title={t('conflict.compareTitle')}
          before={{ name: t('conflict.theirsName'), texts: theirs.texts }}
          after={{ name: t('conflict.mineName'), texts: draft.texts }}
          onClose={() => setComparing(false)}
        />
      )}
    </div>
  );
}
