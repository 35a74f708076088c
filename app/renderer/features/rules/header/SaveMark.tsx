import { useTranslation } from 'react-i18next';
import { useLanguage } from '../../../lib/preferences/preferences.ts';
import { errorReasonIn } from '../../../lib/trpc/index.ts';
import { StateMark, Time } from '../../../ui/index.ts';
import type { KeptDraft } from '../draft/keeper.ts';

/** Whether the draft is safe on the server, and if not, why. */
export function SaveMark({ draft: { state, savedAt } }: { draft: KeptDraft }) {
  const { t } = useTranslation('rules');
  const language = useLanguage();
  const isKept = state.kind === 'saved' || state.kind === 'waiting' || state.kind === 'saving';
  return (
    <span
      role="status"
      data-save-state={state.kind}
      className="inline-flex items-center gap-1.5 text-sm whitespace-nowrap"
    >
      <StateMark kind={isKept ? 'normal' : state.kind === 'conflict' ? 'medium' : 'away'} size={14} />
      {state.kind === 'failed' ? (
        <strong>
          {t('save.failed', {
            why:
              (state.code === 'RULESET_NOT_FOUND' ? null : errorReasonIn(state.error, language)) ??
              t(`common:error.${state.code}`),
          })}
        </strong>
      ) : state.kind === 'saved' && savedAt !== null ? (
        <>
          {t('save.saved')} <Time at={savedAt} />
        </>
      ) : (
        t(state.kind === 'saved' ? 'save.unchanged' : `save.${state.kind}`)
      )}
    </span>
  );
}
