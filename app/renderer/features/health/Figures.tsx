import { useTranslation } from 'react-i18next';
import { useLanguage } from '../../lib/preferences/preferences.ts';
import { figureName, figureText } from './figure.ts';

/** The figures of a part. One that has no name in this language yet shows under the server's own. */
export function Figures({ figures }: { figures: Readonly<Record<string, number | string>> }) {
  const { t, i18n } = useTranslation('health');
  const language = useLanguage();
  return (
    <dl className="flex flex-wrap gap-x-5 gap-y-0.5">
      {Object.entries(figures).map(([name, value]) => {
        const bare = figureName(name);
        return (
          <div key={name} className="inline-flex gap-1.5">
            <dt className="text-ink-3">
              {i18n.exists(`health:figure.${bare}`) ? t(`figure.${bare}`) : bare}
            </dt>
            <dd className="font-medium wrap-anywhere">{figureText(name, value, language)}</dd>
          </div>
        );
      })}
    </dl>
  );
}
