import { useTranslation } from 'react-i18next';
import { TextArea } from '../../../ui/index.ts';
import { useDesk } from '../use-desk.ts';
import { FormPart, FormRow, TextCell } from './fields.tsx';
import { fieldText, membersOf } from './manifest-form.ts';
import type { ManifestForm } from './use-manifest.ts';

/** What the ruleset is called and what it is for, in both languages. */
export function IdentityPart({ form: { manifest, set, errorAt } }: { form: ManifestForm }) {
  const { t } = useTranslation('rule-settings');
  const { id } = useDesk();
  const [name, description] = [membersOf(manifest['name']), membersOf(manifest['description'])];
  const isDescribed = manifest['description'] !== undefined;
  const describe = (language: 'ko' | 'en', text: string) => {
    const next = { ko: '', en: '', ...description, [language]: text };
    set('description', next.ko === '' && next.en === '' ? undefined : next);
  };
  return (
    <FormPart title={t('identity')}>
      <FormRow label={t('id')} error={errorAt('id')}>
        <code className="font-mono">{id}</code>
      </FormRow>
      {(['ko', 'en'] as const).map((language) => (
        <FormRow
          key={language}
          label={t(`name.${language}`)}
          path={`name.${language}`}
          error={errorAt(`name.${language}`) ?? (language === 'ko' ? errorAt('name') : undefined)}
        >
          <TextCell
            label={t(`name.${language}`)}
            lang={language}
            value={fieldText(name[language])}
            onChange={(text) => set('name', { ...name, [language]: text })}
          />
        </FormRow>
      ))}
      {(['ko', 'en'] as const).map((language) => (
        <FormRow
          key={language}
          label={t(`description.${language}`)}
          path={`description.${language}`}
          error={isDescribed ? errorAt(`description.${language}`) : undefined}
        >
          <TextArea
            aria-label={t(`description.${language}`)}
            lang={language}
            rows={3}
            value={fieldText(description[language])}
            onChange={(event) => describe(language, event.target.value)}
          />
        </FormRow>
      ))}
    </FormPart>
  );
}
