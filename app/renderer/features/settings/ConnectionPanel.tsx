import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { trpc } from '../../lib/trpc/index.ts';
import { ErrorNotice, LoadingNotice, Panel } from '../../ui/index.ts';
import { ConnectionForm } from './ConnectionForm.tsx';

/** Settings of the station: what is in force, where it comes from, and changes to its file. */
export function ConnectionPanel() {
  const { t } = useTranslation('settings');
  const settings = useQuery(trpc.settings.get.queryOptions());
  return (
    <Panel title={t('station.title')} aside={t('station.scope')}>
      {settings.isPending && <LoadingNotice />}
      {!settings.data && settings.isError && (
        <ErrorNotice error={settings.error} onRetry={() => void settings.refetch()} />
      )}
      {settings.data && <ConnectionForm settings={settings.data} />}
    </Panel>
  );
}
