import { useTranslation } from 'react-i18next';
import { formatDateTime, formatInstant, formatSpan } from '../lib/format/format.ts';
import { useMinute, useNow } from '../lib/clock/clock.ts';
import { useLanguage } from '../lib/preferences/preferences.ts';

/** A moment in local time; the exact ISO 8601 time in UTC is one pointing away. */
export function Time({ at, full = false }: { at: string | number; full?: boolean }) {
  const now = useMinute();
  const iso = typeof at === 'string' ? at : new Date(at).toISOString();
  return (
    <time dateTime={iso} title={iso} className="whitespace-nowrap">
      {full ? formatDateTime(at) : formatInstant(at, now)}
    </time>
  );
}

/** How long ago something was, ticking. `null` is a dash with its meaning read out. */
export function Age({ at, ago = false }: { at: string | number | null; ago?: boolean }) {
  const now = useNow();
  const language = useLanguage();
  const { t } = useTranslation('common');
  if (at === null) return <span title={t('state.nodata')}>–</span>;
  const time = typeof at === 'string' ? Date.parse(at) : at;
  const span = formatSpan(now - time, language);
  return (
    <time
      dateTime={new Date(time).toISOString()}
      title={new Date(time).toISOString()}
      className="whitespace-nowrap"
    >
      {ago ? t('ago', { span }) : span}
    </time>
  );
}
