import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { SEVERITIES } from '../../../../shared/contract/common.ts';
import { HOLD_VERDICT } from '../../../../shared/contract/judgment.ts';
import { splitEquipment, textIn } from '../../lib/format/format.ts';
import { useLanguage } from '../../lib/preferences/preferences.ts';
import { useManifests } from '../../lib/rules/use-rules.ts';
import { trpc } from '../../lib/trpc/index.ts';
import { Button, Field, Select, Switch, TextInput, type Choice } from '../../ui/index.ts';
import { localInputValue, NO_FILTERS, type JudgmentFilters, type SpanName } from './filters.ts';

const SPAN_NAMES: readonly SpanName[] = ['all', 'hour', 'shift', 'day', 'week', 'custom'];

/** A filter that came by address and is not among the choices stays visible. */
function withCurrent(choices: readonly Choice[], value: string | undefined): readonly Choice[] {
  if (value === undefined || choices.some((choice) => choice.value === value)) return choices;
  return [...choices, { value, label: value }];
}

interface FilterBarProps {
  readonly filters: JudgmentFilters;
  readonly onChange: (filters: JudgmentFilters) => void;
}

export function FilterBar({ filters, onChange }: FilterBarProps) {
  const { t } = useTranslation('judgments');
  const language = useLanguage();
  const manifests = useManifests();
  const machines = useQuery(trpc.judgment.overview.queryOptions()).data?.equipment ?? [];
  const all = { value: '', label: t('common:all') };
  const set = (change: Partial<JudgmentFilters>): void => onChange({ ...filters, ...change });
  const verdicts = new Set(
    manifests
      .filter(({ id }) => filters.ruleset === undefined || id === filters.ruleset)
      .flatMap((manifest) => Object.keys(manifest.verdicts)),
  );
  const select = (
    name: 'ruleset' | 'equipment' | 'verdict' | 'least',
    choices: readonly Choice[],
    width: string,
  ) => (
    <Field label={t(`filter.${name}`)} className={width}>
      {(ids) => (
        <Select
          {...ids}
          value={filters[name] ?? ''}
          choices={[all, ...withCurrent(choices, filters[name])]}
          onChange={(event) => set({ [name]: event.target.value || undefined })}
        />
      )}
    </Field>
  );
  const time = (name: 'from' | 'to') => (
    <Field label={t(`filter.${name}`)} className="w-52">
      {(ids) => (
        <TextInput
          {...ids}
          type="datetime-local"
          value={localInputValue(filters[name])}
          onChange={(event) => {
            const at = new Date(event.target.value);
            set({ [name]: Number.isNaN(at.getTime()) ? undefined : at.toISOString() });
          }}
        />
      )}
    </Field>
  );
  return (
    <form
      role="search"
      aria-label={t('filter.label')}
      onSubmit={(event) => event.preventDefault()}
      className="flex shrink-0 flex-wrap items-end gap-2"
    >
      <Field label={t('filter.span')} className="w-40">
        {(ids) => (
          <Select
            {...ids}
            value={filters.span}
            choices={SPAN_NAMES.map((span) => ({ value: span, label: t(`span.${span}`) }))}
            onChange={(event) => set(spanChange(event.target.value as SpanName))}
          />
        )}
      </Field>
      {filters.span === 'custom' && time('from')}
      {filters.span === 'custom' && time('to')}
      {select(
        'ruleset',
        manifests.map(({ id, name }) => ({ value: id, label: textIn(name, language) })),
        'w-60',
      )}
      {select(
        'equipment',
        machines.map(({ path }) => ({ value: path, label: machineLabel(path) })),
        'w-52',
      )}
      {select(
        'verdict',
        [...verdicts, HOLD_VERDICT].map((word) => ({ value: word, label: word })),
        'w-48',
      )}
      {select(
        'least',
        SEVERITIES.slice(1).map((severity) => ({
          value: severity,
          label: t('filter.andAbove', { severity: t(`common:state.${severity}`) }),
        })),
        'w-44',
      )}
      <Switch
        label={t('filter.changes')}
        checked={filters.changes}
        onChange={(changes) => set({ changes })}
      />
      <Button
        onClick={() => onChange(NO_FILTERS)}
        disabled={JSON.stringify(filters) === JSON.stringify(NO_FILTERS)}
      >
        {t('filter.clear')}
      </Button>
    </form>
  );
}

/** Own times begin with the last hour, so that the fields are not empty. */
function spanChange(span: SpanName): Partial<JudgmentFilters> {
  if (span !== 'custom') return { span, from: undefined, to: undefined };
  return { span, from: new Date(Date.now() - 3_600_000).toISOString(), to: undefined };
}

function machineLabel(path: string): string {
  const { line, equipment } = splitEquipment(path);
  return `${line} › ${equipment}`;
}
