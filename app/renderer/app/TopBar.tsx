import { useTranslation } from 'react-i18next';
import { NavLink } from 'react-router';
import { shortcut } from '../lib/shortcuts/shortcuts.ts';
import { Button, Icon, IconButton, Tip } from '../ui/index.ts';
import { useDialogs } from './dialogs.ts';
import { PAGES } from './pages.ts';
import { useDemoPlant } from './use-station.ts';

const LINK =
  'inline-flex h-full items-center gap-2 border-b-3 border-transparent px-3 font-medium text-ink-2 hover:bg-selected ' +
  'aria-[current=page]:border-ink aria-[current=page]:text-ink';

export function TopBar() {
  const { t } = useTranslation('app');
  const show = useDialogs((state) => state.show);
  const demoPlant = useDemoPlant();
  return (
    <header className="flex h-(--header) shrink-0 items-stretch gap-1 border-b border-line-strong bg-sunken px-2">
      <div className="flex items-center gap-2 pr-3 font-semibold">
        <span className="hidden whitespace-nowrap xl:inline">{t('product')}</span>
      </div>
      <nav aria-label={t('nav.label')} className="flex items-stretch">
        {PAGES.map((page) => (
          <NavLink key={page.id} to={page.path} end={page.path === '/'} className={LINK}>
            <Icon name={page.icon} size={18} />
            {t(`nav.${page.id}`)}
          </NavLink>
        ))}
      </nav>
      <div className="ml-auto flex items-center gap-1">
        {demoPlant && (
          <Tip text={t('demoBadgeHint')}>
            <Button icon="demo" className="border-dashed" onClick={() => show('demo')}>
              {t('demoBadge')}
            </Button>
          </Tip>
        )}
        <IconButton
          icon="search"
          label={t('palette.open')}
          keys={shortcut('palette').shown}
          onClick={() => show('palette')}
        />
        <IconButton
          icon="keyboard"
          label={t('shortcuts')}
          keys={shortcut('shortcuts').shown}
          onClick={() => show('shortcuts')}
        />
        <IconButton
          icon="help"
          label={t('help')}
          keys={shortcut('help').shown}
          onClick={() => show('help')}
        />
      </div>
    </header>
  );
}
