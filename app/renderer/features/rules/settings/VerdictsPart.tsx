import { useTranslation } from 'react-i18next';
import { SEVERITIES, type Severity } from '../../../../../shared/contract/common.ts';
import { Button, IconButton, StateMark } from '../../../ui/index.ts';
import { ChoiceCell, FormPart, NameCell, PartErrors } from './fields.tsx';
import { fieldText, freeName, membersOf, renamed, withMember } from './manifest-form.ts';
import type { ManifestForm } from './use-manifest.ts';

const isSeverity = (text: string): text is Severity => (SEVERITIES as readonly string[]).includes(text);

/** The words the ruleset may say, and how bad each is. */
export function VerdictsPart({ form: { manifest, set, errorAt, errorsBelow } }: { form: ManifestForm }) {
  const { t } = useTranslation('rule-settings');
  const verdicts = membersOf(manifest['verdicts']);
  const names = Object.keys(verdicts);
  const severities = SEVERITIES.map((value) => ({ value, label: t(`common:state.${value}`) }));
  const add = () => set('verdicts', { ...verdicts, [freeName('WATCH', names)]: 'medium' });
  return (
    <FormPart
      title={t('verdicts')}
      path="verdicts"
      aside={
        <Button variant="quiet" className="min-h-8" onClick={add}>
          {t('add')}
        </Button>
      }
    >
      <PartErrors errors={errorsBelow('verdicts')} />
      <ul>
        {names.map((name) => (
          <li key={name} className="grid grid-cols-[18px_minmax(0,1fr)_10rem_40px] items-center gap-2 py-0.5">
            <StateMark
              kind={
                isSeverity(fieldText(verdicts[name])) ? (fieldText(verdicts[name]) as Severity) : 'unjudged'
              }
            />
            <NameCell
              label={t('verdict', { name })}
              value={name}
              taken={names}
              refusal={t('nameTaken')}
              onChange={(next) => set('verdicts', renamed(verdicts, name, next))}
            />
            <ChoiceCell
              label={t('severityOf', { name })}
              error={errorAt(`verdicts.${name}`)}
              value={fieldText(verdicts[name])}
              choices={severities}
              onChange={(severity) => set('verdicts', { ...verdicts, [name]: severity })}
            />
            <IconButton
              icon="close"
              label={t('removeNamed', { name })}
              onClick={() => set('verdicts', withMember(verdicts, name, undefined))}
            />
          </li>
        ))}
      </ul>
    </FormPart>
  );
}
