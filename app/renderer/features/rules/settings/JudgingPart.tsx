import { useTranslation } from 'react-i18next';
import { FormPart, FormRow, NumberCell } from './fields.tsx';
import { membersOf, withMember } from './manifest-form.ts';
import type { ManifestForm } from './use-manifest.ts';

const OWN = [
  { name: 'confidenceThreshold', usual: '0.7', unit: '' },
  { name: 'cacheSeconds', usual: '300', unit: 's' },
] as const;
const LIMITS = [
  { name: 'operations', usual: '100000', unit: '' },
  { name: 'deadlineMs', usual: '50', unit: 'ms' },
] as const;

/** Threshold, cache and the limits of the script; an empty field has its default. */
export function JudgingPart({ form: { manifest, set, errorAt } }: { form: ManifestForm }) {
  const { t } = useTranslation('rule-settings');
  const limits = membersOf(manifest['limits']);
  const putLimit = (name: string, value: unknown) => {
    const next = withMember(limits, name, value);
    set('limits', Object.keys(next).length === 0 ? undefined : next);
  };
  return (
    <FormPart title={t('judging')}>
      {OWN.map(({ name, usual, unit }) => (
        <FormRow key={name} label={t(`judge.${name}`)} path={name} error={errorAt(name)}>
          <NumberCell
            label={t(`judge.${name}`)}
            className="max-w-32"
            placeholder={usual}
            value={manifest[name]}
            onChange={(value) => set(name, value)}
          />
          <span className="text-sm text-ink-2">{unit}</span>
        </FormRow>
      ))}
      {LIMITS.map(({ name, usual, unit }) => (
        <FormRow
          key={name}
          label={t(`judge.${name}`)}
          path={`limits.${name}`}
          error={errorAt(`limits.${name}`)}
        >
          <NumberCell
            label={t(`judge.${name}`)}
            className="max-w-32"
            placeholder={usual}
            value={limits[name]}
            onChange={(value) => putLimit(name, value)}
          />
          <span className="text-sm text-ink-2">{unit}</span>
        </FormRow>
      ))}
    </FormPart>
  );
}
