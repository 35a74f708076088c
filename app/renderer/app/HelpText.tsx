import { useTranslation } from 'react-i18next';
import type { HelpId } from './pages.ts';

/** Help of one page: what it shows, what one does there, what its marks mean. Each line of the text is a point. */
export function HelpText({ page }: { page: HelpId }) {
  const { t } = useTranslation('help');
  return (
    <div className="flex flex-col gap-4 p-4">
      {(['shows', 'does', 'means'] as const).map((part) => (
        <section key={part}>
          <h3 className="mb-1 font-semibold">{t(`parts.${part}`)}</h3>
          <ul className="list-disc space-y-1 pl-5">
            {t(`${page}.${part}`)
              .split('\n')
              .map((line) => (
                <li key={line}>{line}</li>
              ))}
          </ul>
        </section>
      ))}
    </div>
  );
}
