import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useLanguage, usePreferences } from '../../lib/preferences/preferences.ts';
import { DENSITIES, MOTIONS, THEMES } from '../../lib/preferences/schema.ts';
import { Panel, Segmented, Switch } from '../../ui/index.ts';

function Row({ label, hint, children }: { label: string; hint?: string; children: ReactNode }) {
  return (
    <div className="grid min-h-12 grid-cols-[9rem_minmax(0,1fr)] items-center gap-x-3 border-b border-line px-3 py-1 last:border-b-0">
      <div className="text-ink-2">{label}</div>
      <div className="flex flex-wrap items-center gap-x-3">
        {children}
        {hint && <span className="text-sm text-ink-3">{hint}</span>}
      </div>
    </div>
  );
}

/** How this screen looks and behaves; counts at once and only here. */
export function DisplayPanel() {
  const { t } = useTranslation('settings');
  const { theme, density, motion, singleKeys, set } = usePreferences();
  const language = useLanguage();
  return (
    <Panel title={t('display.title')} aside={t('display.scope')}>
      <Row label={t('display.language')}>
        <Segmented
          label={t('display.language')}
          value={language}
          onChange={(next) => set({ language: next })}
          choices={(['ko', 'en'] as const).map((code) => ({
            value: code,
            label: t(`common:language.${code}`),
          }))}
        />
      </Row>
      <Row label={t('display.theme')}>
        <Segmented
          label={t('display.theme')}
          value={theme}
          onChange={(next) => set({ theme: next })}
          choices={THEMES.map((name) => ({ value: name, label: t(`app:theme.${name}`) }))}
        />
      </Row>
      <Row label={t('display.density')}>
        <Segmented
          label={t('display.density')}
          value={density}
          onChange={(next) => set({ density: next })}
          choices={DENSITIES.map((name) => ({ value: name, label: t(`density.${name}`) }))}
        />
      </Row>
      <Row label={t('display.motion')}>
        <Segmented
          label={t('display.motion')}
          value={motion}
          onChange={(next) => set({ motion: next })}
          choices={MOTIONS.map((name) => ({ value: name, label: t(`motion.${name}`) }))}
        />
      </Row>
      <Row label={t('display.singleKeys')} hint={t('display.singleKeysHint')}>
        <Switch
          label={t(singleKeys ? 'on' : 'off')}
          checked={singleKeys}
          onChange={(next) => set({ singleKeys: next })}
        />
      </Row>
    </Panel>
  );
}
