import { useTranslation } from 'react-i18next';
import type { Annotation } from '../../../../shared/contract/annotations.ts';
import { Button, Dialog, ErrorNotice, Notice, Table, Td, Th, Time } from '../../ui/index.ts';
import { useAnnotationChanges } from './use-annotations.ts';
import { tagName } from './view-state.ts';

interface AnnotationListProps {
  readonly annotations: readonly Annotation[];
  readonly more: boolean;
  readonly error: unknown;
  readonly onNew: () => void;
  readonly onEdit: (annotation: Annotation) => void;
  /** Moves the charts to where it is. */
  readonly onShow: (annotation: Annotation) => void;
  readonly onClose: () => void;
}

/** Annotations of the shown time, newest first. */
export function AnnotationList(props: AnnotationListProps) {
  const { annotations, more, error, onNew, onEdit, onShow, onClose } = props;
  const { t } = useTranslation('trends');
  const { remove } = useAnnotationChanges();
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t('notes.title')}
      footer={
        <Button variant="primary" onClick={onNew}>
          {t('notes.write')}
        </Button>
      }
    >
      {error ? <ErrorNotice error={error} /> : null}
      {remove.error && <ErrorNotice error={remove.error} />}
      {annotations.length === 0 && !error ? (
        <Notice title={t('notes.none')}>{t('notes.noneHint')}</Notice>
      ) : (
        <Table>
          <thead>
            <tr>
              <Th>{t('markers.at')}</Th>
              <Th>{t('notes.text')}</Th>
              <Th>{t('notes.tags')}</Th>
              <Th>{t('notes.author')}</Th>
              <Th>
                <span className="sr-only">{t('readout.actions')}</span>
              </Th>
            </tr>
          </thead>
          <tbody>
            {annotations.toReversed().map((annotation) => (
              <tr key={annotation.id} className="hover:bg-selected">
                <Td className="whitespace-nowrap">
                  <button
                    type="button"
                    className="min-h-10 text-left underline underline-offset-2"
                    onClick={() => onShow(annotation)}
                  >
                    <Time at={annotation.from} full />
                    {annotation.to !== annotation.from && (
                      <>
                        {' – '}
                        <Time at={annotation.to} full />
                      </>
                    )}
                  </button>
                </Td>
                <Td className="break-words whitespace-pre-wrap">{annotation.text}</Td>
                <Td className="text-sm text-ink-2" title={annotation.tags.join('\n')}>
                  {annotation.tags.length === 0
                    ? t('notes.everywhere')
                    : annotation.tags.map(tagName).join(', ')}
                </Td>
                <Td className="text-ink-2">{annotation.by}</Td>
                <Td className="text-right whitespace-nowrap">
                  <Button variant="quiet" onClick={() => onEdit(annotation)}>
                    {t('notes.edit')}
                  </Button>
                  <Button variant="quiet" onClick={() => remove.mutate(annotation)}>
                    {t('views.deleteNow')}
                  </Button>
                </Td>
              </tr>
            ))}
          </tbody>
        </Table>
      )}
      {more && <p className="p-3 text-ink-2">{t('notes.more')}</p>}
    </Dialog>
  );
}
