import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Annotation, AnnotationInput } from '../../../../shared/contract/annotations.ts';
import { Button, Dialog, DialogForm, ErrorNotice, Field, TextArea, TextInput } from '../../ui/index.ts';
import { fromLocalField, toLocalField } from '../../lib/format/local-field.ts';
import { placeOf } from './tag-rows.ts';
import { useAnnotationChanges } from './use-annotations.ts';
import { tagName } from './view-state.ts';

/** What a new annotation begins with. Epoch milliseconds. */
export interface AnnotationDraft {
  readonly from: number;
  readonly to: number;
  readonly tags: readonly string[];
}

interface AnnotationDialogProps {
  /** One that is there, or the beginning of a new one. */
  readonly annotation: Annotation | AnnotationDraft;
  /** Tags it can be about: those of the page. */
  readonly tags: readonly string[];
  readonly onClose: () => void;
}

/** The field's own moment where it was not touched, which keeps its milliseconds. */
function momentOf(field: string, given: number): number {
  return field === toLocalField(given) ? given : fromLocalField(field);
}

/** Writes an annotation, or changes one. */
export function AnnotationDialog({ annotation, tags, onClose }: AnnotationDialogProps) {
  const { t } = useTranslation('trends');
  const { t: common } = useTranslation('common');
  const known = 'id' in annotation ? annotation : undefined;
  const given = {
    from: typeof annotation.from === 'number' ? annotation.from : Date.parse(annotation.from),
    to: typeof annotation.to === 'number' ? annotation.to : Date.parse(annotation.to),
  };
  const [from, setFrom] = useState(toLocalField(given.from));
  const [to, setTo] = useState(given.to === given.from ? '' : toLocalField(given.to));
  const [text, setText] = useState(known?.text ?? '');
  const [chosen, setChosen] = useState<readonly string[]>(annotation.tags);
  const { save, remove } = useAnnotationChanges();
  const start = momentOf(from, given.from);
  const end = to === '' ? start : momentOf(to, given.to);
  const fault =
    !Number.isFinite(start) || !Number.isFinite(end) ? 'incomplete' : end < start ? 'order' : undefined;
  const isReady = fault === undefined && text.trim() !== '' && !save.isPending;
  const apply = (): void => {
    if (!isReady) return;
    const input: AnnotationInput = {
      id: known?.id ?? crypto.randomUUID(),
      from: new Date(start).toISOString(),
      to: new Date(end).toISOString(),
      text: text.trim(),
      tags: [...chosen],
    };
    save.mutate(input, { onSuccess: onClose });
  };
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t(known ? 'notes.change' : 'notes.write')}
      width="medium"
      footer={
        <>
          {known && (
            <>
              <Button variant="quiet" onClick={() => remove.mutate(known, { onSuccess: onClose })}>
                {t('views.deleteNow')}
              </Button>
              <span className="grow" />
            </>
          )}
          <Button onClick={onClose}>{common('cancel')}</Button>
          <Button variant="primary" disabled={!isReady} onClick={apply}>
            {t('views.save')}
          </Button>
        </>
      }
    >
      <DialogForm onSubmit={apply}>
        <Field label={t('notes.text')}>
          {(ids) => (
            <TextArea
              {...ids}
              data-autofocus
              maxLength={2_000}
              value={text}
              onChange={(event) => setText(event.target.value)}
              onKeyDown={(event) => {
                if (event.key === 'Enter' && event.ctrlKey) apply();
              }}
            />
          )}
        </Field>
        <div className="grid gap-3 sm:grid-cols-2">
          <Field label={t('range.from')}>
            {(ids) => (
              <TextInput
                {...ids}
                type="datetime-local"
                step={1}
                value={from}
                onChange={(event) => setFrom(event.target.value)}
              />
            )}
          </Field>
          <Field label={t('notes.to')} error={fault && t(`notes.fault.${fault}`)} hint={t('notes.toHint')}>
            {(ids) => (
              <TextInput
                {...ids}
                type="datetime-local"
                step={1}
                value={to}
                onChange={(event) => setTo(event.target.value)}
              />
            )}
          </Field>
        </div>
        <TagChoice tags={[...new Set([...annotation.tags, ...tags])]} chosen={chosen} onChosen={setChosen} />
        {known && <p className="text-sm text-ink-3">{t('notes.by', { by: known.by })}</p>}
        {(save.error ?? remove.error) && <ErrorNotice error={save.error ?? remove.error} />}
      </DialogForm>
    </Dialog>
  );
}

interface TagChoiceProps {
  readonly tags: readonly string[];
  readonly chosen: readonly string[];
  readonly onChosen: (chosen: readonly string[]) => void;
}

function TagChoice({ tags, chosen, onChosen }: TagChoiceProps) {
  const { t } = useTranslation('trends');
  return (
    <fieldset>
      <legend className="mb-1 text-sm font-medium text-ink-2">{t('notes.tags')}</legend>
      <ul className="max-h-40 overflow-y-auto border border-line">
        {tags.map((path) => (
          <li key={path}>
            <label className="flex min-h-10 items-center gap-3 px-3 hover:bg-selected" title={path}>
              <input
                type="checkbox"
                className="size-5"
                checked={chosen.includes(path)}
                onChange={({ target }) =>
                  onChosen(target.checked ? [...chosen, path] : chosen.filter((known) => known !== path))
                }
              />
              <span>{tagName(path)}</span>
              <span className="text-sm text-ink-3">{placeOf(path)}</span>
            </label>
          </li>
        ))}
      </ul>
      <p className="mt-1 text-sm text-ink-3">{t('notes.tagsHint')}</p>
    </fieldset>
  );
}
