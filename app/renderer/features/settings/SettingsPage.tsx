import { useTranslation } from 'react-i18next';
import { useTitle } from '../../lib/hooks/use-title.ts';
import { ShortcutList } from '../../lib/shortcuts/ShortcutList.tsx';
import { Panel } from '../../ui/index.ts';
import { AboutPanel } from './AboutPanel.tsx';
import { ConnectionPanel } from './ConnectionPanel.tsx';
import { DisplayPanel } from './DisplayPanel.tsx';

/** Settings of this screen (kept here) and of the station (kept in its `config.json`). */
export default function SettingsPage() {
  const { t } = useTranslation('settings');
  useTitle(t('title'));
  return (
    <div className="grid items-start gap-2 p-2 lg:grid-cols-[minmax(0,5fr)_minmax(0,7fr)]">
      <h1 className="sr-only">{t('title')}</h1>
      <div className="flex min-w-0 flex-col gap-2">
        <DisplayPanel />
        <Panel title={t('shortcuts')} bodyClassName="p-3">
          <ShortcutList />
        </Panel>
        <AboutPanel />
      </div>
      <ConnectionPanel />
    </div>
  );
}
