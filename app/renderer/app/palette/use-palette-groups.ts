import { useTranslation } from 'react-i18next';
import { useLocation, useNavigate } from 'react-router';
import { DATA_TABS, dataTabPath } from '../../features/data/tabs.ts';
import { splitEquipment, textIn } from '../../lib/format/format.ts';
import { useLanguage, usePreferences } from '../../lib/preferences/preferences.ts';
import { THEMES } from '../../lib/preferences/schema.ts';
import { useRulesets } from '../../lib/rules/use-rules.ts';
import { shortcut } from '../../lib/shortcuts/shortcuts.ts';
import { useDialogs } from '../dialogs.ts';
import { PAGES } from '../pages.ts';
import { useDemoPlant, useOverview } from '../use-station.ts';
import type { PaletteEntry, PaletteGroup } from './entries.ts';

function useGo(): (path: string) => () => void {
  const navigate = useNavigate();
  return (path) => () => void navigate(path);
}

/** The pages, the sub-views of Data, and the view of judgments most often asked for. */
function usePageGroup(): PaletteGroup {
  const { t } = useTranslation('app');
  const go = useGo();
  const pages = PAGES.map((page): PaletteEntry => ({
    id: `page ${page.id}`,
    label: t(`nav.${page.id}`),
    icon: page.icon,
    keys: shortcut(page.shortcut).shown,
    onSelect: go(page.path),
  }));
  const abnormal: PaletteEntry = {
    id: 'abnormal',
    label: t('palette.abnormal'),
    icon: 'judgments',
    onSelect: go('/judgments?least=low'),
  };
  const data = DATA_TABS.map(({ id }): PaletteEntry => ({
    id: `data ${id}`,
    label: `${t('nav.data')}: ${t(`data:tab.${id}`)}`,
    icon: 'data',
    onSelect: go(dataTabPath(id)),
  }));
  return { heading: t('palette.pages'), entries: [...pages, ...data, abnormal] };
}

/** Machines by name and place. */
function useMachineGroup(): PaletteGroup {
  const { t } = useTranslation('app');
  const go = useGo();
  const equipment = useOverview().data?.equipment ?? [];
  const entries = equipment.map(({ path }): PaletteEntry => {
    const { equipment: label, site, area, line } = splitEquipment(path);
    return {
      id: path,
      label,
      detail: [site, area, line].join(' › '),
      icon: 'overview',
      onSelect: go(`/machine/${path}`),
    };
  });
  return { heading: t('palette.machines'), entries };
}

/** The desk of each ruleset. */
function useDeskGroup(): PaletteGroup {
  const { t } = useTranslation('app');
  const language = useLanguage();
  const go = useGo();
  const entries = useRulesets().map(({ id, name }): PaletteEntry => ({
    id: `desk ${id}`,
    label: t('palette.desk', { name: textIn(name, language) }),
    detail: id,
    icon: 'rules',
    onSelect: go(`/rules/${id}`),
  }));
  return { heading: t('nav.rules'), entries };
}

/** Judgments by ruleset. */
function useRulesetGroup(): PaletteGroup {
  const { t } = useTranslation('app');
  const language = useLanguage();
  const go = useGo();
  const entries = useRulesets().map(({ id, name }): PaletteEntry => ({
    id: `ruleset ${id}`,
    label: textIn(name, language),
    detail: id,
    icon: 'judgments',
    onSelect: go(`/judgments?ruleset=${id}`),
  }));
  return { heading: t('palette.rulesets'), entries };
}

function useLookEntries(): readonly PaletteEntry[] {
  const { t } = useTranslation('app');
  const set = usePreferences((state) => state.set);
  const themes = THEMES.map((theme): PaletteEntry => ({
    id: `theme ${theme}`,
    label: t('palette.theme', { theme: t(`theme.${theme}`) }),
    icon: 'settings',
    onSelect: () => set({ theme }),
  }));
  const languages = (['ko', 'en'] as const).map((language): PaletteEntry => ({
    id: `language ${language}`,
    label: t('palette.language', { language: t(`common:language.${language}`) }),
    icon: 'settings',
    onSelect: () => set({ language }),
  }));
  return [...themes, ...languages];
}

/** Help, demo plant, windows, theme and language. */
function useCommandGroup(): PaletteGroup {
  const { t } = useTranslation('app');
  const { pathname, search } = useLocation();
  const show = useDialogs((state) => state.show);
  const demoPlant = useDemoPlant();
  const dialogs = (['help', 'shortcuts', ...(demoPlant ? (['demo'] as const) : [])] as const).map(
    (name): PaletteEntry => ({
      id: name,
      label: t(name === 'demo' ? 'palette.demo' : name),
      icon: name === 'shortcuts' ? 'keyboard' : name,
      keys: shortcut(name).shown,
      onSelect: () => show(name),
    }),
  );
  const newWindow: PaletteEntry = {
    id: 'window',
    label: t('palette.newWindow'),
    icon: 'window',
    onSelect: () => window.aif?.openWindow(pathname + search),
  };
  const entries = [...dialogs, ...(window.aif ? [newWindow] : []), ...useLookEntries()];
  return { heading: t('palette.commands'), entries };
}

/** Everything that can be had by typing its name. */
export function usePaletteGroups(): readonly PaletteGroup[] {
  return [usePageGroup(), useMachineGroup(), useRulesetGroup(), useDeskGroup(), useCommandGroup()];
}
