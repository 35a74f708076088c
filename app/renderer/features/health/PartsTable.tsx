import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { HEALTH_PARTS, HEALTH_STATES, type Health } from '../../../../shared/contract/health.ts';
import { useLanguage } from '../../lib/preferences/preferences.ts';
import { useLastKnown } from '../../lib/status/use-last-known.ts';
import { Button, Panel, StateMark, Table, Td, Th, type MarkKind } from '../../ui/index.ts';
import { BackupsDialog } from './backups/BackupsDialog.tsx';
import { DiagnosticsDialog } from './diagnostics/DiagnosticsDialog.tsx';
import { Figures } from './Figures.tsx';
import { RemovalsDialog } from './RemovalsDialog.tsx';

type Part = Health['parts'][number];

const MARKS: Record<Part['state'], MarkKind> = {
  ok: 'normal',
  degraded: 'medium',
  down: 'critical',
  absent: 'unjudged',
};

/** Each part of the station: state by shape and word, in a sentence, and what to do when it is not well. */
export function PartsTable({ parts }: { parts: readonly Part[] }) {
  const { t } = useTranslation('health');
  const language = useLanguage();
  const known = useLastKnown();
  const [open, setOpen] = useState<'history' | 'backups' | 'diagnostics' | null>(null);
  return (
    <Panel
      title={t('parts.title')}
      bodyClassName="overflow-auto"
      aside={
        <Button variant="quiet" onClick={() => setOpen('diagnostics')}>
          {t('diagnostics:open')}
        </Button>
      }
    >
      <Table>
        <thead>
          <tr>
            <Th className="w-32">{t('parts.state')}</Th>
            <Th className="w-28">{t('parts.part')}</Th>
            <Th>{t('parts.summary')}</Th>
            <Th className="w-[48%]">{t('parts.figures')}</Th>
          </tr>
        </thead>
        <tbody>
          {parts.map((part) => (
            <tr key={part.id}>
              <Td className="whitespace-nowrap">
                <span className="inline-flex items-center gap-2">
                  <StateMark kind={known.mark(MARKS[part.state])} />
                  <span
                    className={
                      part.state === 'ok' || part.state === 'absent' ? 'text-ink-3' : 'font-semibold'
                    }
                  >
                    {known.text(HEALTH_STATES[part.state][language])}
                  </span>
                </span>
              </Td>
              <Td className="font-medium">{HEALTH_PARTS[part.id][language]}</Td>
              <Td>
                {part.summary[language]}
                {part.action && <p className="font-semibold">→ {part.action[language]}</p>}
              </Td>
              <Td className="text-sm">
                <div className="flex items-center justify-between gap-2">
                  <Figures figures={part.figures} />
                  {part.id === 'history' && (
                    <Button variant="quiet" onClick={() => setOpen('history')}>
                      {t('removals.open')}
                    </Button>
                  )}
                  {part.id === 'backups' && (
                    <Button variant="quiet" onClick={() => setOpen('backups')}>
                      {t('backups:open')}
                    </Button>
                  )}
                </div>
              </Td>
            </tr>
          ))}
        </tbody>
      </Table>
      {open === 'diagnostics' && <DiagnosticsDialog onClose={() => setOpen(null)} />}
      {open === 'history' && <RemovalsDialog onClose={() => setOpen(null)} />}
      {open === 'backups' && <BackupsDialog onClose={() => setOpen(null)} />}
    </Panel>
  );
}
