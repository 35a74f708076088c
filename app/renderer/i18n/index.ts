import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import { fieldTextsIn } from '../../../shared/contract/field-texts.ts';
import { usePreferences } from '../lib/preferences/preferences.ts';

type Namespace = Record<string, unknown>;
const files = import.meta.glob<Namespace>('./{ko,en}/*.json', { eager: true, import: 'default' });

const resources: Record<string, Record<string, Namespace>> = {};
for (const [path, content] of Object.entries(files)) {
  const [, language = '', namespace = ''] = /^\.\/(\w+)\/([\w-]+)\.json$/.exec(path) ?? [];
  (resources[language] ??= {})[namespace] = content;
}

const languageNow = (): 'ko' | 'en' => {
  const { language, stationLanguage } = usePreferences.getState();
  return language ?? stationLanguage;
};

/** Texts of both languages are part of the program: no network, no waiting, a change of language is immediate. */
export function startTranslations(): void {
  void i18next.use(initReactI18next).init({
    resources,
    lng: languageNow(),
    fallbackLng: 'en',
    defaultNS: 'common',
    initAsync: false,
    interpolation: { escapeValue: false },
    returnNull: false,
  });
  fieldTextsIn(languageNow());
  usePreferences.subscribe(() => {
    if (i18next.language === languageNow()) return;
    fieldTextsIn(languageNow());
    void i18next.changeLanguage(languageNow());
  });
}
