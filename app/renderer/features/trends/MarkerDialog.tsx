import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { MarkedJudgment } from '../../charts/judgments/marked-judgment.ts';
import { Dialog, StateMark, Table, Td, Th, Time } from '../../ui/index.ts';
import { useWayBack } from '../../charts/judgments/way-back.ts';
import { visibleRange } from '../../charts/model/time-window.ts';
import { serverNow } from '../../lib/clock/clock.ts';
import { useTrends } from './trends-store.ts';
import { searchOf } from './view-state.ts';
import { placeOf } from './tag-rows.ts';

interface MarkerDialogProps {
  readonly judgments: readonly MarkedJudgment[];
  readonly title: string;
  readonly onClose: () => void;
}

/** Address of exactly what is shown, also when it is live: it would have moved on until somebody comes back. */
function hrefOfShown(): string {
  const { view } = useTrends.getState();
  const range = { mode: 'fixed', ...visibleRange(view.range, 1_000, serverNow()) } as const;
  return `/trends?${searchOf({ ...view, range })}`;
}

/** Judgments behind a marker, or of the whole window, each with the way to its card. */
export function MarkerDialog({ judgments, title, onClose }: MarkerDialogProps) {
  const { t } = useTranslation('trends');
  const { t: common } = useTranslation('common');
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()} title={title}>
      <Table>
        <thead>
          <tr>
            <Th>{t('markers.severity')}</Th>
            <Th>{t('markers.verdict')}</Th>
            <Th>{t('markers.machine')}</Th>
            <Th>{t('markers.ruleset')}</Th>
            <Th>{t('markers.at')}</Th>
          </tr>
        </thead>
        <tbody>
          {judgments.map((judgment) => (
            <tr key={judgment.id} className="hover:bg-selected">
              <Td>
                <span className="inline-flex items-center gap-1.5 whitespace-nowrap">
                  <StateMark kind={judgment.hold ? 'hold' : judgment.severity} severity={judgment.severity} />
                  {common(`state.${judgment.severity}`)}
                </span>
              </Td>
              <Td>
                <Link
                  to={`/judgments?id=${judgment.id}`}
                  onClick={() => useWayBack.getState().leave(judgment.id, hrefOfShown())}
                  className="font-medium underline underline-offset-2"
                >
                  {judgment.verdict}
                </Link>
              </Td>
              <Td>{placeOf(`${judgment.equipment}/`)}</Td>
              <Td className="font-mono text-sm">{judgment.rulesetId}</Td>
              <Td>
                <Time at={judgment.at} full />
              </Td>
            </tr>
          ))}
        </tbody>
      </Table>
    </Dialog>
  );
}
