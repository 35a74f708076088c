import { useTranslation } from 'react-i18next';
import type { HistoryImport } from '../../../../../shared/contract/history-import.ts';
import { Panel, StateMark, Time, type MarkKind } from '../../../ui/index.ts';

const MARKS: Record<HistoryImport['state'], MarkKind> = {
  uploading: 'stale',
  ready: 'unjudged',
  waiting: 'stale',
  checking: 'stale',
  adding: 'stale',
  takingBack: 'stale',
  undone: 'unjudged',
  done: 'normal',
  refused: 'hold',
  cancelled: 'unjudged',
  failed: 'hold',
};

interface ImportListProps {
  readonly items: readonly HistoryImport[];
  readonly shown: string | undefined;
  readonly onChoose: (id: string) => void;
}

/** Every import there was, the newest first. */
export function ImportList({ items, shown, onChoose }: ImportListProps) {
  const { t } = useTranslation('import');
  return (
    <Panel title={t('list')} className="grow" bodyClassName="overflow-auto">
      <ul>
        {items.map((job) => (
          <li key={job.id}>
            <button
              type="button"
              aria-pressed={job.id === shown}
              onClick={() => onChoose(job.id)}
              className="block min-h-10 w-full border-b border-line px-3 py-1 text-left -outline-offset-2 hover:bg-raised aria-pressed:bg-selected"
            >
              <span className="block truncate font-medium">{job.name}</span>
              <span className="flex flex-wrap items-center gap-x-3 text-sm text-ink-2">
                <span className="inline-flex items-center gap-1">
                  <StateMark kind={MARKS[job.state]} />
                  {t(`state.${job.state}`)}
                </span>
                <Time at={job.createdAt} />
              </span>
            </button>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
