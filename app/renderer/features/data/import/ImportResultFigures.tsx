import { useTranslation } from 'react-i18next';
import type { HistoryImport, ImportResult } from '../../../../../shared/contract/history-import.ts';
import { formatDateTime, formatNumber } from '../../../lib/format/format.ts';
import { useLanguage } from '../../../lib/preferences/preferences.ts';

const ALWAYS = ['rows', 'values', 'stored', 'alreadyThere', 'duplicateInFile'] as const;
const WHERE_ANY = [
  'differingInFile',
  'badRows',
  'empty',
  'newTags',
  'occurTwice',
  'doNotOccur',
  'outOfOrder',
] as const;

const OF_DONE = new Set<string>(['stored', 'alreadyThere', 'newTags']);
/** Not counted any further once a row was refused. */
const OF_CHECKED = new Set<string>(['duplicateInFile', 'differingInFile', 'span']);

interface FiguresProps {
  readonly result: ImportResult;
  readonly state: HistoryImport['state'];
}

/** Every row and value of the file, where it went. */
export function ImportResultFigures({ result, state }: FiguresProps) {
  const { t } = useTranslation('import');
  const language = useLanguage();
  const isKnown = (name: string) =>
    state === 'done' ||
    state === 'undone' ||
    (!OF_DONE.has(name) && !(state === 'refused' && OF_CHECKED.has(name)));
  const names = [...ALWAYS, ...WHERE_ANY.filter((name) => result[name] > 0)].filter(isKnown);
  return (
    <dl className="grid shrink-0 grid-cols-[repeat(auto-fill,minmax(13rem,1fr))] gap-2">
      {names.map((name) => (
        <div key={name} className="border border-line bg-raised px-3 py-2" title={t(`figureHelp.${name}`)}>
          <dt className="text-sm text-ink-2">{t(`figure.${name}`)}</dt>
          <dd className="text-lg font-semibold tabular-nums">{formatNumber(result[name], language, 15)}</dd>
        </div>
      ))}
      {isKnown('span') && result.from !== null && result.to !== null && (
        <div className="border border-line bg-raised px-3 py-2">
          <dt className="text-sm text-ink-2">{t('figure.span')}</dt>
          <dd className="tabular-nums">
            <span className="whitespace-nowrap">{formatDateTime(result.from)} –</span>{' '}
            <span className="whitespace-nowrap">{formatDateTime(result.to)}</span>
          </dd>
        </div>
      )}
    </dl>
  );
}
