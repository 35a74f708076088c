import { useTranslation } from 'react-i18next';
import { Kbd } from '../../ui/Kbd.tsx';
import { CHART_KEYS, EDITOR_KEYS, SHORTCUTS } from './shortcuts.ts';

const GROUPS = ['general', 'go', 'list', 'card', 'trends', 'chart', 'rules', 'editor'] as const;

function entriesOf(group: (typeof GROUPS)[number]) {
  if (group === 'chart') return CHART_KEYS;
  return group === 'editor' ? EDITOR_KEYS : SHORTCUTS.filter((entry) => entry.group === group);
}

/** All keys, by where they work. */
export function ShortcutList() {
  const { t } = useTranslation('shortcuts');
  return (
    <div className="@container">
      <div className="gap-x-8 @md:columns-2 @3xl:columns-3">
        {GROUPS.map((group) => (
          <section key={group} className="mb-4 break-inside-avoid">
            <h3 className="mb-1 border-b border-line pb-1 font-semibold">{t(`group.${group}`)}</h3>
            <ul>
              {entriesOf(group).map((entry) => (
                <li key={entry.id} className="flex min-h-7 items-center justify-between gap-4">
                  <span>{t(`action.${entry.id}`)}</span>
                  <Kbd keys={entry.shown} />
                </li>
              ))}
            </ul>
          </section>
        ))}
      </div>
    </div>
  );
}
