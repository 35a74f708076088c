import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { textOfFinding } from '../../../../../shared/contract/finding-texts.ts';
import { countedCodes, type FindingCode } from '../../../../../shared/contract/ruleset-check.ts';
import { useLanguage } from '../../../lib/preferences/preferences.ts';
import { trpc, useIsLive } from '../../../lib/trpc/index.ts';
import { Button, ErrorNotice, LoadingNotice, Notice, Time } from '../../../ui/index.ts';
import { useDesk } from '../use-desk.ts';
import { useActivation } from './use-activation.ts';

/** What each code says. */
const findingsText = (codes: readonly FindingCode[], language: 'ko' | 'en'): string =>
  [...new Set(codes)].map((code) => `${code}: ${textOfFinding({ code }, language)}`).join('\n');

/** Which version judged here from when on, who decided so and why; one click goes back to the version before. */
export function ActivationList({ active }: { active: number | null }) {
  const { t } = useTranslation('rule-versions');
  const { id } = useDesk();
  const live = useIsLive();
  const language = useLanguage();
  const { back } = useActivation(id);
  const list = useQuery(trpc.rules.desk.activations.queryOptions({ id }));
  if (list.isPending) return <LoadingNotice />;
  if (list.error) return <ErrorNotice error={list.error} onRetry={() => void list.refetch()} />;
  const { items } = list.data;
  if (items.length === 0) return <Notice title={t('neverActive')} />;
  const before =
    items.slice(1).find(({ version }) => version !== null && version !== active)?.version ?? null;
  return (
    <ol>
      {items.map(({ at, version, fromVersion, by, reason, failedTests, findings }, index) => (
        <li key={at} className="flex items-center gap-3 border-b border-line px-3 py-(--cell-y)">
          <strong className="w-36 shrink-0 whitespace-nowrap tabular-nums">
            {fromVersion === null ? '–' : t('rules:versionShort', { version: fromVersion })} →{' '}
            {version === null ? t('state.retired') : t('rules:versionShort', { version })}
          </strong>
          <div className="min-w-0 grow">
            <Time at={at} full /> · {by ?? t('byUnknown')}
            <span className="block text-sm text-ink-2">
              {reason ?? t('noReason')}
              {failedTests > 0 && <strong> · {t('failedTests', { count: failedTests })}</strong>}
              {findings.length > 0 && (
                <strong title={findingsText(findings, language)}>
                  {' '}
                  · {t('findingsAgainst', { count: findings.length, codes: countedCodes(findings) })}
                </strong>
              )}
            </span>
          </div>
          {index === 0 && before !== null && (
            <Button className="min-h-8" disabled={!live} onClick={() => back(before, active)}>
              {t('back', { version: before })}
            </Button>
          )}
        </li>
      ))}
    </ol>
  );
}
