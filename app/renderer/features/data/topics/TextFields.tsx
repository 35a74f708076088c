import { useTranslation } from 'react-i18next';
import type { TopicMapping } from '../../../../../shared/contract/topic-mappings.ts';
import { linesOf, recordOf } from './draft.ts';
import { LinesField } from './fields.tsx';
import type { ErrorOf } from './MappingEditor.tsx';

type Payload = TopicMapping['payload'];

interface TextFieldsProps {
  readonly payload: Payload;
  readonly errorOf: ErrorOf;
  readonly onChange: (payload: Payload) => void;
}

function stateOf(text: string): boolean | number | string {
  if (/^(?:true|false)$/i.test(text)) return text.toLowerCase() === 'true';
  return text === '' || Number.isNaN(Number(text)) ? text : Number(text);
}

/** What texts stand for: numbers with units behind them, words that are states. */
export function TextFields({ payload, errorOf, onChange }: TextFieldsProps) {
  const { t } = useTranslation('topics');
  const { units, states, ...others } = payload;
  const kept = { ...(units === undefined ? {} : { units }), ...(states === undefined ? {} : { states }) };
  const setUnits = (text: string) => {
    const { units: _before, ...rest } = kept;
    const lines = text
      .split('\n')
      .map((line) => line.trim())
      .filter(Boolean);
    onChange({ ...others, ...rest, ...(lines.length === 0 ? {} : { units: lines }) });
  };
  const setStates = (text: string) => {
    const { states: _before, ...rest } = kept;
    const entries = Object.entries(recordOf(text)).map(([word, value]) => [word, stateOf(value)] as const);
    onChange({
      ...others,
      ...rest,
      ...(entries.length === 0 ? {} : { states: Object.fromEntries(entries) }),
    });
  };
  return (
    <div className="grid grid-cols-[repeat(auto-fit,minmax(14rem,1fr))] gap-3">
      <LinesField
        label={t('field.units')}
        hint={t('hint.units')}
        text={(units ?? []).join('\n')}
        error={errorOf('units')}
        onChange={setUnits}
      />
      <LinesField
        label={t('field.states')}
        hint={t('hint.states')}
        text={linesOf(states ?? {})}
        error={errorOf('states')}
        onChange={setStates}
      />
    </div>
  );
}
