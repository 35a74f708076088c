import { useTranslation } from 'react-i18next';
import type { TestResult } from '../../../../../shared/contract/ruleset-desk.ts';
import type { JudgmentOutputs } from '../../../../../shared/contract/judgment.ts';
import { useLanguage } from '../../../lib/preferences/preferences.ts';
import { Button } from '../../../ui/index.ts';
import { ChoiceCell, FormRow, NumberCell, TextCell } from '../settings/fields.tsx';
import {
  fieldText,
  listOf,
  manifestOf,
  membersOf,
  withMember,
  type Members,
} from '../settings/manifest-form.ts';
import { useDesk } from '../use-desk.ts';
import { labelledName, outputsToTell, valueText } from './test-form.ts';

/** What is expected of an output: undefined whatever it is, null that it is not said. */
function OutputCell({
  name,
  type,
  value,
  onChange,
}: {
  name: string;
  type: string;
  value: unknown;
  onChange: (value: unknown) => void;
}) {
  const { t } = useTranslation('rule-tests');
  if (type === 'boolean')
    return (
      <ChoiceCell
        label={name}
        value={value === null ? 'null' : fieldText(value)}
        choices={[
          { value: '', label: t('any') },
          ...['true', 'false'].map((word) => ({ value: word, label: word })),
          { value: 'null', label: t('noValue') },
        ]}
        onChange={(word) => onChange(word === '' ? undefined : word === 'null' ? null : word === 'true')}
      />
    );
  const placeholder = value === null ? '–' : t('any');
  return (
    <>
      {type === 'number' ? (
        <NumberCell label={name} placeholder={placeholder} value={value ?? undefined} onChange={onChange} />
      ) : (
        <TextCell
          label={name}
          placeholder={placeholder}
          value={fieldText(value)}
          onChange={(text) => onChange(text === '' ? undefined : text)}
        />
      )}
      <label className="flex shrink-0 items-center gap-1 text-sm">
        <input
          type="checkbox"
          className="size-4 accent-action"
          aria-label={`${name}: ${t('noValue')}`}
          checked={value === null}
          onChange={(event) => onChange(event.target.checked ? null : undefined)}
        />
        {t('noValue')}
      </label>
    </>
  );
}

/** What a test case expects of the outputs of the decision table; those left empty are not looked at. */
export function OutputFields({
  expect,
  isHold,
  onChange,
  errorAt,
}: {
  readonly expect: Members;
  /** A hold has none: only those that somebody wrote all the same are to be seen, and taken out. */
  readonly isHold: boolean;
  readonly onChange: (expect: Members) => void;
  readonly errorAt: (path: string) => string | undefined;
}) {
  const { t } = useTranslation('rule-tests');
  const language = useLanguage();
  const { draft } = useDesk();
  const ofTable = listOf(membersOf(manifestOf(draft.texts.manifest)?.['table'])['outputs']);
  const declared = isHold ? [] : ofTable;
  const values = membersOf(expect['outputs']);
  const known = new Set(declared.map(({ name }) => fieldText(name)));
  const set = (name: string, value: unknown) => {
    const outputs = withMember(values, name, value);
    onChange(withMember(expect, 'outputs', Object.keys(outputs).length === 0 ? undefined : outputs));
  };
  return (
    <>
      {declared.map((output) => {
        const name = fieldText(output['name']);
        return (
          <FormRow
            key={name}
            label={labelledName(output, language)}
            error={errorAt(`expect.outputs.${name}`)}
          >
            <OutputCell
              name={t('outputOf', { name })}
              type={fieldText(output['type'])}
              value={values[name]}
              onChange={(value) => set(name, value)}
            />
          </FormRow>
        );
      })}
      {Object.keys(values)
        .filter((name) => !known.has(name))
        .map((name) => (
          <FormRow
            key={name}
            label={t('unknownOutput', { name })}
            error={errorAt(`expect.outputs.${name}`) ?? errorAt('expect.outputs')}
          >
            <code className="grow font-mono">{valueText(values[name])}</code>
            <Button variant="quiet" className="min-h-8" onClick={() => set(name, undefined)}>
              {t('remove')}
            </Button>
          </FormRow>
        ))}
    </>
  );
}

/** The outputs that a test case got, and beside each that is another what it expects. */
export function GotOutputs({ test, result }: { readonly test: Members; readonly result: TestResult }) {
  const { t } = useTranslation('rule-tests');
  const expected = membersOf(membersOf(test['expect'])['outputs']) as JudgmentOutputs;
  return outputsToTell(expected, result).map(({ name, got, missed }) => (
    <FormRow key={name} label={name}>
      <code className={missed ? 'font-mono font-semibold' : 'font-mono'}>
        {missed && '✕ '}
        {valueText(got)}
      </code>
      {missed && (
        <span className="text-sm text-ink-2">
          {t('expectedInstead', { value: valueText(expected[name]) })}
        </span>
      )}
    </FormRow>
  ));
}
