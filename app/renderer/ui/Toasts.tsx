import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button, IconButton } from './Button.tsx';
import { Icon } from './Icon.tsx';
import { saidNow, useToasts, type ToastMessage } from './toasts.ts';

const DONE_MS = 4_000;
const FAILED_MS = 15_000;
/** Time enough to take something back. */
const ACTION_MS = 12_000;

function ToastBox({ toast }: { toast: ToastMessage }) {
  const { t } = useTranslation('common');
  const remove = useToasts((state) => state.remove);
  const [held, setHeld] = useState(false);
  const { id, tone, action } = toast;
  const standsMs = action ? ACTION_MS : tone === 'done' ? DONE_MS : FAILED_MS;
  useEffect(() => {
    if (held) return undefined;
    const timer = setTimeout(() => remove(id), standsMs);
    return () => clearTimeout(timer);
  }, [held, id, standsMs, remove]);
  const close = (): void => {
    remove(id);
    document.querySelector('main')?.focus();
  };
  return (
    <div
      {...(tone === 'failed' ? { role: 'alert' } : {})}
      onPointerEnter={() => setHeld(true)}
      onPointerLeave={() => setHeld(false)}
      onFocus={() => setHeld(true)}
      onBlur={() => setHeld(false)}
      className="flex w-96 max-w-full items-start gap-2 border border-line-strong bg-raised py-1 pr-1 pl-3 text-ink shadow-lg"
    >
      <span className="pt-2.5">
        <Icon name={tone === 'done' ? 'check' : 'cross'} size={18} />
      </span>
      <div className="min-w-0 grow py-2">
        <p className="font-medium">{saidNow(toast.text)}</p>
        {toast.detail && (
          <p className="line-clamp-3 text-sm break-words text-ink-2">{saidNow(toast.detail)}</p>
        )}
      </div>
      {action && (
        <Button
          variant="quiet"
          onClick={() => {
            action.run();
            close();
          }}
        >
          {saidNow(action.label)}
        </Button>
      )}
      <IconButton icon="close" label={t('close')} onClick={close} />
    </div>
  );
}

/**
 * Short answers to what the person just did, gone by themselves unless pointed at. State of the plant never appears here: it
 * has its place on the page. They have a line of their own at the foot of the page, which makes room: nothing is covered. Not Radix's
 * toasts: those take Esc away from the dialog or card they stand over.
 */
export function Toasts() {
  const { t } = useTranslation('common');
  const toasts = useToasts((state) => state.toasts);
  return (
    <div
      role="log"
      // Said explicitly, so that an open dialog does not hide it from screen readers.
      aria-live="polite"
      data-toasts
      aria-label={t('toast.label')}
      className="pointer-events-auto relative z-50 flex shrink-0 flex-wrap gap-2 p-2 empty:p-0"
    >
      {toasts.map((toast) => (
        <ToastBox key={toast.id} toast={toast} />
      ))}
    </div>
  );
}
