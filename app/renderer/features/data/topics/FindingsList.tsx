import { useTranslation } from 'react-i18next';
import type { MappingFinding, TopicMapping } from '../../../../../shared/contract/topic-mappings.ts';
import { StateMark } from '../../../ui/index.ts';

interface FindingsProps {
  readonly findings: readonly MappingFinding[];
  readonly mappings: readonly TopicMapping[];
}

/** What is to be known of how one pattern shares topics with others. */
export function FindingsList({ findings, mappings }: FindingsProps) {
  const { t } = useTranslation('topics');
  const nameOf = (id: string | undefined) => mappings.find((mapping) => mapping.id === id)?.name ?? id ?? '';
  if (findings.length === 0) return null;
  return (
    <ul aria-label={t('findings')} className="border-b border-line bg-raised">
      {findings.map(({ kind, by, topic, mapping }) => (
        <li key={`${kind} ${mapping} ${by}`} className="flex gap-2 px-3 py-1.5">
          <span className="pt-0.5">
            <StateMark kind={kind === 'swallowed' ? 'medium' : 'low'} size={16} />
          </span>
          <span>
            {t(by === undefined && kind === 'swallowed' ? 'finding.swallowedByAll' : `finding.${kind}`, {
              name: nameOf(mapping),
              by: nameOf(by),
            })}
            {topic !== undefined && (
              <>
                {' '}
                {t('example')} <code className="font-mono text-sm wrap-anywhere">{topic}</code>
              </>
            )}
          </span>
        </li>
      ))}
    </ul>
  );
}
