import { create } from 'zustand';
import { parsePreferences, type Preferences } from './schema.ts';

const STORAGE_KEY = 'aif.preferences.1';

interface PreferencesStore extends Preferences {
  /** Language of the station, used until the person chooses one. */
  readonly stationLanguage: 'ko' | 'en';
  set(change: Partial<Preferences>): void;
  setStationLanguage(language: 'ko' | 'en'): void;
}

function read(): Preferences {
  try {
    return parsePreferences(window.localStorage.getItem(STORAGE_KEY));
  } catch {
    return parsePreferences(null);
  }
}

function write(preferences: Preferences): void {
  try {
    window.localStorage.setItem(STORAGE_KEY, JSON.stringify(preferences));
  } catch {
    // A browser that forbids storage still shows the choice until it is closed.
  }
}

export const usePreferences = create<PreferencesStore>((set, get) => ({
  ...read(),
  stationLanguage: 'ko',
  set(change) {
    set(change);
    const { language, theme, density, motion, singleKeys } = get();
    write({ language, theme, density, motion, singleKeys });
  },
  setStationLanguage(stationLanguage) {
    set({ stationLanguage });
  },
}));

/** The language on screen now. */
export function useLanguage(): 'ko' | 'en' {
  return usePreferences((state) => state.language ?? state.stationLanguage);
}

/** Puts the preferences on the page and keeps them there, also when another window changes them. */
export function applyPreferences(): void {
  const darkQuery = window.matchMedia('(prefers-color-scheme: dark)');
  const contrastQuery = window.matchMedia('(prefers-contrast: more)');
  const motionQuery = window.matchMedia('(prefers-reduced-motion: reduce)');
  let first = true;
  const apply = (): void => {
    const state = usePreferences.getState();
    const system = contrastQuery.matches ? 'contrast' : darkQuery.matches ? 'dark' : 'light';
    const root = document.documentElement;
    root.dataset['theme'] = state.theme === 'system' ? system : state.theme;
    root.dataset['density'] = state.density;
    root.dataset['motion'] = state.motion === 'reduced' || motionQuery.matches ? 'reduced' : 'full';
    const language = state.language ?? state.stationLanguage;
    if (root.lang !== language || first) window.aif?.setLanguage(language);
    root.lang = language;
    first = false;
  };
  apply();
  usePreferences.subscribe(apply);
  for (const query of [darkQuery, contrastQuery, motionQuery]) query.addEventListener('change', apply);
  window.addEventListener('storage', (event) => {
    if (event.key === STORAGE_KEY) usePreferences.setState(parsePreferences(event.newValue));
  });
}
