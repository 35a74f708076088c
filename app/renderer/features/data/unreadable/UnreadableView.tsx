import type { Language } from '../../../../../shared/contract/common.ts';
import { textOfReason } from '../../../../../shared/contract/reasons.ts';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Unreadable } from '../../../../../shared/contract/data-hub.ts';
import { formatBytes, formatNumber, textIn } from '../../../lib/format/format.ts';
import { useLanguage } from '../../../lib/preferences/preferences.ts';
import { trpc, trpcClient, useKeysetPages } from '../../../lib/trpc/index.ts';
import {
  Button,
  classNames,
  ErrorNotice,
  LoadingNotice,
  Notice,
  Segmented,
  Select,
  Time,
} from '../../../ui/index.ts';
import { bytesOf, hexDump, readableText } from './hex-dump.ts';

const REFETCH_MS = 3_000;

function whyOf({ reason, said }: Unreadable, language: Language): string {
  return said === null ? reason : textOfReason(said, language);
}

function Payload({ message }: { message: Unreadable }) {
  const { t } = useTranslation('unreadable');
  const language = useLanguage();
  const [view, setView] = useState<'text' | 'hex'>('text');
  const bytes = bytesOf(message.payloadBase64);
  return (
    <section aria-label={t('payload')} className="flex min-h-0 min-w-0 flex-col gap-2 p-3">
      <div className="flex flex-wrap items-center gap-3">
        <Segmented
          label={t('view')}
          value={view}
          onChange={setView}
          choices={[
            { value: 'text', label: t('text') },
            { value: 'hex', label: t('hex') },
          ]}
        />
        <span className="text-ink-2">
          {t('size', {
            shown: formatBytes(bytes.length, language),
            size: formatBytes(message.size, language),
          })}
        </span>
      </div>
      <p>
        <strong>{whyOf(message, language)}</strong>
      </p>
      <pre
        tabIndex={0}
        className={classNames(
          'min-h-0 grow overflow-auto border border-line bg-raised p-2 font-mono text-sm',
          view === 'text' && 'wrap-anywhere whitespace-pre-wrap',
        )}
      >
        {view === 'hex' ? hexDump(bytes) : readableText(bytes)}
      </pre>
    </section>
  );
}

/** One source that sends only garbage must not hide what came of the others. */
function SourceChoice({ value, onChange }: { value: string; onChange: (source: string) => void }) {
  const { t } = useTranslation('unreadable');
  const language = useLanguage();
  const { data } = useQuery(trpc.sources.list.queryOptions(undefined, { refetchInterval: REFETCH_MS }));
  const counted = (data?.items ?? []).filter(({ id, counters }) => counters.unreadable > 0 || id === value);
  const choices = counted.map(({ id, name, counters }) => ({
    value: id,
    label: t('sourceCount', {
      name: textIn(name, language),
      count: formatNumber(counters.unreadable, language, 15),
    }),
  }));
  return (
    <Select
      aria-label={t('source')}
      value={value}
      choices={[{ value: '', label: t('allSources') }, ...choices]}
      onChange={({ target }) => onChange(target.value)}
    />
  );
}

/** Payloads that could not be read, kept to be looked at: which, why, and their first bytes. */
export default function UnreadableView() {
  const { t } = useTranslation('unreadable');
  const language = useLanguage();
  const [chosen, setChosen] = useState<number | null>(null);
  const [source, setSource] = useState('');
  const of = source === '' ? {} : { source };
  const list = useKeysetPages({
    queryKey: trpc.dataHub.unreadable.queryKey({ limit: 50, ...of }),
    fetch: (cursor) =>
      trpcClient.dataHub.unreadable.query({ limit: 50, ...of, ...(cursor ? { cursor } : {}) }),
    refetchInterval: REFETCH_MS,
  });
  if (list.isPending) return <LoadingNotice />;
  if (!list.items) return <ErrorNotice error={list.error} onRetry={() => void list.refetch()} />;
  const { items } = list;
  const shown = items.find(({ id }) => id === chosen) ?? items[0];
  if (!shown && source === '') return <Notice title={t('empty')} />;
  return (
    <div className="grid h-full grid-cols-[minmax(0,2fr)_minmax(0,3fr)] grid-rows-[auto_minmax(0,1fr)] border border-line bg-panel">
      <div className="col-span-2 border-b border-line p-2 *:max-w-96">
        <SourceChoice value={source} onChange={setSource} />
      </div>
      <ul className="min-h-0 overflow-auto border-r border-line">
        {items.map((message) => (
          <li key={message.id}>
            <button
              type="button"
              aria-pressed={message.id === shown?.id}
              onClick={() => setChosen(message.id)}
              className="block min-h-10 w-full border-b border-line px-3 py-1 text-left -outline-offset-2 hover:bg-raised aria-pressed:bg-selected"
            >
              <span className="flex gap-3">
                <Time at={message.receivedAt} />
                <span className="truncate font-mono text-sm">{message.topic}</span>
              </span>
              <span className="block truncate text-sm text-ink-2">{whyOf(message, language)}</span>
            </button>
          </li>
        ))}
        {list.hasNextPage && (
          <li className="p-2 text-center">
            <Button onClick={() => void list.fetchNextPage()} disabled={list.isFetchingNextPage}>
              {t('more')}
            </Button>
          </li>
        )}
      </ul>
      {shown ? <Payload key={shown.id} message={shown} /> : <Notice title={t('emptyOfSource')} />}
    </div>
  );
}
