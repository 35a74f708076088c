import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useTagNames } from '../../../lib/tags/use-tag-names.ts';
import { Button } from '../../../ui/index.ts';
import { FormPart } from './fields.tsx';
import { InputRow, INPUT_GRID } from './InputRow.tsx';
import { fieldText, freeName, listOf, moved } from './manifest-form.ts';
import type { ManifestForm } from './use-manifest.ts';

const NO_PATHS: readonly string[] = [];
const COLUMNS = [
  'name',
  'type',
  'unit',
  'tag',
  'take',
  'windowSeconds',
  'maxAgeSeconds',
  'optional',
] as const;

/** What the script reads: two lines an input, the second for labels, values and the tags that its pattern takes now. */
export function InputsPart({ form }: { form: ManifestForm }) {
  const { t } = useTranslation('rule-settings');
  const { manifest, set, rename, errorAt, errorsBelow } = form;
  const names = useTagNames().data;
  const paths = useMemo(() => names?.path ?? NO_PATHS, [names]);
  const inputs = listOf(manifest['inputs']);
  const inputNames = inputs.map(({ name }) => fieldText(name));
  const put = (next: readonly object[]) => set('inputs', next);
  const add = () =>
    put([...inputs, { name: freeName('value', inputNames), type: 'number', maxAgeSeconds: 60 }]);
  return (
    <FormPart
      title={t('inputs')}
      path="inputs"
      aside={
        <Button variant="quiet" className="min-h-8" onClick={add}>
          {t('add')}
        </Button>
      }
    >
      {errorAt('inputs') !== undefined && (
        <p role="alert" className="text-sm font-semibold">
          ✕ {errorAt('inputs')}
        </p>
      )}
      <div aria-hidden className={`${INPUT_GRID} pb-1 text-sm text-ink-2`}>
        {COLUMNS.map((column) => (
          <span key={column}>{t(`column.${column}`)}</span>
        ))}
      </div>
      <ol className="flex flex-col">
        {inputs.map((input, index) => (
          <InputRow
            // By its place: while a name is typed it is still the same input.
            key={`${inputs.length} ${index}`}
            index={index}
            input={input}
            isLast={index === inputs.length - 1}
            paths={paths}
            errors={errorsBelow(`inputs.${index}`)}
            onChange={(next) => put(inputs.map((other, at) => (at === index ? next : other)))}
            names={inputNames}
            onRename={(next) => rename('input', fieldText(input['name']), next)}
            onMove={(by) => put(moved(inputs, index, by))}
            onRemove={() => put(inputs.filter((_, at) => at !== index))}
          />
        ))}
      </ol>
    </FormPart>
  );
}
