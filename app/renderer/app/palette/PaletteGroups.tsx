import { useTranslation } from 'react-i18next';
import { useLocation, useNavigate } from 'react-router';
import { splitEquipment, textIn } from '../../lib/format/format.ts';
import { useLanguage, usePreferences } from '../../lib/preferences/preferences.ts';
import { THEMES } from '../../lib/preferences/schema.ts';
import { useRulesets } from '../../lib/rules/use-rules.ts';
import { shortcut } from '../../lib/shortcuts/shortcuts.ts';
import { useDialogs } from '../dialogs.ts';
import { PAGES } from '../pages.ts';
import { useDemoPlant, useOverview } from '../use-station.ts';
import { PaletteEntry, PaletteGroup } from './PaletteEntry.tsx';

interface GroupProps {
  /** Wraps an action so that the palette closes first. */
  readonly run: (action: () => void) => () => void;
}

/** The pages, and the view of judgments most often asked for. */
export function PageGroup({ run }: GroupProps) {
  const { t } = useTranslation('app');
  const navigate = useNavigate();
  const go = (path: string) => run(() => void navigate(path));
  return (
    <PaletteGroup heading={t('palette.pages')}>
      {PAGES.map((page) => (
        <PaletteEntry
          key={page.id}
          value={`page ${page.id}`}
          label={t(`nav.${page.id}`)}
          icon={page.icon}
          keys={shortcut(page.shortcut).shown}
          onSelect={go(page.path)}
        />
      ))}
      <PaletteEntry
        value="abnormal"
        label={t('palette.abnormal')}
        icon="judgments"
        onSelect={go('/judgments?least=low')}
      />
    </PaletteGroup>
  );
}

/** Machines by name and place; judgments by ruleset. */
export function PlantGroups({ run }: GroupProps) {
  const { t } = useTranslation('app');
  const navigate = useNavigate();
  const language = useLanguage();
  const equipment = useOverview().data?.equipment ?? [];
  const rulesets = useRulesets();
  const go = (path: string) => run(() => void navigate(path));
  return (
    <>
      <PaletteGroup heading={t('palette.machines')}>
        {equipment.map(({ path }) => {
          const { equipment: name, site, area, line } = splitEquipment(path);
          const detail = [site, area, line].join(' › ');
          return (
            <PaletteEntry
              key={path}
              value={path}
              label={name}
              detail={detail}
              icon="overview"
              onSelect={go(`/machine/${path}`)}
            />
          );
        })}
      </PaletteGroup>
      <PaletteGroup heading={t('palette.rulesets')}>
        {rulesets.map(({ id, name }) => (
          <PaletteEntry
            key={id}
            value={`ruleset ${id}`}
            label={textIn(name, language)}
            detail={id}
            icon="judgments"
            onSelect={go(`/judgments?ruleset=${id}`)}
          />
        ))}
      </PaletteGroup>
    </>
  );
}

/** Help, demo plant, windows, theme and language. */
export function CommandGroup({ run }: GroupProps) {
  const { t } = useTranslation('app');
  const { pathname, search } = useLocation();
  const set = usePreferences((state) => state.set);
  const show = useDialogs((state) => state.show);
  const demoPlant = useDemoPlant();
  return (
    <PaletteGroup heading={t('palette.commands')}>
      {(['help', 'shortcuts'] as const).map((name) => (
        <PaletteEntry
          key={name}
          value={name}
          label={t(name === 'help' ? 'help' : 'shortcuts')}
          icon={name === 'help' ? 'help' : 'keyboard'}
          keys={shortcut(name).shown}
          onSelect={run(() => show(name))}
        />
      ))}
      {demoPlant && (
        <PaletteEntry
          value="demo"
          label={t('palette.demo')}
          icon="demo"
          keys={shortcut('demo').shown}
          onSelect={run(() => show('demo'))}
        />
      )}
      {window.aif && (
        <PaletteEntry
          value="window"
          label={t('palette.newWindow')}
          icon="window"
          onSelect={run(() => window.aif?.openWindow(pathname + search))}
        />
      )}
      {THEMES.map((theme) => (
        <PaletteEntry
          key={theme}
          value={`theme ${theme}`}
          label={t('palette.theme', { theme: t(`theme.${theme}`) })}
          icon="settings"
          onSelect={run(() => set({ theme }))}
        />
      ))}
      {(['ko', 'en'] as const).map((language) => (
        <PaletteEntry
          key={language}
          value={`language ${language}`}
          label={t('palette.language', { language: t(`common:language.${language}`) })}
          icon="settings"
          onSelect={run(() => set({ language }))}
        />
      ))}
    </PaletteGroup>
  );
}
