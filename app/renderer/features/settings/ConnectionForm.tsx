import { useMutation } from '@tanstack/react-query';
import { useEffect, useMemo } from 'react';
import { useForm } from 'react-hook-form';
import { useTranslation } from 'react-i18next';
import {
  settingsUpdateSchema,
  type Settings,
  type SettingsUpdate,
} from '../../../../shared/contract/settings.ts';
import { fieldErrorsOfCall, queryClient, trpc, useIsLive } from '../../lib/trpc/index.ts';
import { Button, Properties, StateMark, useToasts, useFailed } from '../../ui/index.ts';
import { SettingRow } from './SettingRow.tsx';
import {
  formValue,
  SETTING_GROUPS,
  updateValue,
  type SettingName,
  type SettingValues,
} from './setting-values.ts';

function useSave(form: { onFieldError: (name: SettingName, message: string) => void }) {
  const show = useToasts((state) => state.show);
  const failed = useFailed();
  return useMutation(
    trpc.settings.update.mutationOptions({
      onSuccess: (settings) => {
        queryClient.setQueryData(trpc.settings.get.queryKey(), settings);
        show({ tone: 'done', text: (say) => say('settings:station.saved') });
      },
      onError: (error, sent) => {
        for (const { path, message } of fieldErrorsOfCall(error, settingsUpdateSchema, sent))
          form.onFieldError(path as SettingName, message);
        failed((say, _, reason) => say('settings:station.notSaved', { reason }), 'sentence')(error);
      },
    }),
  );
}

export function ConnectionForm({ settings }: { settings: Settings }) {
  const { t } = useTranslation('settings');
  const live = useIsLive();
  const values = useMemo(() => valuesOf(settings), [settings]);
  const form = useForm<SettingValues>({ defaultValues: values, mode: 'onTouched' });
  const { isDirty, dirtyFields, errors } = form.formState;
  useEffect(() => {
    if (!isDirty) form.reset(values);
  }, [values, isDirty, form]);
  const save = useSave({ onFieldError: (name, message) => form.setError(name, { type: 'server', message }) });
  const dirty = Object.keys(dirtyFields) as SettingName[];
  const wrong = Object.keys(errors).length;
  const ready = live && !save.isPending;
  const submit = form.handleSubmit((filled) => {
    const change = Object.fromEntries(dirty.map((name) => [name, updateValue(name, filled[name])]));
    save.mutate(change as SettingsUpdate, { onSuccess: (saved) => form.reset(valuesOf(saved)) });
  });
  return (
    <form onSubmit={(event) => void submit(event)}>
      {settings.restartNeeded && (
        <p className="flex items-center gap-2 border-b border-l-8 border-b-line border-l-medium bg-raised px-3 py-2">
          <StateMark kind="medium" />
          {t('station.restartNeeded')}
        </p>
      )}
      {(['broker', 'backups', 'server'] as const).map((group) => (
        <fieldset key={group}>
          <legend className="w-full border-b border-line bg-canvas px-3 py-1 font-semibold">
            {t(`group.${group}`)}
          </legend>
          {SETTING_GROUPS[group].map((name) => {
            const setting = settings.settings.find((entry) => entry.name === name);
            return (
              setting && (
                <SettingRow
                  key={name}
                  name={name}
                  setting={setting}
                  form={form}
                  disabled={!ready}
                  onReset={() =>
                    save.mutate({ [name]: null }, { onSuccess: (saved) => form.reset(valuesOf(saved)) })
                  }
                />
              )
            );
          })}
        </fieldset>
      ))}
      <div className="sticky bottom-0 flex flex-wrap items-center gap-2 border-y border-line bg-panel p-3">
        <Button type="submit" variant="primary" disabled={!ready || dirty.length === 0}>
          {t('station.save')}
        </Button>
        <Button disabled={dirty.length === 0} onClick={() => form.reset(values)}>
          {t('station.discard')}
        </Button>
        {wrong > 0 && (
          <span className="inline-flex items-center gap-1.5 font-semibold">
            <StateMark kind="medium" size={16} /> {t('station.wrong', { count: wrong })}
          </span>
        )}
        {dirty.length > 0 && wrong === 0 && <span>{t('station.changed', { count: dirty.length })}</span>}
        {!live && <span className="text-ink-2">{t('station.away')}</span>}
      </div>
      <div className="p-3">
        <Properties
          items={[
            [
              t('station.folder'),
              <code key="folder" className="font-mono text-sm wrap-anywhere">
                {settings.dataFolder}
              </code>,
            ],
            [
              t('station.file'),
              <code key="file" className="font-mono text-sm wrap-anywhere">
                {settings.file}
              </code>,
            ],
          ]}
        />
      </div>
    </form>
  );
}

function valuesOf(settings: Settings): SettingValues {
  return Object.fromEntries(
    settings.settings.map(({ name, value }) => [name, formValue(value)]),
  ) as SettingValues;
}
