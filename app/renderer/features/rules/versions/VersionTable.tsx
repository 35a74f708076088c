import { useMutation } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { RulesetVersionLine } from '../../../../../shared/contract/ruleset-desk.ts';
import { queryClient, trpc, trpcClient, useIsLive } from '../../../lib/trpc/index.ts';
import {
  Button,
  classNames,
  Table,
  Td,
  TextInput,
  Th,
  Time,
  useToasts,
  useFailed,
} from '../../../ui/index.ts';
import { downloadBundle } from '../list/bundle.ts';
import { useDesk } from '../use-desk.ts';
import type { Side } from './VersionsTab.tsx';
import { textsOfVersion } from './version-texts.ts';

interface TableProps {
  readonly items: readonly RulesetVersionLine[];
  readonly sides: readonly [Side, Side];
  readonly onSides: (sides: readonly [Side, Side]) => void;
  readonly onActivate: (version: number) => void;
}

/** What was said of a version, its whole hash, and the version as a file. */
function Details({ version, comments, hash }: Pick<RulesetVersionLine, 'version' | 'comments' | 'hash'>) {
  const { t } = useTranslation('rule-versions');
  const { id } = useDesk();
  const failed = useFailed();
  const show = useToasts((state) => state.show);
  const [text, setText] = useState('');
  const add = useMutation({
    mutationFn: () => trpcClient.rules.desk.comment.mutate({ id, version, text }),
    onSuccess: (answer) => {
      queryClient.setQueryData(trpc.rules.desk.versions.queryKey({ id }), answer);
      setText('');
    },
    onError: failed((say) => say('rule-versions:commentFailed')),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (text.trim() !== '') add.mutate();
  };
  const save = async () => downloadBundle(`${id}@${version}`, await textsOfVersion(id, version), show);
  return (
    <div className="text-sm">
      <p className="flex items-center gap-2">
        <code className="min-w-0 grow font-mono text-xs break-all text-ink-2">{hash}</code>
        <Button
          variant="quiet"
          className="min-h-8"
          onClick={() => void save().catch(failed((say) => say('rule-versions:notExported')))}
        >
          {t('rules:export')}
        </Button>
      </p>
      {comments.map((comment) => (
        <p key={comment.at + comment.text}>
          <span className="text-ink-2">
            {comment.by} · <Time at={comment.at} />
          </span>{' '}
          {comment.text}
        </p>
      ))}
      <form onSubmit={submit} className="mt-1 flex gap-1">
        <TextInput
          aria-label={t('comment', { version })}
          placeholder={t('comment', { version })}
          className="min-h-8"
          maxLength={2_000}
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
        {text.trim() !== '' && (
          <Button type="submit" className="min-h-8" disabled={add.isPending}>
            {t('addComment')}
          </Button>
        )}
      </form>
    </div>
  );
}

function Row({ item, sides, onSides, onActivate }: Omit<TableProps, 'items'> & { item: RulesetVersionLine }) {
  const { t } = useTranslation('rule-versions');
  const { id, draft, replace } = useDesk();
  const live = useIsLive();
  const show = useToasts((state) => state.show);
  const failed = useFailed();
  const [isOpen, setOpen] = useState(false);
  const { version, state, hash, importedAt, by, comments, testCount } = item;
  const isCompared = sides.includes(version);
  const restore = async () => {
    const texts = await textsOfVersion(id, version);
    const before = { texts: draft.texts, baseVersion: draft.baseVersion, history: draft.history };
    await replace({ texts, baseVersion: version, history: null });
    show({
      tone: 'done',
      text: (say) => say('rule-versions:restored', { version }),
      action: {
        label: (say) => say('rules:takeBack'),
        run: () => void replace(before).catch(failed((say) => say('rules:notTakenBack'))),
      },
    });
  };
  return (
    <>
      <tr className={classNames(isCompared && 'bg-selected')}>
        <Td numeric middle>
          <button
            type="button"
            aria-label={t('compareVersion', { version })}
            aria-pressed={isCompared}
            className="min-h-8 min-w-8 font-semibold underline-offset-2 hover:underline"
            onClick={() => onSides([version, sides[1] === version ? 'draft' : sides[1]])}
          >
            {version}
          </button>
        </Td>
        <Td middle className="whitespace-nowrap">
          {state === 'active' ? <strong>{t('state.active')}</strong> : t(`state.${state}`)}
          <code className="block font-mono text-sm text-ink-2" title={hash}>
            {hash.slice(0, 8)}
          </code>
        </Td>
        {/* The column that gives way: its words end in … where there is no room for them. */}
        <Td middle className="w-full max-w-0">
          <Time at={importedAt} />
          <span className="block truncate text-sm text-ink-2" title={by ?? undefined}>
            {t('tests', { count: testCount })} · {by ?? t('byUnknown')}
          </span>
        </Td>
        <Td middle className="whitespace-nowrap text-right">
          <Button
            variant="quiet"
            className="min-h-8 px-2"
            aria-expanded={isOpen}
            onClick={() => setOpen(!isOpen)}
          >
            {t('comments', { count: comments.length })}
          </Button>
          <Button
            variant="quiet"
            className="min-h-8 px-2"
            disabled={!live}
            onClick={() => void restore().catch(failed((say) => say('rule-versions:notRestored')))}
          >
            {t('restore')}
          </Button>
          <Button
            className="min-h-8 px-2"
            disabled={!live || state === 'active'}
            onClick={() => onActivate(version)}
          >
            {t('activate.open')}
          </Button>
        </Td>
      </tr>
      {(isOpen || comments.length > 0) && (
        <tr>
          <td />
          <td colSpan={3} className="max-w-0 border-b border-line px-2 pb-2">
            {isOpen ? (
              <Details version={version} comments={comments} hash={hash} />
            ) : (
              <p className="truncate text-sm text-ink-2">{comments.at(-1)?.text}</p>
            )}
          </td>
        </tr>
      )}
    </>
  );
}

/** Newest first. A click on the number compares it with what stands on the other side. */
export function VersionTable({ items, ...rest }: TableProps) {
  const { t } = useTranslation('rule-versions');
  return (
    <Table aria-label={t('versions')}>
      <thead>
        <tr>
          <Th numeric>{t('column.version')}</Th>
          <Th>{t('column.state')}</Th>
          <Th>{t('column.saved')}</Th>
          <Th />
        </tr>
      </thead>
      <tbody>
        {items.map((item) => (
          <Row key={item.version} item={item} {...rest} />
        ))}
      </tbody>
    </Table>
  );
}
