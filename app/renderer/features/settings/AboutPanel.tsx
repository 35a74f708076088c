import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { trpc } from '../../lib/trpc/index.ts';
import { Panel, Properties } from '../../ui/index.ts';

/** Versions of what runs here. */
export function AboutPanel() {
  const { t } = useTranslation('settings');
  const health = useQuery(trpc.health.get.queryOptions()).data;
  const versions = window.aif?.versions;
  return (
    <Panel title={t('about.title')} bodyClassName="p-3">
      <Properties
        items={[
          [t('about.product'), t('app:product')],
          [t('about.server'), health ? health.version : '–'],
          versions ? [t('about.app'), versions.app] : [t('about.window'), t('about.browser')],
          versions ? [t('about.runtime'), `Electron ${versions.electron} · Chrome ${versions.chrome}`] : null,
          [t('about.licence'), 'Apache-2.0'],
        ]}
      />
    </Panel>
  );
}
