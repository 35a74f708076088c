import { useTranslation } from 'react-i18next';
import { Segmented } from '../../../ui/index.ts';
import { FormPart, FormRow, NumberCell, TextCell } from './fields.tsx';
import { fieldText, membersOf, withMember } from './manifest-form.ts';
import type { ManifestForm } from './use-manifest.ts';

const KINDS = ['change', 'interval', 'schedule', 'request'] as const;
type Kind = (typeof KINDS)[number];
const ZONES = Intl.supportedValuesOf('timeZone');

/** What each kind begins with. */
const NEW: Record<Kind, object> = {
  change: { kind: 'change', debounceMs: 1_000 },
  interval: { kind: 'interval', everySeconds: 10 },
  schedule: {
    kind: 'schedule',
    cron: '0 6 * * *',
    timezone: Intl.DateTimeFormat().resolvedOptions().timeZone,
  },
  request: { kind: 'request' },
};

/** When it judges by itself. */
export function TriggerPart({ form: { manifest, set, errorAt } }: { form: ManifestForm }) {
  const { t } = useTranslation('rule-settings');
  const trigger = membersOf(manifest['trigger']);
  const kind = fieldText(trigger['kind']) as Kind;
  const fault = errorAt('trigger.kind') ?? errorAt('trigger');
  const put = (name: string, value: unknown) => set('trigger', withMember(trigger, name, value));
  return (
    <FormPart title={t('trigger')} path="trigger">
      <div data-path="trigger.kind" className="pb-1">
        <Segmented
          label={t('kind')}
          value={kind}
          onChange={(next) => set('trigger', NEW[next])}
          choices={KINDS.map((value) => ({ value, label: t(`rules:trigger.${value}`) }))}
        />
        {fault !== undefined && (
          <p role="alert" className="text-sm font-semibold">
            ✕ {fault}
          </p>
        )}
      </div>
      {kind === 'change' && (
        <FormRow label={t('debounce')} path="trigger.debounceMs" error={errorAt('trigger.debounceMs')}>
          <NumberCell
            label={t('debounce')}
            className="max-w-32"
            placeholder="0"
            value={trigger['debounceMs']}
            onChange={(value) => put('debounceMs', value)}
          />
          <span className="text-sm text-ink-2">ms</span>
        </FormRow>
      )}
      {kind === 'interval' && (
        <FormRow label={t('every')} path="trigger.everySeconds" error={errorAt('trigger.everySeconds')}>
          <NumberCell
            label={t('every')}
            className="max-w-32"
            value={trigger['everySeconds']}
            onChange={(value) => put('everySeconds', value)}
          />
          <span className="text-sm text-ink-2">s</span>
        </FormRow>
      )}
      {kind === 'schedule' && (
        <>
          <FormRow label={t('cron')} path="trigger.cron" error={errorAt('trigger.cron')}>
            <TextCell
              label={t('cron')}
              className="font-mono"
              value={fieldText(trigger['cron'])}
              onChange={(text) => put('cron', text)}
            />
          </FormRow>
          <FormRow label={t('timezone')} path="trigger.timezone" error={errorAt('trigger.timezone')}>
            <TextCell
              label={t('timezone')}
              list="rule-zones"
              placeholder="UTC"
              value={fieldText(trigger['timezone'])}
              onChange={(text) => put('timezone', text === '' ? undefined : text)}
            />
            <datalist id="rule-zones">
              {ZONES.map((zone) => (
                <option key={zone} value={zone} />
              ))}
            </datalist>
          </FormRow>
        </>
      )}
    </FormPart>
  );
}
