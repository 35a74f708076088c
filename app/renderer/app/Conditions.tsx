import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useNow } from '../lib/clock/clock.ts';
import { formatInstant, formatSpan } from '../lib/format/format.ts';
import { useLanguage } from '../lib/preferences/preferences.ts';
import { conditionsOf, type Condition } from '../lib/status/conditions.ts';
import { trpc, useConnection } from '../lib/trpc/index.ts';
import { Button, classNames, StateMark, useFailed } from '../ui/index.ts';
import { useHealth, useOverview } from './use-station.ts';

const EDGE = {
  critical: 'border-l-critical',
  high: 'border-l-high',
  medium: 'border-l-medium',
  low: 'border-l-low',
  normal: 'border-l-line-strong',
} as const;

function ConditionRow({ condition, now }: { condition: Condition; now: number }) {
  const { t } = useTranslation('app');
  const language = useLanguage();
  const { id, since } = condition;
  return (
    <li
      className={classNames(
        'flex min-h-10 flex-wrap items-center gap-x-3 border-b border-l-8 border-b-line bg-raised py-1 pr-2 pl-3',
        EDGE[condition.severity],
      )}
    >
      <StateMark kind={condition.mark} severity={condition.severity} size={20} />
      <strong className="whitespace-nowrap">{t(`condition.${id}.title`)}</strong>
      {since !== null && (
        <span className="whitespace-nowrap text-ink-2">
          {t('condition.since', { time: formatInstant(since, now), span: formatSpan(now - since, language) })}
        </span>
      )}
      <span className="min-w-60 grow basis-0">{t(`condition.${id}.text`, condition.values)}</span>
      {id === 'server-failed' && window.aif && (
        <Button variant="primary" icon="refresh" onClick={() => window.aif?.restartServer()}>
          {t('condition.restart')}
        </Button>
      )}
      {id === 'safe-mode' && <StartNormally />}
      {!id.startsWith('server-') && (
        <Link to="/health" className="inline-flex min-h-8 items-center px-2 underline underline-offset-2">
          {t('condition.toHealth')}
        </Link>
      )}
      {condition.detail && condition.detail.length > 0 && (
        <pre className="max-h-32 basis-full overflow-auto bg-sunken p-2 font-mono text-xs">
          {condition.detail.join('\n')}
        </pre>
      )}
    </li>
  );
}

/** The way out of safe mode. */
function StartNormally() {
  const { t } = useTranslation('app');
  const failed = useFailed();
  const restart = useMutation(
    trpc.health.restart.mutationOptions({
      onError: failed((say) => say('app:condition.notStarted'), 'sentence'),
    }),
  );
  return (
    <Button
      variant="primary"
      icon="refresh"
      disabled={restart.isPending}
      onClick={() => restart.mutate({ mode: 'normal' })}
    >
      {t('condition.startNormally')}
    </Button>
  );
}

/** Everything that is not as it should be, each with since when and what goes on. Nothing is shown while all is well. */
export function Conditions() {
  const { t } = useTranslation('app');
  const now = useNow();
  const language = useLanguage();
  const connection = useConnection();
  const health = useHealth().data;
  const overview = useOverview().data;
  const conditions = conditionsOf({ connection, health, overview, now, language });
  return (
    <section aria-label={t('condition.label')} className="shrink-0">
      <ul>
        {conditions.map((condition) => (
          <ConditionRow key={condition.id} condition={condition} now={now} />
        ))}
      </ul>
      {/* Read out once when it changes; the visible text ticks every second. */}
      <p role="status" className="sr-only">
        {conditions.map(({ id }) => t(`condition.${id}.title`)).join('. ')}
      </p>
    </section>
  );
}
