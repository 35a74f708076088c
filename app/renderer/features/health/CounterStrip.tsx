import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Health } from '../../../../shared/contract/health.ts';
import { formatNumber } from '../../lib/format/format.ts';
import { useLanguage } from '../../lib/preferences/preferences.ts';
import { COUNTERS, UNWANTED_COUNTERS } from '../../lib/status/counters.ts';
import { StateMark } from '../../ui/index.ts';
import { ratePerSecond, type CounterReading } from './rates.ts';

/** Keeps the last reading and the one before it. */
function useReadings(health: Health): { earlier: CounterReading | null; later: CounterReading } {
  const later: CounterReading = { at: Date.parse(health.at), counters: health.counters };
  const [pair, setPair] = useState<{ earlier: CounterReading | null; later: CounterReading }>({
    earlier: null,
    later,
  });
  if (pair.later.at === later.at) return pair;
  const next = { earlier: pair.later, later };
  setPair(next);
  return next;
}

/** What came in since the start, and how fast. Losses are never silent: they have a place here even at zero. */
export function CounterStrip({ health }: { health: Health }) {
  const { t } = useTranslation('health');
  const language = useLanguage();
  const { earlier, later } = useReadings(health);
  return (
    <section aria-label={t('counters.label')} className="flex grow flex-col border border-line bg-panel">
      <dl className="grid grow grid-cols-3 content-stretch">
        {COUNTERS.map((name) => {
          const rate = ratePerSecond(earlier, later, name);
          const growing = UNWANTED_COUNTERS.has(name) && rate !== null && rate > 0;
          return (
            <div
              key={name}
              className="border-line px-3 py-1.5 not-first:border-t first:col-span-3 nth-[3n]:border-l nth-[3n+1]:not-first:border-l"
              title={t(`common:counterHelp.${name}`)}
            >
              <dt className="flex items-center gap-1.5 text-sm text-ink-2">
                {growing && <StateMark kind="medium" size={14} />}
                {t(`common:counter.${name}`)}
              </dt>
              <dd className="text-xl leading-tight font-semibold">
                {formatNumber(health.counters[name], language, 15)}
              </dd>
              <dd className="text-sm text-ink-3">
                {rate === null ? '–' : t('counters.rate', { rate: formatNumber(rate, language, 3) })}
              </dd>
            </div>
          );
        })}
      </dl>
    </section>
  );
}
