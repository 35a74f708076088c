import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { BackupEntry, ListedBackups, RestoredBackup } from '../../../shared/bridge/recovery-bridge.ts';
import { formatBytes, formatDateTime } from '../lib/format/format.ts';
import { useLanguage } from '../lib/preferences/preferences.ts';
import { Button, Dialog, Table, Td, Th } from '../ui/index.ts';
import type { WayProps } from './DiagnosisPart.tsx';
import { Done, Failed, Part } from './Part.tsx';

/** The list of backups, asked for when it is wanted, and the way back to one of them. */
export function BackupsPart({ bridge, busy, setBusy }: WayProps) {
  const { t } = useTranslation('recovery');
  const [listed, setListed] = useState<ListedBackups | null>(null);
  const [chosen, setChosen] = useState<BackupEntry | null>(null);
  const [restored, setRestored] = useState<RestoredBackup | 'running' | null>(null);
  const whileBusy = async (way: 'list' | 'restore', work: () => Promise<void>) => {
    if (busy !== null) return;
    setBusy(way);
    await work();
    setBusy(null);
  };
  const list = () => whileBusy('list', async () => setListed(await bridge.listBackups()));
  const restore = ({ name }: BackupEntry) =>
    whileBusy('restore', async () => {
      setChosen(null);
      setRestored('running');
      setRestored(await bridge.restore(name));
    });
  const below = (
    <>
      {restored === 'running' && <Done>{t('restore.running')}</Done>}
      {restored !== null && restored !== 'running' && <Outcome restored={restored} />}
      {listed?.state === 'failed' && <Failed title={t('restore.noList')} reason={listed.reason} />}
      {listed?.state === 'listed' && <List listed={listed} isBusy={busy !== null} onChoose={setChosen} />}
      {chosen !== null && (
        <Confirm chosen={chosen} onClose={() => setChosen(null)} onConfirm={() => void restore(chosen)} />
      )}
    </>
  );
  return (
    <Part title={t('restore.title')} text={t('restore.text')} below={below}>
      <Button size="large" disabled={busy !== null && busy !== 'list'} onClick={() => void list()}>
        {t('restore.list')}
      </Button>
    </Part>
  );
}

function Outcome({ restored }: { restored: RestoredBackup }) {
  const { t } = useTranslation('recovery');
  if (restored.state === 'failed') return <Failed title={t('restore.failed')} reason={restored.reason} />;
  const { quarantine } = restored;
  return <Done>{quarantine === null ? t('restore.done') : t('restore.doneMoved', { quarantine })}</Done>;
}

interface ListProps {
  readonly listed: Extract<ListedBackups, { state: 'listed' }>;
  readonly isBusy: boolean;
  readonly onChoose: (backup: BackupEntry) => void;
}

function List({ listed: { folder, items }, isBusy, onChoose }: ListProps) {
  const { t } = useTranslation('recovery');
  const language = useLanguage();
  if (items.length === 0) return <Done>{t('restore.none', { folder })}</Done>;
  return (
    <div className="max-h-72 overflow-y-auto border border-line">
      <Table>
        <thead>
          <tr>
            <Th>{t('restore.asOf')}</Th>
            <Th>{t('restore.made')}</Th>
            <Th numeric>{t('restore.size')}</Th>
            <Th />
          </tr>
        </thead>
        <tbody>
          {items.map((backup) => (
            <tr key={backup.name}>
              <Td middle>{formatDateTime(backup.createdAt)}</Td>
              <Td middle>{backup.kind === 'manual' ? t('restore.byHand') : t('restore.bySchedule')}</Td>
              <Td middle numeric>
                {formatBytes(backup.bytes, language)}
              </Td>
              <Td className="text-right">
                <Button disabled={isBusy} onClick={() => onChoose(backup)}>
                  {t('restore.choose')}
                </Button>
              </Td>
            </tr>
          ))}
        </tbody>
      </Table>
    </div>
  );
}

interface ConfirmProps {
  readonly chosen: BackupEntry;
  readonly onClose: () => void;
  readonly onConfirm: () => void;
}

function Confirm({ chosen, onClose, onConfirm }: ConfirmProps) {
  const { t } = useTranslation('recovery');
  const at = formatDateTime(chosen.createdAt);
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t('restore.confirmTitle', { at })}
      description={t('restore.confirmText', { at })}
      width="small"
      footer={
        <>
          <Button data-autofocus onClick={onClose}>
            {t('common:cancel')}
          </Button>
          <Button variant="primary" onClick={onConfirm}>
            {t('restore.confirm')}
          </Button>
        </>
      }
    >
      {null}
    </Dialog>
  );
}
