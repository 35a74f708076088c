import { useTranslation } from 'react-i18next';
import { Kbd } from '../../ui/Kbd.tsx';
import { SHORTCUTS } from './shortcuts.ts';

const GROUPS = ['general', 'go', 'list', 'card'] as const;

/** All keys, by where they work. */
export function ShortcutList() {
  const { t } = useTranslation('shortcuts');
  return (
    <div className="grid gap-x-8 gap-y-4 sm:grid-cols-2">
      {GROUPS.map((group) => (
        <section key={group}>
          <h3 className="mb-1 border-b border-line pb-1 font-semibold">{t(`group.${group}`)}</h3>
          <ul>
            {SHORTCUTS.filter((entry) => entry.group === group).map((entry) => (
              <li key={entry.id} className="flex min-h-8 items-center justify-between gap-4">
                <span>{t(`action.${entry.id}`)}</span>
                <Kbd keys={entry.shown} />
              </li>
            ))}
          </ul>
        </section>
      ))}
    </div>
  );
}
