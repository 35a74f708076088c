import { useTranslation } from 'react-i18next';
import { Field, Segmented, Select, TextArea, TextInput } from '../../../../ui/index.ts';
import { PORTS, type SqlForm } from './sql-form.ts';

export interface FormPartProps {
  readonly form: SqlForm;
  readonly set: (change: Partial<SqlForm>) => void;
  /** Fields that are not right. */
  readonly faults: ReadonlySet<string>;
}

interface ConnectionProps extends FormPartProps {
  readonly hasPassword: boolean;
}

/** Where the database is, and who asks it. */
export function ConnectionFields({ form, set, faults, hasPassword }: ConnectionProps) {
  const { t } = useTranslation('sql');
  const text = (name: 'name' | 'host' | 'port' | 'database' | 'user', autofocus = false) => (
    <Field
      label={t(`field.${name}`)}
      error={form[name] !== '' && faults.has(name) ? t(`wrong.${name}`) : undefined}
    >
      {(ids) => (
        <TextInput
          {...ids}
          {...(autofocus ? { 'data-autofocus': true } : {})}
          value={form[name]}
          onChange={({ target }) => set({ [name]: target.value })}
        />
      )}
    </Field>
  );
  return (
    <fieldset className="flex flex-col gap-3">
      <legend className="mb-1 font-semibold">{t('connection')}</legend>
      <div className="grid grid-cols-[minmax(0,1fr)_max-content] items-end gap-3">
        {text('name', true)}
        <Segmented
          label={t('field.kind')}
          value={form.kind}
          onChange={(kind) => set({ kind, ...(form.port === PORTS[form.kind] ? { port: PORTS[kind] } : {}) })}
          choices={(['postgres', 'mysql'] as const).map((value) => ({ value, label: t(`kind.${value}`) }))}
        />
      </div>
      <div className="grid grid-cols-[minmax(0,3fr)_minmax(0,1fr)_minmax(0,2fr)] gap-3">
        {text('host')}
        {text('port')}
        {text('database')}
      </div>
      <div className="grid grid-cols-3 gap-3">
        {text('user')}
        <Field label={t('field.password')} hint={t(hasPassword ? 'passwordKept' : 'passwordSealed')}>
          {(ids) => (
            <TextInput
              {...ids}
              type="password"
              autoComplete="new-password"
              value={form.password}
              onChange={({ target }) => set({ password: target.value })}
            />
          )}
        </Field>
        <Field label="TLS" hint={t(`tlsHint.${form.tls}`)}>
          {(ids) => (
            <Select
              {...ids}
              value={form.tls}
              choices={(['machine', 'own', 'off'] as const).map((value) => ({
                value,
                label: t(`tls.${value}`),
              }))}
              onChange={({ target }) => set({ tls: target.value as SqlForm['tls'] })}
            />
          )}
        </Field>
      </div>
      {form.tls === 'own' && (
        <Field label={t('field.ca')} error={form.ca !== '' && faults.has('tls') ? t('wrong.ca') : undefined}>
          {(ids) => (
            <TextArea
              {...ids}
              className="font-mono text-sm"
              placeholder="-----BEGIN CERTIFICATE-----"
              value={form.ca}
              onChange={({ target }) => set({ ca: target.value })}
            />
          )}
        </Field>
      )}
      <Field label={t('field.query')} hint={t('queryHint')}>
        {(ids) => (
          <TextArea
            {...ids}
            rows={4}
            spellCheck={false}
            className="font-mono"
            placeholder="SELECT id, logged_at, tag, value FROM log"
            value={form.query}
            onChange={({ target }) => set({ query: target.value })}
          />
        )}
      </Field>
    </fieldset>
  );
}
