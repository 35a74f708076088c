import { useTranslation } from 'react-i18next';
import { HOLD_CAUSES, HOLD_VERDICT } from '../../../../../shared/contract/judgment.ts';
import type { TestResult } from '../../../../../shared/contract/ruleset-desk.ts';
import { formatUnit, textIn } from '../../../lib/format/format.ts';
import { useLanguage } from '../../../lib/preferences/preferences.ts';
import { Button } from '../../../ui/index.ts';
import { ChoiceCell, FormPart, FormRow, NumberCell, TextCell } from '../settings/fields.tsx';
import {
  fieldText,
  listOf,
  manifestOf,
  membersOf,
  withMember,
  type Members,
} from '../settings/manifest-form.ts';
import { useShowTrace } from '../script/use-show-trace.ts';
import { useDesk } from '../use-desk.ts';
import { GotOutputs, OutputFields } from './OutputFields.tsx';
import { testInputs } from './test-inputs.ts';
import { expectationOf, labelledName, resultText } from './test-form.ts';
import { useCauseText } from './use-cause-text.ts';

interface EditorProps {
  readonly index: number;
  readonly test: Members;
  readonly result: TestResult | undefined;
  readonly onChange: (test: Members) => void;
}

/** A value of an input, by what the manifest says of it; empty: no value. */
function ValueCell({
  input,
  value,
  onChange,
}: {
  input: Members;
  value: unknown;
  onChange: (value: unknown) => void;
}) {
  const { t } = useTranslation('rule-tests');
  const label = fieldText(input['name']);
  const empty = { value: '', label: t('noValue') };
  if (input['type'] === 'boolean') {
    const choices = [empty, ...['true', 'false'].map((name) => ({ value: name, label: name }))];
    const choose = (text: string) => onChange(text === '' ? null : text === 'true');
    return <ChoiceCell label={label} value={fieldText(value)} choices={choices} onChange={choose} />;
  }
  if (input['type'] === 'text' && Array.isArray(input['values'])) {
    const choices = [
      empty,
      ...(input['values'] as unknown[]).map(fieldText).map((name) => ({ value: name, label: name })),
    ];
    return (
      <ChoiceCell
        label={label}
        value={fieldText(value)}
        choices={choices}
        onChange={(text) => onChange(text === '' ? null : text)}
      />
    );
  }
  if (input['type'] === 'text')
    return (
      <TextCell
        label={label}
        value={fieldText(value)}
        onChange={(text) => onChange(text === '' ? null : text)}
      />
    );
  return (
    <NumberCell label={label} value={value ?? undefined} onChange={(number) => onChange(number ?? null)} />
  );
}

function InputFields({
  test,
  onChange,
  errorAt,
}: Pick<EditorProps, 'test' | 'onChange'> & { errorAt: (path: string) => string | undefined }) {
  const { t } = useTranslation('rule-tests');
  const language = useLanguage();
  const { draft } = useDesk();
  const inputs = listOf(manifestOf(draft.texts.manifest)?.['inputs']);
  const values = membersOf(test['input']);
  const known = new Set(inputs.map(({ name }) => fieldText(name)));
  const set = (name: string, value: unknown) => onChange({ ...test, input: withMember(values, name, value) });
  return (
    <FormPart title={t('input')}>
      {inputs.map((input) => {
        const name = fieldText(input['name']);
        return (
          <FormRow key={name} label={labelledName(input, language)} error={errorAt(`input.${name}`)}>
            <ValueCell input={input} value={values[name]} onChange={(value) => set(name, value)} />
            <span className="w-14 shrink-0 text-sm text-ink-2">{formatUnit(fieldText(input['unit']))}</span>
          </FormRow>
        );
      })}
      {Object.keys(values)
        .filter((name) => !known.has(name))
        .map((name) => (
          <FormRow key={name} label={t('unknownInput', { name })} error={errorAt(`input.${name}`)}>
            <code className="grow font-mono">{fieldText(values[name])}</code>
            <Button variant="quiet" className="min-h-8" onClick={() => set(name, undefined)}>
              {t('remove')}
            </Button>
          </FormRow>
        ))}
    </FormPart>
  );
}

function ExpectFields({
  test,
  onChange,
  errorAt,
}: Pick<EditorProps, 'test' | 'onChange'> & { errorAt: (path: string) => string | undefined }) {
  const { t } = useTranslation('rule-tests');
  const { draft } = useDesk();
  const expect = membersOf(test['expect']);
  const verdicts = Object.keys(membersOf(manifestOf(draft.texts.manifest)?.['verdicts']));
  const isHold = expect['verdict'] === HOLD_VERDICT || expect['holdCause'] !== undefined;
  const any = { value: '', label: t('any') };
  const put = (next: Members) => onChange({ ...test, expect: next });
  const chooseVerdict = (verdict: string) => {
    const next = withMember(expect, 'verdict', verdict === '' ? undefined : verdict);
    // What is held says nothing else.
    if (verdict === HOLD_VERDICT)
      put(withMember(withMember(next, 'confidence', undefined), 'outputs', undefined));
    else put(withMember(next, 'holdCause', undefined));
  };
  return (
    <FormPart title={t('expect')}>
      <FormRow label={t('verdict')} error={errorAt('expect.verdict') ?? errorAt('expect')}>
        <ChoiceCell
          label={t('verdict')}
          value={fieldText(expect['verdict'])}
          choices={[any, ...[...verdicts, HOLD_VERDICT].map((value) => ({ value, label: value }))]}
          onChange={chooseVerdict}
        />
      </FormRow>
      {isHold ? (
        <FormRow label={t('holdCause')} error={errorAt('expect.holdCause')}>
          <ChoiceCell
            label={t('holdCause')}
            value={fieldText(expect['holdCause'])}
            choices={[any, ...HOLD_CAUSES.map((value) => ({ value, label: t(`common:holdCause.${value}`) }))]}
            onChange={(cause) => put(withMember(expect, 'holdCause', cause === '' ? undefined : cause))}
          />
        </FormRow>
      ) : (
        <FormRow label={t('confidence')} error={errorAt('expect.confidence')}>
          <NumberCell
            label={t('confidence')}
            placeholder={t('any')}
            value={expect['confidence']}
            onChange={(value) => put(withMember(expect, 'confidence', value))}
          />
        </FormRow>
      )}
      <OutputFields expect={expect} onChange={put} errorAt={errorAt} isHold={isHold} />
    </FormPart>
  );
}

/** The chosen test case, field by field, and what it gives now. */
export function TestEditor({ index, test, result, onChange }: EditorProps) {
  const { t } = useTranslation('rule-tests');
  const language = useLanguage();
  const { id, problems, manifest } = useDesk();
  const showTrace = useShowTrace(id);
  const causeText = useCauseText();
  const errorAt = (path: string) =>
    problems.find((problem) => problem.file === 'tests.json' && problem.path === `${index}.${path}`)?.text;
  return (
    <div className="flex flex-col gap-2">
      <FormPart title={t('edit', { number: index + 1 })}>
        <FormRow label={t('name')} error={errorAt('name')}>
          <TextCell
            label={t('name')}
            value={fieldText(test['name'])}
            onChange={(name) => onChange({ ...test, name })}
          />
        </FormRow>
      </FormPart>
      <InputFields test={test} onChange={onChange} errorAt={errorAt} />
      <ExpectFields test={test} onChange={onChange} errorAt={errorAt} />
      <FormPart
        title={t('result')}
        aside={
          result !== undefined &&
          !result.passed && (
            <Button
              variant="quiet"
              className="min-h-8"
              onClick={() => onChange({ ...test, expect: expectationOf(result, test) })}
            >
              {t('takeResult')}
            </Button>
          )
        }
      >
        {result === undefined ? (
          <p className="text-ink-2">{t('state.notRun')}</p>
        ) : (
          <>
            <p>
              <strong>{t(result.passed ? 'state.passed' : 'state.failed')}</strong>{' '}
              <code className="font-mono">{resultText(result, {}, causeText)}</code>
            </p>
            <GotOutputs test={test} result={result} />
            {result.detail && <p className="text-sm text-ink-2">{textIn(result.detail, language)}</p>}
            {manifest !== null && (
              <div className="mt-2">
                <Button
                  className="min-h-8"
                  onClick={() =>
                    showTrace(
                      (say) => say('rule-trace:test', { name: fieldText(test['name']) }),
                      testInputs(manifest, membersOf(test['input'])),
                    )
                  }
                >
                  {t('rule-trace:show')}
                </Button>
              </div>
            )}
          </>
        )}
      </FormPart>
    </div>
  );
}
