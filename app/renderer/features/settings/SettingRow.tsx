import type { ReactNode } from 'react';
import { Controller, type UseFormReturn } from 'react-hook-form';
import { useTranslation } from 'react-i18next';
import type { Settings } from '../../../../shared/contract/settings.ts';
import { Button, Field, Select, Switch, TextArea, TextInput } from '../../ui/index.ts';
import {
  isFixedOutside,
  isValidSetting,
  SETTING_KINDS,
  type SettingName,
  type SettingValues,
} from './setting-values.ts';

interface ControlProps {
  readonly name: SettingName;
  readonly value: string | boolean;
  readonly disabled: boolean;
  readonly ids: { id: string; 'aria-describedby'?: string; 'aria-invalid'?: boolean };
  readonly onChange: (value: string | boolean) => void;
  readonly onBlur: () => void;
  /** So that the form can put the focus on what is wrong. */
  readonly controlRef: (element: { focus?: () => void } | null) => void;
}

function Control({ name, value, disabled, ids, onChange, onBlur, controlRef }: ControlProps): ReactNode {
  const { t } = useTranslation('settings');
  const kind = SETTING_KINDS[name];
  const text = String(value);
  const common = { ...ids, disabled, onBlur, ref: controlRef, className: 'font-mono text-sm' };
  if (kind === 'switch') {
    return (
      <Switch
        id={ids.id}
        label={t(value === true ? 'on' : 'off')}
        checked={value === true}
        disabled={disabled}
        onChange={onChange}
      />
    );
  }
  if (kind === 'lines') {
    return <TextArea {...common} rows={2} value={text} onChange={(event) => onChange(event.target.value)} />;
  }
  if (kind === 'text') {
    return <TextInput {...common} value={text} onChange={(event) => onChange(event.target.value)} />;
  }
  return (
    <Select
      {...ids}
      ref={controlRef}
      disabled={disabled}
      value={text}
      choices={kind.map((choice) => ({ value: choice, label: choice }))}
      onChange={(event) => onChange(event.target.value)}
    />
  );
}

interface SettingRowProps {
  readonly name: SettingName;
  readonly setting: Settings['settings'][number];
  readonly form: UseFormReturn<SettingValues>;
  readonly disabled: boolean;
  readonly onReset: () => void;
}

/** One setting: its control, where its value comes from, and the way back to the default. */
export function SettingRow({ name, setting, form, disabled, onReset }: SettingRowProps) {
  const { t, i18n } = useTranslation('settings');
  const hint = i18n.exists(`settings:hint.${name}`) ? t(`hint.${name}`) : undefined;
  const fixed = isFixedOutside(setting.source);
  const source = t(`source.${setting.source}`);
  return (
    <div className="grid grid-cols-[minmax(0,1fr)_10.5rem] gap-x-3 border-b border-line px-3 py-1">
      <Controller
        name={name}
        control={form.control}
        rules={{ validate: (value) => fixed || isValidSetting(name, value) || t(`invalid.${name}`) }}
        render={({ field, fieldState }) => (
          <Field row label={t(`name.${name}`)} hint={hint} error={fieldState.error?.message}>
            {(ids) => (
              <Control
                name={name}
                value={field.value}
                disabled={fixed || disabled}
                ids={ids}
                onChange={field.onChange}
                onBlur={field.onBlur}
                controlRef={field.ref}
              />
            )}
          </Field>
        )}
      />
      <div className="flex min-h-10 flex-col items-start justify-center self-start text-sm">
        <span className={fixed ? 'font-semibold' : 'text-ink-2'} title={t('source.label')}>
          {source}
        </span>
        {setting.source === 'environment' && setting.variable && (
          <code className="font-mono text-xs wrap-anywhere">{setting.variable}</code>
        )}
        {setting.source === 'file' && (
          <Button
            variant="quiet"
            className="-ml-3 underline underline-offset-2"
            disabled={disabled}
            onClick={onReset}
          >
            {t('source.reset')}
          </Button>
        )}
      </div>
    </div>
  );
}
