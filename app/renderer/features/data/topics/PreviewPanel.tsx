import { textOfReason } from '../../../../../shared/contract/reasons.ts';
import { useTranslation } from 'react-i18next';
import type { PreviewTopic, TopicMapping } from '../../../../../shared/contract/topic-mappings.ts';
import { formatValue } from '../../../lib/format/format.ts';
import { useLanguage } from '../../../lib/preferences/preferences.ts';
import { ErrorNotice, Notice, Panel, QualityText, StateMark, Time } from '../../../ui/index.ts';
import { ListenBar } from './ListenBar.tsx';
import type { ListeningControl } from './use-listening.ts';
import type { Preview } from './use-preview.ts';

type Message = PreviewTopic['messages'][number];

function MessageRow({ message }: { message: Message }) {
  const { t } = useTranslation('topics');
  const language = useLanguage();
  return (
    <div className="border-t border-line px-3 py-1.5">
      <p className="flex flex-wrap gap-x-3 text-sm text-ink-2">
        <Time at={message.receivedAt} />
        <span>{t(`origin.${message.origin}`)}</span>
        <code className="min-w-0 truncate font-mono" title={message.text}>
          {message.text}
        </code>
      </p>
      {message.isCut && <p className="text-sm">{t('cut')}</p>}
      <ul>
        {message.values.map(({ path, value, quality, at }, index) => (
          <li key={`${path} ${index}`} className="flex flex-wrap items-baseline gap-x-3">
            <code className="font-mono text-sm wrap-anywhere">{path}</code>
            <strong className="tabular-nums">{formatValue(value, language)}</strong>
            <QualityText quality={quality} />
            <span className="text-sm text-ink-2">
              {at === null ? t('timeOfArrival') : <Time at={at} full />}
            </span>
          </li>
        ))}
        {message.valueCount > message.values.length && (
          <li className="text-sm text-ink-2">
            {t('moreValues', { count: message.valueCount - message.values.length })}
          </li>
        )}
        {message.faults.map((fault, index) => (
          <li key={index} className="flex items-baseline gap-1.5 font-semibold">
            <StateMark kind="medium" size={14} />
            {textOfReason(fault, language)}
          </li>
        ))}
        {message.faultCount > message.faults.length && (
          <li className="text-sm text-ink-2">
            {t('moreFaults', { count: message.faultCount - message.faults.length })}
          </li>
        )}
      </ul>
    </div>
  );
}

function TopicRow({ topic, mappings }: { topic: PreviewTopic; mappings: readonly TopicMapping[] }) {
  const { t } = useTranslation('topics');
  const parts = Object.entries(topic.parts);
  const taker = mappings.find(({ id }) => id === topic.takenBy)?.name ?? topic.takenBy;
  return (
    <li className="border-b border-line-strong">
      <div className="flex flex-wrap items-baseline gap-x-4 bg-sunken px-3 py-1.5">
        <code className="font-mono font-semibold wrap-anywhere">{topic.topic}</code>
        {parts.map(([name, text]) => (
          <span key={name} className="text-sm text-ink-2">
            {name} = <span className="font-mono text-ink">{text}</span>
          </span>
        ))}
        {taker !== null && (
          <span className="flex items-baseline gap-1.5 font-semibold">
            <StateMark kind="medium" size={14} />
            {t('takenBy', { by: taker })}
          </span>
        )}
      </div>
      {topic.messages.map((message, index) => (
        <MessageRow key={`${message.receivedAt} ${index}`} message={message} />
      ))}
    </li>
  );
}

interface PreviewProps {
  readonly preview: Preview;
  readonly listening: ListeningControl;
  readonly mapping: TopicMapping;
  readonly mappings: readonly TopicMapping[];
}

/** What the pattern makes of the last real payloads, before anything is saved. */
export function PreviewPanel({ preview, listening, mapping, mappings }: PreviewProps) {
  const { t } = useTranslation('topics');
  const { data } = preview;
  return (
    <Panel
      title={t('preview')}
      aside={data !== undefined && t('topicCount', { shown: data.topics.length, count: data.topicCount })}
      bodyClassName="overflow-auto"
    >
      <ListenBar
        key={mapping.id}
        control={listening}
        listening={preview.listening}
        filter={mapping.pattern}
      />
      {preview.error !== null && <ErrorNotice error={preview.error} />}
      {data?.conflicts.map(({ path, topics }) => (
        <p key={path} className="flex gap-2 border-b border-line bg-raised px-3 py-1.5">
          <StateMark kind="medium" size={16} />
          <span>
            {t('conflict')} <code className="font-mono text-sm wrap-anywhere">{path}</code> ←{' '}
            <code className="font-mono text-sm wrap-anywhere">{topics.join(', ')}</code>
          </span>
        </p>
      ))}
      {data !== undefined && data.topics.length === 0 && (
        <Notice title={t(preview.errors.length > 0 ? 'mendFirst' : 'nothingYet')}>
          {data.known.count > 0 && t('known', { count: data.known.count, example: data.known.examples[0] })}
        </Notice>
      )}
      <ul>
        {data?.topics.map((topic) => (
          <TopicRow key={topic.topic} topic={topic} mappings={mappings} />
        ))}
      </ul>
    </Panel>
  );
}
