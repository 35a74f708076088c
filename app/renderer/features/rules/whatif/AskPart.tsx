import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { splitEquipment } from '../../../lib/format/format.ts';
import { trpc } from '../../../lib/trpc/index.ts';
import { Field, Segmented, Select } from '../../../ui/index.ts';

const DAYS = ['1', '7', '30'] as const;

export interface Asked {
  readonly days: number;
  /** Path of a machine; empty: all of them. */
  readonly machine: string;
  /** What it is compared with; null: what is usual. */
  readonly base: 'draft' | number | null;
}

interface AskProps {
  readonly rulesetId: string;
  readonly machines: readonly string[];
  readonly asked: Asked;
  readonly onAsked: (asked: Asked) => void;
}

/** Of which rows, and compared with what. */
export function AskPart({ rulesetId, machines, asked, onAsked }: AskProps) {
  const { t } = useTranslation('rule-whatif');
  const versions = useQuery(trpc.rules.desk.versions.queryOptions({ id: rulesetId })).data?.items ?? [];
  return (
    <div className="grid grid-cols-2 gap-2 p-3">
      <Field label={t('period')} className="col-span-2">
        {() => (
          <div>
            <Segmented
              label={t('period')}
              value={String(asked.days) as (typeof DAYS)[number]}
              onChange={(days) => onAsked({ ...asked, days: Number(days) })}
              choices={DAYS.map((value) => ({ value, label: t('days', { count: Number(value) }) }))}
            />
          </div>
        )}
      </Field>
      <Field label={t('machines')}>
        {(ids) => (
          <Select
            {...ids}
            value={asked.machine}
            onChange={({ target }) => onAsked({ ...asked, machine: target.value })}
            choices={[
              { value: '', label: t('allMachines') },
              ...machines.map((path) => ({ value: path, label: splitEquipment(path).equipment })),
            ]}
          />
        )}
      </Field>
      <Field label={t('comparedWith')}>
        {(ids) => (
          <Select
            {...ids}
            value={String(asked.base ?? 'draft')}
            onChange={({ target }) =>
              onAsked({ ...asked, base: target.value === 'draft' ? 'draft' : Number(target.value) })
            }
            choices={[
              { value: 'draft', label: t('draftAsIs') },
              ...versions.map(({ version, state }) => ({
                value: String(version),
                label: t(state === 'active' ? 'activeVersion' : 'version', { version }),
              })),
            ]}
          />
        )}
      </Field>
    </div>
  );
}
