import { useTranslation } from 'react-i18next';
import type { TopicMapping } from '../../../../../shared/contract/topic-mappings.ts';
import { LinesField } from './fields.tsx';
import type { ErrorOf } from './MappingEditor.tsx';
import { linesOfStates, statesOf } from './states.ts';

type Payload = TopicMapping['payload'];

interface TextFieldsProps {
  readonly payload: Payload;
  readonly errorOf: ErrorOf;
  readonly onChange: (payload: Payload) => void;
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
    const typed = statesOf(text);
    onChange({ ...others, ...rest, ...(Object.keys(typed).length === 0 ? {} : { states: typed }) });
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
        text={linesOfStates(states ?? {})}
        error={errorOf('states')}
        onChange={setStates}
      />
    </div>
  );
}
