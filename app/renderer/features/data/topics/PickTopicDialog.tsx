import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState, type KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { topicMappingSchema, type TopicMapping } from '../../../../../shared/contract/topic-mappings.ts';
import type { SeenTopic, SeenTopics } from '../../../../../shared/contract/topic-payloads.ts';
import { trpc } from '../../../lib/trpc/index.ts';
import { Dialog, ErrorNotice, Field, LoadingNotice, Notice, TextInput, Time } from '../../../ui/index.ts';
import { ListenBar } from './ListenBar.tsx';
import type { ListeningControl } from './use-listening.ts';
import { LISTENING_MS, useQuieted } from './use-preview.ts';

interface PickProps {
  readonly mappings: readonly TopicMapping[];
  readonly listening: ListeningControl;
  readonly onPick: (topic: SeenTopic) => void;
  readonly onClose: () => void;
}

const EVERYTHING = '#';
const QUIET_MS = 150;

/** Up and down lead from topic to topic. */
function walk(event: KeyboardEvent<HTMLUListElement>): void {
  const by = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
  if (by === 0) return;
  event.preventDefault();
  const buttons = [...event.currentTarget.querySelectorAll('button')];
  const at = buttons.indexOf(document.activeElement as HTMLButtonElement);
  buttons[Math.max(0, Math.min(buttons.length - 1, at + by))]?.focus();
}

function TopicButton({ seen, reader, onPick }: { seen: SeenTopic; reader: string; onPick: () => void }) {
  const { t } = useTranslation('topics');
  return (
    <button
      type="button"
      onClick={onPick}
      className="block min-h-12 w-full border-b border-line px-4 py-1.5 text-left -outline-offset-2 hover:bg-raised"
    >
      <span className="flex flex-wrap items-baseline gap-x-4">
        <code className="font-mono font-semibold wrap-anywhere">{seen.topic}</code>
        {reader !== '' && <span className="text-sm">{t('opens', { by: reader })}</span>}
      </span>
      <span className="flex gap-x-3 text-sm text-ink-2">
        <Time at={seen.receivedAt} />
        <span className="whitespace-nowrap">{t(`origin.${seen.origin}`)}</span>
        <code className="min-w-0 truncate font-mono">{seen.text}</code>
      </span>
    </button>
  );
}

function TopicList({
  data,
  mappings,
  onPick,
}: Pick<PickProps, 'mappings' | 'onPick'> & { data: SeenTopics }) {
  const { t } = useTranslation('topics');
  const nameOf = (id: string | null) => mappings.find((mapping) => mapping.id === id)?.name ?? id ?? '';
  if (data.items.length === 0)
    return (
      <Notice title={t(data.count === 0 && data.own > 0 ? 'onlyOwnTopics' : 'noTopics')}>
        {t('noTopicsHint')}
      </Notice>
    );
  return (
    <>
      <ul aria-label={t('topicsSeen')} onKeyDown={walk}>
        {data.items.map((seen) => (
          <li key={seen.topic}>
            <TopicButton seen={seen} reader={nameOf(seen.readBy)} onPick={() => onPick(seen)} />
          </li>
        ))}
      </ul>
      {data.count > data.items.length && (
        <p className="px-4 py-2 text-sm text-ink-2">
          {t('topicCount', { shown: data.items.length, count: data.count })}
        </p>
      )}
    </>
  );
}

/** The topics of which a payload is at hand: one of them is what a mapping is made from. */
export function PickTopicDialog({ mappings, listening, onPick, onClose }: PickProps) {
  const { t } = useTranslation('topics');
  const [search, setSearch] = useState('');
  // One that is still being written tells nobody yet which topics it reads.
  const written = mappings.filter((mapping) => topicMappingSchema.safeParse(mapping).success);
  const seen = useQuery(
    trpc.topicMappings.seen.queryOptions(
      { mappings: written, listening: listening.id, search: useQuieted(search, QUIET_MS) },
      {
        placeholderData: keepPreviousData,
        refetchInterval: (query) =>
          query.state.data?.listening?.state === 'listening' ? LISTENING_MS : false,
      },
    ),
  );
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t('pickTopic')}
      description={t('pickTopicHint')}
      width="large"
    >
      <ListenBar control={listening} listening={seen.data?.listening ?? null} filter={EVERYTHING} />
      <div className="border-b border-line p-3">
        <Field label={t('findTopic')}>
          {(ids) => (
            <TextInput
              {...ids}
              type="search"
              data-autofocus
              value={search}
              onChange={(event) => setSearch(event.target.value)}
            />
          )}
        </Field>
      </div>
      {seen.data !== undefined ? (
        <TopicList data={seen.data} mappings={mappings} onPick={onPick} />
      ) : seen.error !== null ? (
        <ErrorNotice error={seen.error} onRetry={() => void seen.refetch()} />
      ) : (
        <LoadingNotice />
      )}
    </Dialog>
  );
}
