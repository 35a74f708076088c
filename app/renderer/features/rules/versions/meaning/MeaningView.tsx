import { useTranslation } from 'react-i18next';
import { textOfReason } from '../../../../../../shared/contract/reasons.ts';
import { useLanguage } from '../../../../lib/preferences/preferences.ts';
import { Button, ErrorNotice, LoadingNotice, Notice } from '../../../../ui/index.ts';
import type { Side } from '../VersionsTab.tsx';
import { MeaningProgress } from './MeaningProgress.tsx';
import { ReportView } from './ReportView.tsx';
import { useMeaning } from './use-meaning.ts';

export interface ComparedSides {
  readonly before: Side;
  readonly after: Side;
}

/** Which inputs one side judges otherwise than the other. */
export function MeaningView({ before, after }: ComparedSides) {
  const { t } = useTranslation('rule-meaning');
  const language = useLanguage();
  const run = useMeaning(before, after);
  const { state, diff } = run;
  if (before === after) return <Notice title={t('oneSide')}>{t('oneSideText')}</Notice>;
  if (state === 'errors') return <Notice title={t('errors')}>{t('errorsText')}</Notice>;
  if (run.error !== null) return <ErrorNotice error={run.error} onRetry={run.again} />;
  if (state === 'failed' || state === 'cancelled')
    return (
      <Notice title={t(state)} action={<Button onClick={run.again}>{t('again')}</Button>}>
        {diff?.why && textOfReason(diff.why, language)}
      </Notice>
    );
  if (state === 'running' && diff !== undefined) return <MeaningProgress diff={diff} cancel={run.cancel} />;
  if (!diff?.report) return <LoadingNotice />;
  return <ReportView report={diff.report} run={run} before={before} after={after} />;
}
