import { useEffect, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { RecoveryBridge, RecoverySituation } from '../../../shared/bridge/recovery-bridge.ts';
import { useTitle } from '../lib/hooks/use-title.ts';
import { usePreferences } from '../lib/preferences/preferences.ts';
import { Button, StateMark, TipProvider } from '../ui/index.ts';
import { BackupsPart } from './BackupsPart.tsx';
import { DiagnosisPart, type Way } from './DiagnosisPart.tsx';
import { Part } from './Part.tsx';

/** The present situation, or null until the shell has told it. */
function useSituation(bridge: RecoveryBridge | undefined): RecoverySituation | null {
  const [situation, setSituation] = useState<RecoverySituation | null>(null);
  const setStationLanguage = usePreferences((state) => state.setStationLanguage);
  useEffect(
    () =>
      bridge?.onSituation((told) => {
        setStationLanguage(told.language);
        setSituation(told);
      }),
    [bridge, setStationLanguage],
  );
  return situation;
}

/** What happened, what goes on meanwhile, and the ways out. Needs no server. */
export function RecoveryPage() {
  const bridge = window.aifRecovery;
  const situation = useSituation(bridge);
  const { t } = useTranslation('recovery');
  useTitle(t('title'));
  if (!bridge || !situation) return null;
  return (
    <TipProvider>
      <main className="mx-auto flex h-full max-w-240 flex-col gap-4 overflow-y-auto p-6">
        <Happened situation={situation} />
        <Ways bridge={bridge} />
        <Seen situation={situation} />
      </main>
    </TipProvider>
  );
}

function Happened({ situation: { cause, server } }: { situation: RecoverySituation }) {
  const { t } = useTranslation('recovery');
  const state = server?.state ?? 'left-out';
  return (
    <header className="flex flex-col gap-2">
      <h1 className="flex items-center gap-3 text-xl font-semibold">
        <StateMark kind={cause === 'asked' ? 'away' : 'high'} size={28} />
        {t(`cause.${cause}.title`)}
      </h1>
      <p>{t(`cause.${cause}.text`)}</p>
      <p role="status" className="border border-l-8 border-line border-l-line-strong bg-raised px-3 py-2">
        {t(`server.${state}`)}
      </p>
    </header>
  );
}

const focus = (button: HTMLElement | null) => button?.focus();

/** One thing at a time: while one runs the others wait. */
function Ways({ bridge }: { bridge: RecoveryBridge }) {
  const { t } = useTranslation('recovery');
  const [busy, setBusy] = useState<Way | null>(null);
  const isBusy = busy !== null;
  const shared = { bridge, busy, setBusy };
  return (
    <ul className="flex flex-col border border-line bg-panel">
      <Part title={t('try.title')} text={t('try.text')}>
        <Button
          ref={focus}
          variant="primary"
          size="large"
          disabled={isBusy}
          onClick={() => bridge.tryAgain()}
        >
          {t('try.do')}
        </Button>
      </Part>
      <Part title={t('safe.title')} text={t('safe.text')}>
        <Button size="large" disabled={isBusy} onClick={() => bridge.enterSafeMode()}>
          {t('safe.do')}
        </Button>
      </Part>
      <DiagnosisPart {...shared} />
      <BackupsPart {...shared} />
    </ul>
  );
}

function Seen({ situation: { seen, version, logFolder } }: { situation: RecoverySituation }) {
  const { t } = useTranslation('recovery');
  const row = (name: string, value: ReactNode) => (
    <>
      <dt className="text-ink-2">{name}</dt>
      <dd className="font-mono text-sm wrap-anywhere">{value}</dd>
    </>
  );
  return (
    <section className="flex flex-col gap-2">
      {seen.length > 0 && (
        <details>
          <summary className="min-h-10 py-2">{t('seen', { count: seen.length })}</summary>
          <pre tabIndex={0} className="max-h-60 overflow-auto bg-sunken p-2 font-mono text-xs">
            {seen.join('\n')}
          </pre>
        </details>
      )}
      <dl className="grid grid-cols-[auto_1fr] gap-x-4 gap-y-1">
        {row(t('logs'), logFolder)}
        {row(t('version'), version)}
      </dl>
    </section>
  );
}
