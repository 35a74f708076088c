import { useTranslation } from 'react-i18next';
import type { Source, SourceCounters } from '../../../../../shared/contract/sources.ts';
import { formatNumber, textIn } from '../../../lib/format/format.ts';
import { useLanguage } from '../../../lib/preferences/preferences.ts';
import { COUNTERS } from '../../../lib/status/counters.ts';
import { useLastKnown } from '../../../lib/status/use-last-known.ts';
import { Age, classNames, StateMark, Table, Td, Th, Time, type MarkKind } from '../../../ui/index.ts';
import { Sparkline } from './Sparkline.tsx';
import { useFaultText } from './sql/fault-text.ts';

const MARKS: Record<Source['state'], MarkKind> = {
  connected: 'normal',
  waiting: 'unjudged',
  failing: 'high',
  paused: 'medium',
  off: 'unjudged',
};

/** Counters in the order of every table, then what limits have turned away. */
const SHOWN = [...COUNTERS, 'refused'] as const satisfies readonly (keyof SourceCounters)[];
const UNWANTED: ReadonlySet<keyof SourceCounters> = new Set(['unreadable', 'gap', 'refused']);

export function SourceState({ source }: { source: Source }) {
  const { t } = useTranslation('sources');
  const known = useLastKnown();
  return (
    <span className="inline-flex items-center gap-2 whitespace-nowrap">
      <StateMark kind={known.mark(MARKS[source.state])} />
      {known.text(t(`stateOf.${source.state}`))}
    </span>
  );
}

function SourceRow({
  source,
  isChosen,
  onChoose,
}: {
  source: Source;
  isChosen: boolean;
  onChoose: () => void;
}) {
  const { t } = useTranslation('sources');
  const language = useLanguage();
  const faultText = useFaultText();
  const rate = source.rates.at(-1);
  return (
    <tr className={isChosen ? 'bg-selected' : 'hover:bg-raised'}>
      <Td>
        <button
          type="button"
          aria-pressed={isChosen}
          onClick={onChoose}
          className="-my-2.5 min-h-10 text-left font-medium underline decoration-dotted underline-offset-4"
        >
          {textIn(source.name, language)}
        </button>
        <span className="block font-mono text-sm wrap-anywhere text-ink-2">{source.address}</span>
      </Td>
      <Td>
        <SourceState source={source} />
        <span className="block text-sm text-ink-2">
          <Age at={source.since} />
        </span>
        {source.limitedSince !== null && (
          <span className="flex items-center gap-1 text-sm font-semibold">
            <StateMark kind="medium" size={14} />
            {t('limited')}
          </span>
        )}
        {source.behindSince !== null && (
          <span className="flex items-center gap-1 text-sm font-semibold">
            <StateMark kind="medium" size={14} />
            {t('behind')}
          </span>
        )}
        {source.names.refused > 0 && source.names.tags >= source.limits.names && (
          <span className="flex items-start gap-1 text-sm font-semibold">
            <StateMark kind="medium" size={14} />
            {t('namesFull', {
              tags: formatNumber(source.limits.names, language, 6),
              refused: formatNumber(source.names.refused, language, 6),
            })}
          </span>
        )}
      </Td>
      <Td numeric>
        <span className="inline-flex items-center gap-2">
          <Sparkline values={source.rates} />
          {rate === undefined ? '–' : formatNumber(rate, language, 3)}
        </span>
      </Td>
      {SHOWN.map((name) => (
        <Td
          key={name}
          numeric
          className={UNWANTED.has(name) && source.counters[name] > 0 ? 'font-bold' : 'text-ink-2'}
        >
          {formatNumber(source.counters[name], language, 15)}
        </Td>
      ))}
      <Td numeric>
        <Age at={source.lastReceivedAt} />
      </Td>
      <Td className={classNames('min-w-40', source.state !== 'failing' && 'text-ink-2')}>
        {source.lastError === null ? (
          '–'
        ) : (
          <>
            <Time at={source.lastError.at} /> {faultText(source.lastError.fault, source.lastError.text)}
          </>
        )}
      </Td>
    </tr>
  );
}

/** Every source on one line. */
export function SourceTable(props: {
  sources: readonly Source[];
  chosen: string | null;
  onChoose: (id: string) => void;
}) {
  const { t } = useTranslation('sources');
  return (
    <Table>
      <thead>
        <tr>
          <Th>{t('source')}</Th>
          <Th>{t('state')}</Th>
          <Th numeric title={t('rateHelp')}>
            {t('rate')}
          </Th>
          {SHOWN.map((name) => (
            <Th
              key={name}
              numeric
              title={name === 'refused' ? t('refusedHelp') : t(`common:counterHelp.${name}`)}
            >
              {name === 'refused' ? t('refused') : t(`common:counter.${name}`)}
            </Th>
          ))}
          <Th numeric>{t('last')}</Th>
          <Th>{t('lastError')}</Th>
        </tr>
      </thead>
      <tbody>
        {props.sources.map((source) => (
          <SourceRow
            key={source.id}
            source={source}
            isChosen={source.id === props.chosen}
            onChoose={() => props.onChoose(source.id)}
          />
        ))}
      </tbody>
    </Table>
  );
}
