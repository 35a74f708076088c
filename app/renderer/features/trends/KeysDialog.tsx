import { useTranslation } from 'react-i18next';
import { Dialog, Kbd } from '../../ui/index.ts';
import { TREND_KEYS } from './trend-keys.ts';

/** Every key and pointer gesture of the page. */
export function KeysDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation('trends');
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t('keys.title')}
      description={t('keys.about')}
    >
      <div className="grid gap-6 p-4 md:grid-cols-2">
        {TREND_KEYS.map(({ group, entries }) => (
          <section key={group}>
            <h3 className="mb-1 font-semibold">{t(`keys.group.${group}`)}</h3>
            <dl className="grid grid-cols-[auto_1fr] items-center gap-x-4 gap-y-1.5">
              {entries.map(({ id, shown }) => (
                <div key={id} className="contents">
                  <dt>
                    <Kbd keys={shown} />
                  </dt>
                  <dd>{t(`keys.action.${id}`)}</dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
        <section className="md:col-span-2">
          <h3 className="mb-1 font-semibold">{t('keys.group.pointer')}</h3>
          <ul className="list-disc space-y-1 pl-5">
            {t('keys.pointer')
              .split('\n')
              .map((line) => (
                <li key={line}>{line}</li>
              ))}
          </ul>
        </section>
      </div>
    </Dialog>
  );
}
