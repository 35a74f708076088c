import { useTranslation } from 'react-i18next';
import type { Judgment } from '../../../../shared/contract/judgment.ts';
import { formatLatency, formatPercent, formatSpan } from '../../lib/format/format.ts';
import { useLanguage } from '../../lib/preferences/preferences.ts';
import { IconButton, Properties, useToasts } from '../../ui/index.ts';

function Copied({ text }: { text: string }) {
  const { t } = useTranslation('common');
  const show = useToasts((state) => state.show);
  const copy = async (): Promise<void> => {
    await navigator.clipboard.writeText(text);
    show({ tone: 'done', text: (say) => say('common:copied') });
  };
  return (
    <span className="flex items-center gap-1">
      <code className="min-w-0 truncate font-mono text-sm" title={text}>
        {text}
      </code>
      <IconButton icon="copy" label={t('copy')} onClick={() => void copy()} className="-my-2" />
    </span>
  );
}

/** Confidence, method, version and times of a judgment. */
export function CardFacts({ judgment }: { judgment: Judgment }) {
  const { t } = useTranslation('judgments');
  const language = useLanguage();
  const { confidence, ruleset, advisory } = judgment;
  const share = (value: number | null): string => (value === null ? '–' : formatPercent(value, language));
  const measured =
    confidence.measured === null
      ? t('facts.notMeasured')
      : t('facts.measuredOf', { share: share(confidence.measured), count: confidence.sampleCount });
  return (
    <Properties
      items={[
        [t('facts.claimed'), share(confidence.claimed)],
        [t('facts.measured'), measured],
        [
          t('facts.method'),
          [
            t(`common:method.${judgment.methodUsed}`),
            judgment.cached && judgment.methodUsed !== 'cache' ? t('facts.fromCache') : '',
            advisory ? t(`advisory.${advisory.state}`) : '',
          ]
            .filter(Boolean)
            .join(' · '),
        ],
        [t('facts.trigger'), t(`trigger.${judgment.trigger}`)],
        [t('facts.latency'), formatLatency(judgment.latencyMs, language)],
        [
          t('facts.inputAge'),
          judgment.inputAgeMs === null ? t('facts.noAge') : formatSpan(judgment.inputAgeMs, language),
        ],
        judgment.context?.shift === undefined ? null : [t('facts.shift'), judgment.context.shift],
        [t('facts.version'), `${ruleset.id} · ${t('facts.versionNumber', { version: ruleset.version })}`],
        [t('facts.hash'), <Copied key="hash" text={ruleset.hash} />],
        [t('facts.id'), <Copied key="id" text={judgment.id} />],
      ]}
    />
  );
}
