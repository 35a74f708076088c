import { Toast } from 'radix-ui';
import { useTranslation } from 'react-i18next';
import { IconButton } from './Button.tsx';
import { Icon } from './Icon.tsx';
import { useToasts } from './toasts.ts';

const DONE_MS = 4_000;
const FAILED_MS = 15_000;

/** Short answers to what the person just did. State of the plant never appears here: it has its place on the page. */
export function Toasts() {
  const { t } = useTranslation('common');
  const { toasts, remove } = useToasts();
  return (
    <Toast.Provider label={t('toast.label')} swipeDirection="right">
      {toasts.map((toast) => (
        <Toast.Root
          key={toast.id}
          duration={toast.tone === 'done' ? DONE_MS : FAILED_MS}
          type={toast.tone === 'done' ? 'background' : 'foreground'}
          onOpenChange={(open) => {
            if (!open) remove(toast.id);
          }}
          className="flex items-start gap-2 border border-line-strong bg-raised py-1 pr-1 pl-3 text-ink shadow-lg"
        >
          <span className="pt-2.5">
            <Icon name={toast.tone === 'done' ? 'check' : 'cross'} size={18} />
          </span>
          <div className="grow py-2">
            <Toast.Title className="font-medium">{toast.text}</Toast.Title>
            {toast.detail && (
              <Toast.Description className="text-sm text-ink-2">{toast.detail}</Toast.Description>
            )}
          </div>
          <Toast.Close asChild>
            <IconButton icon="close" label={t('close')} />
          </Toast.Close>
        </Toast.Root>
      ))}
      <Toast.Viewport className="fixed right-3 bottom-10 z-50 flex w-96 max-w-[90vw] flex-col gap-2 outline-none" />
    </Toast.Provider>
  );
}
