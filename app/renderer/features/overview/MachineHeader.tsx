import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { EquipmentState } from '../../../../shared/contract/judgment.ts';
import { useNow } from '../../lib/clock/clock.ts';
import { splitEquipment } from '../../lib/format/format.ts';
import { markOfEquipment } from '../../lib/status/freshness.ts';
import { useLastKnown } from '../../lib/status/use-last-known.ts';
import { Age, Button, Icon, StateMark } from '../../ui/index.ts';

/** Name, place, state and age of a machine in one line. */
export function MachineHeader({ path, machine }: { path: string; machine: EquipmentState | undefined }) {
  const { t } = useTranslation('overview');
  const now = useNow();
  const known = useLastKnown();
  const { site, area, line, equipment } = splitEquipment(path);
  const mark = machine ? markOfEquipment(machine, now) : 'nodata';
  return (
    <header className="flex shrink-0 flex-wrap items-center gap-x-4 gap-y-1">
      <Button asChild>
        <Link to="/">
          <Icon name="back" size={18} />
          {t('machine.back')}
        </Link>
      </Button>
      <StateMark
        kind={known.mark(mark)}
        {...(machine?.severity ? { severity: machine.severity } : {})}
        size={24}
      />
      <h1 className="text-xl font-semibold">{equipment}</h1>
      <span className="font-medium">{known.text(t(`common:state.${mark}`))}</span>
      <span className="text-ink-3">
        {site} › {area} › {line}
      </span>
      {machine && (
        <span className="ml-auto flex gap-4 text-ink-2">
          <span>{t('machine.tagCount', { count: machine.tagCount })}</span>
          <span>
            {t('machine.dataAge')} <Age at={machine.lastDataAt} />
          </span>
        </span>
      )}
    </header>
  );
}
