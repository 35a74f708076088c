import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate } from 'react-router';
import type { EquipmentState } from '../../../../shared/contract/judgment.ts';
import { useNow } from '../../lib/clock/clock.ts';
import { freshnessOf, markOfEquipment, markOfJudgment } from '../../lib/status/freshness.ts';
import { useLastKnown } from '../../lib/status/use-last-known.ts';
import { Age, classNames, StateMark } from '../../ui/index.ts';
import type { MachineValue } from './use-machine-values.ts';

type Current = EquipmentState['judgments'][number];

const CELL = 'h-(--row) border-b border-line px-2 py-0.5';

function VerdictCell({ current }: { current: Current | undefined }) {
  const { t } = useTranslation('common');
  const known = useLastKnown();
  if (!current) return <td className={CELL} />;
  const mark = markOfJudgment(current);
  const normal = mark === 'normal';
  const title = current.holdCause ? t(`holdCause.${current.holdCause}`) : t(`state.${mark}`);
  return (
    <td className={CELL}>
      <Link
        to={`/judgments?id=${current.judgmentId}`}
        title={title}
        onClick={(event) => event.stopPropagation()}
        className="flex w-fit min-h-7 items-center gap-1.5 hover:underline"
      >
        <StateMark kind={known.mark(mark)} severity={current.severity} size={16} label />
        <span className={normal ? 'whitespace-nowrap text-ink-3' : 'font-semibold whitespace-nowrap'}>
          {current.verdict}
        </span>
        {current.holdCause && <span className="max-w-40 truncate text-sm text-ink-2">{title}</span>}
      </Link>
    </td>
  );
}

function DataAge({ machine }: { machine: EquipmentState }) {
  const { t } = useTranslation('overview');
  const now = useNow();
  const freshness = freshnessOf(machine, now);
  return (
    <span className="flex items-center justify-end gap-1.5">
      {freshness === 'recorded' && <span className="text-sm text-ink-3">{t('matrix.recorded')}</span>}
      {(freshness === 'stale' || freshness === 'nodata') && <StateMark kind={freshness} size={16} label />}
      <Age at={machine.lastDataAt} />
    </span>
  );
}

/** Without the server nothing is known of now: what was normal is shown as last known, not as normal. */
function MachineState({ machine }: { machine: EquipmentState }) {
  const { t } = useTranslation('common');
  const now = useNow();
  const known = useLastKnown();
  const mark = markOfEquipment(machine, now);
  const calm = mark === 'normal' || mark === 'unjudged';
  const name = t(`state.${mark}`);
  return (
    <span className="flex items-center gap-2">
      <StateMark
        kind={known.mark(mark)}
        {...(machine.severity ? { severity: machine.severity } : {})}
        size={20}
      />
      <span className={calm ? 'text-ink-3' : 'font-semibold'}>{known.text(name)}</span>
    </span>
  );
}

interface MachineRowProps {
  readonly machine: EquipmentState;
  readonly rulesetIds: readonly string[];
  readonly values: readonly MachineValue[];
}

/** One machine: the whole row is a way to its page, the name is the one for keyboards. */
export const MachineRow = memo(function MachineRow({ machine, rulesetIds, values }: MachineRowProps) {
  const navigate = useNavigate();
  const address = `/machine/${machine.path}`;
  return (
    <tr onClick={() => void navigate(address)} className="cursor-pointer hover:bg-raised">
      <td className={classNames(CELL, 'whitespace-nowrap')}>
        <MachineState machine={machine} />
      </td>
      <th scope="row" className={classNames(CELL, 'text-left font-medium whitespace-nowrap')}>
        <Link
          to={address}
          data-machine
          onClick={(event) => event.stopPropagation()}
          className="flex w-fit min-h-7 items-center underline decoration-line-strong underline-offset-3"
        >
          {machine.equipment}
        </Link>
      </th>
      {rulesetIds.map((id) => (
        <VerdictCell key={id} current={machine.judgments.find(({ rulesetId }) => rulesetId === id)} />
      ))}
      <td className={classNames(CELL, 'hidden max-w-0 min-[1600px]:table-cell')}>
        <span className="block truncate text-sm text-ink-2">
          {values.map(({ name, text }) => (
            <span key={name} className="mr-4 whitespace-nowrap">
              <span className="text-ink-3">{name}</span> {text}
            </span>
          ))}
        </span>
      </td>
      <td className={classNames(CELL, 'text-right')}>
        <DataAge machine={machine} />
      </td>
    </tr>
  );
});
