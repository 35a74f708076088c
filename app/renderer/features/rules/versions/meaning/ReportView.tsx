import { useTranslation } from 'react-i18next';
import { CUT_SHORT_TEXTS, NOT_EXACT_TEXTS } from '../../../../../../shared/contract/meaning-texts.ts';
import type { ManifestChange, MeaningReport } from '../../../../../../shared/contract/rule-meaning.ts';
import { formatNumber } from '../../../../lib/format/format.ts';
import { useLanguage } from '../../../../lib/preferences/preferences.ts';
import { Button } from '../../../../ui/index.ts';
import { HistoryCounts } from './HistoryCounts.tsx';
import { LesserList } from './LesserList.tsx';
import type { ComparedSides } from './MeaningView.tsx';
import { RegionRow } from './RegionRow.tsx';
import { useButOther } from './use-but-other.ts';
import { useHistory } from './use-history.ts';
import type { MeaningRun } from './use-meaning.ts';

interface ReportProps extends ComparedSides {
  readonly report: MeaningReport;
  readonly run: Pick<MeaningRun, 'isLong' | 'longer'>;
}

/** How far the answer goes: all inputs, or those that were tried. */
function Answer({ report, run, before, after }: ReportProps) {
  const { t } = useTranslation('rule-meaning');
  const language = useLanguage();
  const butOther = useButOther()(report);
  const { basis, regions, tried, incomparable } = report;
  const count = regions.length + report.regionsLeftOut;
  const inputs = formatNumber(tried, language, 9);
  if (basis.kind === 'none')
    return (
      <div>
        <p className="font-semibold">
          {t('incomparable', { count: incomparable.length, names: incomparable.join(', ') })}
        </p>
        <p className="text-ink-2">{t('incomparableText')}</p>
      </div>
    );
  if (basis.kind === 'exact' || basis.kind === 'same')
    return (
      <div>
        <p className="font-semibold">{count === 0 ? t('allSame') : t('exactly', { count })}</p>
        {count === 0 && butOther && <p className="font-semibold">{butOther}</p>}
        <p className="text-ink-2">
          {basis.kind === 'same'
            ? t('basis.same')
            : t('basis.exact', { count: basis.cells, cells: formatNumber(basis.cells, language, 9) })}
        </p>
      </div>
    );
  const side = basis.side === 'before' ? before : after;
  const name = side === 'draft' ? t('rule-versions:draft') : t('rules:versionShort', { version: side });
  const why = NOT_EXACT_TEXTS[basis.why][language];
  return (
    <div className="flex items-start gap-3">
      <div className="grow">
        <p className="font-semibold">
          {count === 0 ? t('noneFound', { count: tried, inputs }) : t('found', { count })}
        </p>
        {count === 0 && butOther && <p className="font-semibold">{butOther}</p>}
        <p className="text-ink-2">
          {count === 0 ? t('basis.noProof') : t('basis.soFar', { count: tried, inputs })}{' '}
          {basis.line === 0
            ? t('basis.why', { name, why })
            : t('basis.whyAt', { name, why, line: basis.line })}
        </p>
      </div>
      {!run.isLong && (
        <Button className="min-h-8 shrink-0" onClick={run.longer}>
          {t('longer')}
        </Button>
      )}
    </div>
  );
}

/** What the manifests say otherwise, in one line each. */
function Changes({ changes }: { changes: readonly ManifestChange[] }) {
  const { t } = useTranslation('rule-meaning');
  if (changes.length === 0) return null;
  return (
    <ul aria-label={t('changes')} className="text-sm">
      {changes.map(({ part, name, before, after }) => (
        <li key={`${part} ${name}`} className="wrap-anywhere">
          <span className="text-ink-2">{t(`part.${part}`)}</span>{' '}
          <code className="font-mono">
            {name}: {before ?? '–'} → {after ?? '–'}
          </code>
        </li>
      ))}
    </ul>
  );
}

/** What the time was too short for. */
function CutShort({ cutShort }: Pick<MeaningReport, 'cutShort'>) {
  const { t } = useTranslation('rule-meaning');
  const language = useLanguage();
  if (cutShort.length === 0) return null;
  const parts = cutShort.map((part) => CUT_SHORT_TEXTS[part][language]);
  return <p className="text-ink-2">{t('cutShort', { parts: parts.join('; ') })}</p>;
}

export function ReportView(props: ReportProps) {
  const { t } = useTranslation('rule-meaning');
  const { report, before, after } = props;
  const history = useHistory({ before, after }, report.regions);
  return (
    <div className="flex min-h-0 grow flex-col gap-3 overflow-auto p-1">
      <div>
        <Answer {...props} />
        <CutShort cutShort={report.cutShort} />
      </div>
      <Changes changes={report.changes} />
      <HistoryCounts history={history} />
      {report.regions.length > 0 && (
        <ul aria-label={t('regions')} className="border border-line">
          {report.regions.map((region, index) => (
            <RegionRow
              key={index}
              region={region}
              rows={history.rows[index]}
              judgments={report.judgments}
              before={before}
              after={after}
              isFirst={index === 0}
            />
          ))}
        </ul>
      )}
      {report.regionsLeftOut > 0 && <p>{t('leftOut', { count: report.regionsLeftOut })}</p>}
      <LesserList lesser={report.lesser} before={before} after={after} />
    </div>
  );
}
