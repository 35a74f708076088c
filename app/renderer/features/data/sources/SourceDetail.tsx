import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Source, SourceTest } from '../../../../../shared/contract/sources.ts';
import { formatNumber, textIn } from '../../../lib/format/format.ts';
import { useLanguage } from '../../../lib/preferences/preferences.ts';
import { errorDetailOf, trpc, useIsLive } from '../../../lib/trpc/index.ts';
import {
  Button,
  Dialog,
  Panel,
  Properties,
  StateMark,
  Time,
  useToasts,
  useFailed,
} from '../../../ui/index.ts';
import { LimitsForm } from './LimitsForm.tsx';
import { refetchSources } from './refetch.ts';
import { SourceState } from './SourceTable.tsx';
import { useFaultText } from './sql/fault-text.ts';
import { SqlPanel } from './sql/SqlPanel.tsx';

function TestResult({ result }: { result: SourceTest }) {
  const faultText = useFaultText();
  const { t } = useTranslation('sources');
  const language = useLanguage();
  return (
    <div role="status" className="flex flex-col gap-1 border-t border-line pt-2">
      <p className="flex items-start gap-2">
        <StateMark kind={result.ok ? 'normal' : 'high'} />
        <span>
          <strong>{t(result.ok ? 'test.ok' : 'test.failed')}</strong>{' '}
          {faultText(result.fault, result.summary[language])} (
          <Time at={result.at} />, {formatNumber(result.tookMs, language)} ms)
        </span>
      </p>
      {result.samples.length > 0 && (
        <ul className="font-mono text-sm wrap-anywhere text-ink-2">
          {result.samples.map((sample) => (
            <li key={sample}>{sample}</li>
          ))}
        </ul>
      )}
    </div>
  );
}

/** Pauses after asking, with what that means; resumes at once. */
function PauseButton({ source }: { source: Source }) {
  const { t } = useTranslation('sources');
  const { t: common } = useTranslation('common');
  const language = useLanguage();
  const isLive = useIsLive();
  const show = useToasts((state) => state.show);
  const failed = useFailed();
  const [asking, setAsking] = useState(false);
  const name = textIn(source.name, language);
  const handlers = (done: 'paused' | 'resumed') => ({
    onSuccess: () =>
      show({
        tone: 'done',
        text: (say, shownIn) => say(`sources:${done}`, { name: textIn(source.name, shownIn) }),
      }),
    onError: failed((say) => say('sources:notDone'), 'sentence'),
    onSettled: () => void refetchSources(),
  });
  const pause = useMutation(trpc.sources.pause.mutationOptions(handlers('paused')));
  const resume = useMutation(trpc.sources.resume.mutationOptions(handlers('resumed')));
  if (source.pauseMeans === null) return null;
  if (source.paused !== null)
    return (
      <Button
        variant="primary"
        icon="play"
        disabled={!isLive || resume.isPending}
        onClick={() => resume.mutate({ id: source.id })}
      >
        {t('resume')}
      </Button>
    );
  return (
    <>
      <Button icon="stop" disabled={!isLive || pause.isPending} onClick={() => setAsking(true)}>
        {t('pause')}
      </Button>
      <Dialog
        open={asking}
        onOpenChange={setAsking}
        title={t('pauseTitle', { name })}
        width="small"
        footer={
          <>
            <Button onClick={() => setAsking(false)}>{common('cancel')}</Button>
            <Button
              variant="primary"
              data-autofocus
              onClick={() => {
                setAsking(false);
                pause.mutate({ id: source.id });
              }}
            >
              {t('pause')}
            </Button>
          </>
        }
      >
        <div className="flex flex-col gap-2 p-4">
          <p>{source.pauseMeans[language]}</p>
          <p className="text-ink-2">{t('pauseShown')}</p>
        </div>
      </Dialog>
    </>
  );
}

/** One source: how it is, what can be done with it, and its limits. */
export function SourceDetail({ source }: { source: Source }) {
  const faultText = useFaultText();
  const { t } = useTranslation('sources');
  const language = useLanguage();
  const isLive = useIsLive();
  const test = useMutation(trpc.sources.test.mutationOptions({ onSettled: () => void refetchSources() }));
  return (
    <Panel title={textIn(source.name, language)} bodyClassName="flex flex-col gap-3 p-3">
      <Properties
        items={[
          [t('state'), <SourceState key="state" source={source} />],
          source.paused === null
            ? null
            : [
                t('pausedBy'),
                <span key="paused">
                  {source.paused.by}, <Time at={source.paused.at} />
                </span>,
              ],
          source.lastError === null
            ? null
            : [
                t('lastError'),
                <span key="error">
                  <Time at={source.lastError.at} /> {faultText(source.lastError.fault, source.lastError.text)}
                </span>,
              ],
          [t('waiting'), formatNumber(source.waiting, language, 15)],
        ]}
      />
      <div className="flex flex-wrap gap-2">
        <PauseButton source={source} />
        {source.canTest && (
          <Button
            icon="refresh"
            disabled={!isLive || test.isPending}
            onClick={() => test.mutate({ id: source.id })}
          >
            {t(test.isPending ? 'test.running' : 'test.start')}
          </Button>
        )}
      </div>
      {test.data && <TestResult result={test.data} />}
      {source.kind === 'sql' && <SqlPanel id={source.id} />}
      {test.error && <p role="alert">{errorDetailOf(test.error)}</p>}
      {source.kind !== 'csv' && <LimitsForm key={JSON.stringify(source.limits)} source={source} />}
    </Panel>
  );
}
