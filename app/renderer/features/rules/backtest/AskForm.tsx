import { useMutation, useQuery } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { Backtest, BacktestVersion } from '../../../../../shared/contract/backtest.ts';
import { fromLocalField, toLocalField } from '../../../lib/format/local-field.ts';
import { serverNow } from '../../../lib/clock/clock.ts';
import { splitEquipment } from '../../../lib/format/format.ts';
import { trpc, trpcClient, useIsLive } from '../../../lib/trpc/index.ts';
import { Button, Field, Select, TextInput, useFailed } from '../../../ui/index.ts';
import { PERIODS, periodOf, type PeriodName } from './period.ts';
import { versionText } from './words.ts';

interface AskProps {
  readonly rulesetId: string;
  /** Machines it applies to. */
  readonly machines: readonly string[];
  readonly onStarted: (backtest: Backtest) => void;
}

const sideOf = (value: string): BacktestVersion => (value === 'draft' ? 'draft' : Number(value));

/** What is to be judged by which versions. */
export function AskForm({ rulesetId, machines, onStarted }: AskProps) {
  const { t } = useTranslation('rule-backtest');
  const live = useIsLive();
  const failed = useFailed();
  const versions = useQuery(trpc.rules.desk.versions.queryOptions({ id: rulesetId })).data?.items ?? [];
  const active = versions.find(({ state }) => state === 'active')?.version;
  const [chosen, setChosen] = useState<string>();
  const [other, setOther] = useState<string>();
  const [name, setName] = useState<PeriodName>('week');
  const [own, setOwn] = useState(() => ({
    from: toLocalField(serverNow() - 86_400_000),
    to: toLocalField(serverNow()),
  }));
  const [machine, setMachine] = useState('');
  const version = chosen ?? 'draft';
  const against = other ?? (active === undefined ? '' : String(active));
  const draft = { name, from: fromLocalField(own.from), to: fromLocalField(own.to) };
  const isPeriod = name !== 'own' || periodOf(draft, serverNow()) !== null;
  const start = useMutation({
    mutationFn: () => {
      const period = periodOf(draft, serverNow());
      if (period === null) throw new Error('no period');
      // From what it is compared with to what is tried: changes read as from now to then.
      const isCompared = against !== '' && against !== version;
      return trpcClient.backtests.start.mutate({
        ...{ rulesetId, version: sideOf(isCompared ? against : version), ...period },
        ...(isCompared ? { against: sideOf(version) } : {}),
        ...(machine === '' ? {} : { equipment: [machine] }),
      });
    },
    onSuccess: onStarted,
    onError: failed((say) => say('rule-backtest:notStarted')),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (live && isPeriod && !start.isPending) start.mutate();
  };
  const choices = [
    { value: 'draft', label: t('draft') },
    ...versions.map((each) => ({
      value: String(each.version),
      label:
        each.state === 'active'
          ? t('activeVersion', { version: each.version })
          : versionText(each.version, t),
    })),
  ];
  return (
    <form onSubmit={submit} className="flex flex-col gap-2 p-3">
      <div className="grid grid-cols-2 gap-2">
        <Field label={t('judgeBy')}>
          {(ids) => (
            <Select
              {...ids}
              choices={choices}
              value={version}
              onChange={(event) => setChosen(event.target.value)}
            />
          )}
        </Field>
        <Field label={t('against')}>
          {(ids) => (
            <Select
              {...ids}
              choices={[
                { value: '', label: t('nothing') },
                ...choices.filter(({ value }) => value !== version),
              ]}
              value={against === version ? '' : against}
              onChange={(event) => setOther(event.target.value)}
            />
          )}
        </Field>
        <Field label={t('period')}>
          {(ids) => (
            <Select
              {...ids}
              choices={PERIODS.map((value) => ({ value, label: t(`periods.${value}`) }))}
              value={name}
              onChange={(event) => setName(event.target.value as PeriodName)}
            />
          )}
        </Field>
        <Field label={t('machines')}>
          {(ids) => (
            <Select
              {...ids}
              choices={[
                // Before a version judges here nobody knows how many.
                {
                  value: '',
                  label: machines.length === 0 ? t('allBound') : t('allMachines', { count: machines.length }),
                },
                ...machines.map((path) => ({ value: path, label: splitEquipment(path).equipment })),
              ]}
              value={machine}
              onChange={(event) => setMachine(event.target.value)}
            />
          )}
        </Field>
      </div>
      {name === 'own' && (
        <div className="grid grid-cols-2 gap-2">
          {(['from', 'to'] as const).map((end) => (
            <Field
              key={end}
              label={t(end)}
              {...(isPeriod || end === 'from' ? {} : { error: t('periodWrong') })}
            >
              {(ids) => (
                <TextInput
                  {...ids}
                  type="datetime-local"
                  step={1}
                  value={own[end]}
                  onChange={(event) => setOwn({ ...own, [end]: event.target.value })}
                />
              )}
            </Field>
          ))}
        </div>
      )}
      <Button type="submit" variant="primary" disabled={!live || !isPeriod || start.isPending}>
        {t('start')}
      </Button>
    </form>
  );
}
