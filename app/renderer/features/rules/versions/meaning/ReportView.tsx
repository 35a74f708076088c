import { useTranslation } from 'react-i18next';
import { NOT_EXACT_TEXTS } from '../../../../../../shared/contract/meaning-texts.ts';
import type { ManifestChange, MeaningReport } from '../../../../../../shared/contract/rule-meaning.ts';
import { formatNumber } from '../../../../lib/format/format.ts';
import { useLanguage } from '../../../../lib/preferences/preferences.ts';
import { Button } from '../../../../ui/index.ts';
import { HistoryCounts } from './HistoryCounts.tsx';
import { LesserList } from './LesserList.tsx';
import type { ComparedSides } from './MeaningView.tsx';
import { RegionRow } from './RegionRow.tsx';
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
  const { basis, regions, tried, incomparable } = report;
  const count = regions.length + report.regionsLeftOut;
  const inputs = formatNumber(tried, language, 9);
  if (basis.kind === 'none')
    return (
      <div>
        <p className="font-semibold">{t('incomparable', { names: incomparable.join(', ') })}</p>
        <p className="text-ink-2">{t('incomparableText')}</p>
      </div>
    );
  if (basis.kind === 'exact' || basis.kind === 'same')
    return (
      <div>
        <p className="font-semibold">{count === 0 ? t('allSame') : t('exactly', { count })}</p>
        <p className="text-ink-2">
          {basis.kind === 'same'
            ? t('basis.same')
            : t('basis.exact', { cells: formatNumber(basis.cells, language, 9) })}
        </p>
      </div>
    );
  const side = basis.side === 'before' ? before : after;
  const name = side === 'draft' ? t('rule-versions:draft') : t('rules:versionShort', { version: side });
  const why = NOT_EXACT_TEXTS[basis.why][language];
  return (
    <div className="flex items-start gap-3">
      <div className="grow">
        <p className="font-semibold">{count === 0 ? t('noneFound', { inputs }) : t('found', { count })}</p>
        <p className="text-ink-2">
          {t(count === 0 ? 'basis.noProof' : 'basis.soFar', { inputs })}{' '}
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

export function ReportView(props: ReportProps) {
  const { t } = useTranslation('rule-meaning');
  const { report, before, after } = props;
  const history = useHistory({ before, after }, report.regions);
  return (
    <div className="flex min-h-0 grow flex-col gap-3 overflow-auto p-1">
      <Answer {...props} />
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
