import { Command } from 'cmdk';
import { useTranslation } from 'react-i18next';
import { useLocation, useNavigate } from 'react-router';
import { useQuery } from '@tanstack/react-query';
import { splitEquipment, textIn } from '../lib/format/format.ts';
import { useLanguage, usePreferences } from '../lib/preferences/preferences.ts';
import { THEMES } from '../lib/preferences/schema.ts';
import { shortcut } from '../lib/shortcuts/shortcuts.ts';
import { trpc } from '../lib/trpc/index.ts';
import { Dialog, Icon, Kbd, type IconName } from '../ui/index.ts';
import { useDialogs } from './dialogs.ts';
import { PAGES } from './pages.ts';
import { useOverview } from './use-station.ts';

interface EntryProps {
  readonly value: string;
  readonly label: string;
  readonly icon: IconName;
  readonly detail?: string;
  readonly keys?: string;
  readonly onSelect: () => void;
}

function Entry({ value, label, icon, detail, keys, onSelect }: EntryProps) {
  return (
    <Command.Item
      value={value}
      keywords={[label, detail ?? '']}
      onSelect={onSelect}
      className="flex min-h-10 cursor-pointer items-center gap-3 px-4 data-[selected=true]:bg-action data-[selected=true]:text-on-action"
    >
      <Icon name={icon} size={18} />
      <span>{label}</span>
      {detail && <span className="truncate text-sm opacity-80">{detail}</span>}
      {keys && (
        <span className="ml-auto">
          <Kbd keys={keys} />
        </span>
      )}
    </Command.Item>
  );
}

const GROUP =
  '[&_[cmdk-group-heading]]:px-4 [&_[cmdk-group-heading]]:py-1 [&_[cmdk-group-heading]]:text-sm [&_[cmdk-group-heading]]:text-ink-3';

function Entries({ run }: { run: (action: () => void) => () => void }) {
  const { t } = useTranslation('app');
  const navigate = useNavigate();
  const { pathname, search } = useLocation();
  const language = useLanguage();
  const set = usePreferences((state) => state.set);
  const show = useDialogs((state) => state.show);
  const overview = useOverview().data;
  const rulesets = useQuery(trpc.rules.list.queryOptions({ limit: 500 })).data?.items ?? [];
  const go = (path: string) => run(() => void navigate(path));
  return (
    <>
      <Command.Group heading={t('palette.pages')} className={GROUP}>
        {PAGES.map((page) => (
          <Entry
            key={page.id}
            value={`page ${page.id}`}
            label={t(`nav.${page.id}`)}
            icon={page.icon}
            keys={shortcut(page.shortcut).shown}
            onSelect={go(page.path)}
          />
        ))}
        <Entry
          value="abnormal"
          label={t('palette.abnormal')}
          icon="judgments"
          onSelect={go('/judgments?least=low')}
        />
      </Command.Group>
      <Command.Group heading={t('palette.machines')} className={GROUP}>
        {overview?.equipment.map(({ path }) => {
          const { equipment, ...place } = splitEquipment(path);
          const detail = [place.site, place.area, place.line].join(' › ');
          return (
            <Entry
              key={path}
              value={path}
              label={equipment}
              detail={detail}
              icon="overview"
              onSelect={go(`/machine/${path}`)}
            />
          );
        })}
      </Command.Group>
      <Command.Group heading={t('palette.rulesets')} className={GROUP}>
        {rulesets.map(({ id, name }) => (
          <Entry
            key={id}
            value={`ruleset ${id}`}
            label={textIn(name, language)}
            detail={id}
            icon="judgments"
            onSelect={go(`/judgments?ruleset=${id}`)}
          />
        ))}
      </Command.Group>
      <Command.Group heading={t('palette.commands')} className={GROUP}>
        <Entry
          value="help"
          label={t('help')}
          icon="help"
          keys={shortcut('help').shown}
          onSelect={run(() => show('help'))}
        />
        <Entry
          value="shortcuts"
          label={t('shortcuts')}
          icon="keyboard"
          keys={shortcut('shortcuts').shown}
          onSelect={run(() => show('shortcuts'))}
        />
        {overview?.demoPlant && (
          <Entry
            value="demo"
            label={t('palette.demo')}
            icon="demo"
            keys={shortcut('demo').shown}
            onSelect={run(() => show('demo'))}
          />
        )}
        {window.aif && (
          <Entry
            value="window"
            label={t('palette.newWindow')}
            icon="window"
            onSelect={run(() => window.aif?.openWindow(pathname + search))}
          />
        )}
        {THEMES.map((theme) => (
          <Entry
            key={theme}
            value={`theme ${theme}`}
            label={t('palette.theme', { theme: t(`theme.${theme}`) })}
            icon="settings"
            onSelect={run(() => set({ theme }))}
          />
        ))}
        {(['ko', 'en'] as const).map((code) => (
          <Entry
            key={code}
            value={`language ${code}`}
            label={t('palette.language', { language: t(`common:language.${code}`) })}
            icon="settings"
            onSelect={run(() => set({ language: code }))}
          />
        ))}
      </Command.Group>
    </>
  );
}

interface CommandPaletteProps {
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
}

/** Everything reachable by typing its name. */
export function CommandPalette({ open, onOpenChange }: CommandPaletteProps) {
  const { t } = useTranslation('app');
  const run = (action: () => void) => () => {
    onOpenChange(false);
    action();
  };
  return (
    <Dialog open={open} onOpenChange={onOpenChange} title={t('palette.open')} hideHeader>
      <Command label={t('palette.open')} loop className="flex max-h-[70vh] flex-col">
        <Command.Input
          data-autofocus
          placeholder={t('palette.placeholder')}
          className="min-h-12 shrink-0 border-b border-line bg-raised px-4 text-lg outline-none"
        />
        <Command.List className="overflow-y-auto py-1">
          <Command.Empty className="p-4 text-ink-2">{t('palette.empty')}</Command.Empty>
          <Entries run={run} />
        </Command.List>
      </Command>
    </Dialog>
  );
}
