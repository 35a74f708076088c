import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { RecoveryBridge, SavedDiagnosis } from '../../../shared/bridge/recovery-bridge.ts';
import { Button } from '../ui/index.ts';
import { Done, Failed, Part } from './Part.tsx';

export type Way = 'diagnosis' | 'list' | 'restore';

export interface WayProps {
  readonly bridge: RecoveryBridge;
  /** What runs now: the others wait for it. Its own button stays enabled, so that the focus stays on it. */
  readonly busy: Way | null;
  readonly setBusy: (busy: Way | null) => void;
}

export function DiagnosisPart({ bridge, busy, setBusy }: WayProps) {
  const { t } = useTranslation('recovery');
  const [saved, setSaved] = useState<SavedDiagnosis | 'running' | null>(null);
  const save = async () => {
    if (busy !== null) return;
    setBusy('diagnosis');
    setSaved('running');
    setSaved(await bridge.saveDiagnosis());
    setBusy(null);
  };
  const below =
    saved === null || saved === 'running' ? null : saved.state === 'saved' ? (
      <Done>{t('diagnosis.done', { file: saved.file })}</Done>
    ) : saved.state === 'failed' ? (
      <Failed title={t('diagnosis.failed')} reason={saved.reason} />
    ) : null;
  return (
    <Part title={t('diagnosis.title')} text={t('diagnosis.text')} below={below}>
      <Button size="large" disabled={busy !== null && busy !== 'diagnosis'} onClick={() => void save()}>
        {saved === 'running' ? t('diagnosis.running') : t('diagnosis.do')}
      </Button>
    </Part>
  );
}
