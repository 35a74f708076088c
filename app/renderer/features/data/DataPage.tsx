import { useTranslation } from 'react-i18next';
import { NavLink, Outlet } from 'react-router';
import { useTitle } from '../../lib/hooks/use-title.ts';
import { DATA_TABS, dataTabPath } from './tabs.ts';

const TAB =
  'inline-flex min-h-10 items-center border-b-3 border-transparent px-4 text-ink-2 hover:bg-selected ' +
  'aria-[current=page]:border-ink aria-[current=page]:font-semibold aria-[current=page]:text-ink';

/** Everything about data on its way in. Each sub-view has an address of its own. */
export default function DataPage() {
  const { t } = useTranslation('data');
  useTitle(t('title'));
  return (
    <div className="flex h-full min-h-100 flex-col">
      <h1 className="sr-only">{t('title')}</h1>
      <nav
        aria-label={t('tabs')}
        className="flex shrink-0 flex-wrap gap-1 border-b border-line bg-panel px-2"
      >
        {DATA_TABS.map(({ id }) => (
          <NavLink key={id} to={dataTabPath(id)} className={TAB}>
            {t(`tab.${id}`)}
          </NavLink>
        ))}
      </nav>
      <div className="min-h-0 grow overflow-auto p-2">
        <Outlet />
      </div>
    </div>
  );
}
