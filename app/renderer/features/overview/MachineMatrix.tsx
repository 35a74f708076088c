import { useMemo, type KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { EquipmentState } from '../../../../shared/contract/judgment.ts';
import { textIn } from '../../lib/format/format.ts';
import { useLanguage } from '../../lib/preferences/preferences.ts';
import { useLastKnown } from '../../lib/status/use-last-known.ts';
import { StateMark, Table, Th } from '../../ui/index.ts';
import { MachineRow } from './MachineRow.tsx';
import { matrixOf, type LineRows } from './matrix.ts';
import { useMachineValues, type MachineValue } from './use-machine-values.ts';

const NO_VALUES: readonly MachineValue[] = [];

/** Up and down move between machines, as in a list. */
function moveByArrows(event: KeyboardEvent<HTMLElement>): void {
  const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
  if (step === 0) return;
  const links = [...event.currentTarget.querySelectorAll<HTMLElement>('[data-machine]')];
  const next = links[links.indexOf(document.activeElement as HTMLElement) + step];
  if (!next) return;
  event.preventDefault();
  next.focus();
}

function LineHeader({ line, columns }: { line: LineRows; columns: number }) {
  const { t } = useTranslation('overview');
  const known = useLastKnown();
  const [site, area, name] = line.path.split('/');
  return (
    <tr>
      <th
        colSpan={columns}
        scope="rowgroup"
        className="border-b border-line bg-canvas px-2 py-1 text-left font-normal"
      >
        <span className="flex items-center gap-2">
          <StateMark kind={known.mark(line.worst ?? 'unjudged')} size={16} />
          <span className="font-semibold">{name}</span>
          <span className="text-sm text-ink-3">
            {site} › {area}
          </span>
          <span className="text-sm text-ink-2">
            {t('matrix.lineSummary', { abnormal: line.abnormal, total: line.machines.length })}
          </span>
        </span>
      </th>
    </tr>
  );
}

/** Machines by line (rows) against rulesets (columns); every cell says its verdict in word and shape. */
export function MachineMatrix({ equipment }: { equipment: readonly EquipmentState[] }) {
  const { t } = useTranslation('overview');
  const language = useLanguage();
  const { rulesets, lines } = useMemo(() => matrixOf(equipment), [equipment]);
  const idKey = rulesets.map(({ id }) => id).join(' ');
  const rulesetIds = useMemo(() => (idKey === '' ? [] : idKey.split(' ')), [idKey]);
  const values = useMachineValues(equipment);
  const columns = rulesets.length + 4;
  return (
    <section
      aria-label={t('matrix.label')}
      onKeyDown={moveByArrows}
      className="min-h-40 shrink overflow-auto border border-line bg-panel"
    >
      <Table>
        <thead>
          <tr>
            <Th className="w-36">{t('matrix.state')}</Th>
            <Th className="w-40">{t('matrix.machine')}</Th>
            {rulesets.map(({ id, name }) => (
              <Th key={id} wrap className="min-w-36">
                {textIn(name, language)}
              </Th>
            ))}
            <Th className="hidden w-full min-[1600px]:table-cell">{t('matrix.values')}</Th>
            <Th numeric className="w-28">
              {t('matrix.age')}
            </Th>
          </tr>
        </thead>
        {lines.map((line) => (
          <tbody key={line.path}>
            <LineHeader line={line} columns={columns} />
            {line.machines.map((machine) => (
              <MachineRow
                key={machine.path}
                machine={machine}
                rulesetIds={rulesetIds}
                values={values.get(machine.path) ?? NO_VALUES}
              />
            ))}
          </tbody>
        ))}
      </Table>
    </section>
  );
}
