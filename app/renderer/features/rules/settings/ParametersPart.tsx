import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button, IconButton, TextInput } from '../../../ui/index.ts';
import { FormPart, NameCell, PartErrors } from './fields.tsx';
import { freeName, membersOf, parameterText, parameterTyped, withMember } from './manifest-form.ts';
import type { ManifestForm } from './use-manifest.ts';

function ValueCell({
  name,
  value,
  onChange,
}: {
  name: string;
  value: unknown;
  onChange: (value: unknown) => void;
}) {
  const { t } = useTranslation('rule-settings');
  const [typed, setTyped] = useState<string | null>(null);
  const isSame = typed !== null && parameterTyped(typed) === value;
  return (
    <TextInput
      aria-label={t('valueOf', { name })}
      className="min-h-(--row)! text-right"
      value={isSame ? typed : parameterText(value)}
      onChange={(event) => {
        setTyped(event.target.value);
        onChange(parameterTyped(event.target.value));
      }}
    />
  );
}

/** Limits of the field, kept as data: the script reads them as `parameters.name`. */
export function ParametersPart({ form: { manifest, set, rename, errorsBelow } }: { form: ManifestForm }) {
  const { t } = useTranslation('rule-settings');
  const parameters = membersOf(manifest['parameters']);
  const names = Object.keys(parameters);
  const put = (next: Readonly<Record<string, unknown>>) =>
    set('parameters', Object.keys(next).length === 0 ? undefined : next);
  return (
    <FormPart
      title={t('parameters')}
      path="parameters"
      aside={
        <Button
          variant="quiet"
          className="min-h-8"
          onClick={() => put({ ...parameters, [freeName('limit', names)]: 0 })}
        >
          {t('add')}
        </Button>
      }
    >
      {names.length === 0 && <p className="text-sm text-ink-2">{t('noParameters')}</p>}
      <PartErrors errors={errorsBelow('parameters')} />
      <ul>
        {names.map((name) => (
          <li key={name} className="grid grid-cols-[minmax(0,1fr)_8rem_40px] items-center gap-2 py-0.5">
            <NameCell
              label={t('parameter', { name })}
              value={name}
              taken={names}
              refusal={t('nameTaken')}
              onChange={(next) => rename('parameter', name, next)}
            />
            <ValueCell
              name={name}
              value={parameters[name]}
              onChange={(value) => put({ ...parameters, [name]: value })}
            />
            <IconButton
              icon="close"
              label={t('removeNamed', { name })}
              onClick={() => put(withMember(parameters, name, undefined))}
            />
          </li>
        ))}
      </ul>
    </FormPart>
  );
}
