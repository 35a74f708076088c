import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import {
  OUTPUT_TYPES,
  outputNameSchema,
  type OutputType,
  type TableOutput,
} from '../../../../../shared/contract/decision-table.ts';
import { RESERVED_OUTPUTS } from '../../../../../shared/decision-table/outputs.ts';
import { Button, Field, Select, TextInput } from '../../../ui/index.ts';
import { TableDialog } from './TableDialog.tsx';

export type OutputChange =
  { readonly kind: 'set'; readonly output: TableOutput } | { readonly kind: 'remove' };

interface OutputDialogProps {
  /** Null: a new one. */
  readonly output: TableOutput | null;
  /** Names of the other outputs. */
  readonly taken: readonly string[];
  readonly onDone: (change: OutputChange | null) => void;
}

/** What a further column of values is called in the result, and what its cells are. */
export function OutputDialog({ output, taken, onDone }: OutputDialogProps) {
  const { t } = useTranslation('rule-table');
  const [draft, setDraft] = useState<TableOutput>(output ?? { name: '', type: 'number' });
  const name = draft.name.trim();
  const isName = outputNameSchema.safeParse(name).success;
  const isTaken = taken.includes(name) || (RESERVED_OUTPUTS as readonly string[]).includes(name);
  const fault = name !== '' && !isName ? t('outputName') : isTaken ? t('outputTaken') : undefined;
  const canTake = isName && !isTaken;
  const done = () => {
    if (!canTake) return;
    const { label, ...others } = draft;
    // One language alone stands for both until the other is written.
    const both = label && { ko: label.ko || label.en, en: label.en || label.ko };
    onDone({ kind: 'set', output: { ...others, name, ...(both ? { label: both } : {}) } });
  };
  const setLabel = (language: 'ko' | 'en', text: string) => {
    const { label, ...others } = draft;
    const next = { ko: '', en: '', ...label, [language]: text };
    setDraft(next.ko === '' && next.en === '' ? others : { ...others, label: next });
  };
  return (
    <TableDialog
      title={output === null ? t('newOutput') : t('changeOutput', { name: output.name })}
      others={
        output !== null && (
          <Button className="mr-auto" variant="quiet" onClick={() => onDone({ kind: 'remove' })}>
            {t('removeColumn')}
          </Button>
        )
      }
      canTake={canTake}
      onTake={done}
      onCancel={() => onDone(null)}
    >
      <Field label={t('outputNameLabel')} hint={t('outputNameHint')} error={fault}>
        {(ids) => (
          <TextInput
            {...ids}
            data-autofocus
            className="font-mono"
            maxLength={40}
            value={draft.name}
            onChange={(event) => setDraft({ ...draft, name: event.target.value })}
          />
        )}
      </Field>
      <Field label={t('typeLabel')} hint={t(`outputCellHint.${draft.type}`)}>
        {(ids) => (
          <Select
            {...ids}
            value={draft.type}
            choices={OUTPUT_TYPES.map((type) => ({ value: type, label: t(`type.${type}`) }))}
            onChange={(event) => setDraft({ ...draft, type: event.target.value as OutputType })}
          />
        )}
      </Field>
      {(['ko', 'en'] as const).map((language) => (
        <Field key={language} label={t(`outputLabel.${language}`)}>
          {(ids) => (
            <TextInput
              {...ids}
              value={draft.label?.[language] ?? ''}
              onChange={(event) => setLabel(language, event.target.value)}
            />
          )}
        </Field>
      ))}
    </TableDialog>
  );
}
