import { useTranslation } from 'react-i18next';
import type { TopicMapping } from '../../../../../shared/contract/topic-mappings.ts';
import { Button, IconButton, StateMark } from '../../../ui/index.ts';

interface ListProps {
  readonly mappings: readonly TopicMapping[];
  readonly chosen: string;
  /** Ids of those with faults, and of those that get fewer topics than they seem to. */
  readonly faulty: ReadonlySet<string>;
  readonly warned: ReadonlySet<string>;
  readonly onChoose: (id: string) => void;
  readonly onMove: (by: -1 | 1) => void;
  readonly onCopy: () => void;
  readonly onRemove: () => void;
}

/** The mappings in their order: the first that matches a topic reads it. */
export function MappingList(props: ListProps) {
  const { mappings, chosen, faulty, warned, onChoose, onMove, onCopy, onRemove } = props;
  const { t } = useTranslation('topics');
  const at = mappings.findIndex(({ id }) => id === chosen);
  return (
    <section aria-label={t('list')} className="flex min-h-0 flex-col border border-line bg-panel">
      <p className="border-b border-line bg-sunken px-3 py-2 text-sm text-ink-2">{t('order')}</p>
      <ol className="min-h-0 grow overflow-auto">
        {mappings.map(({ id, name, pattern, enabled }, index) => (
          <li key={id}>
            <button
              type="button"
              aria-pressed={id === chosen}
              onClick={() => onChoose(id)}
              className="block min-h-12 w-full border-b border-line px-3 py-1 text-left -outline-offset-2 hover:bg-raised aria-pressed:bg-selected"
            >
              <span className="flex items-center gap-2">
                <span className="text-ink-2 tabular-nums">{index + 1}</span>
                <span className="truncate font-medium">{name}</span>
                {!enabled && <span className="text-sm text-ink-2">{t('off')}</span>}
                {(faulty.has(id) || warned.has(id)) && (
                  <span className="ml-auto flex items-center gap-1 text-sm">
                    <StateMark kind={faulty.has(id) ? 'medium' : 'low'} size={14} />
                    {t(faulty.has(id) ? 'faulty' : 'warned')}
                  </span>
                )}
              </span>
              <code className="block truncate font-mono text-sm text-ink-2">{pattern}</code>
            </button>
          </li>
        ))}
      </ol>
      <div className="flex flex-wrap gap-1 border-t border-line p-1">
        <IconButton icon="up" label={t('moveUp')} disabled={at <= 0} onClick={() => onMove(-1)} />
        <IconButton
          icon="up"
          className="rotate-180"
          label={t('moveDown')}
          disabled={at < 0 || at === mappings.length - 1}
          onClick={() => onMove(1)}
        />
        <IconButton icon="copy" label={t('copy')} onClick={onCopy} />
        <Button variant="quiet" className="ml-auto" onClick={onRemove}>
          {t('remove')}
        </Button>
      </div>
    </section>
  );
}
