import { Dialog as RadixDialog } from 'radix-ui';
import { useRef, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { classNames } from './class-names.ts';
import { IconButton } from './Button.tsx';
import { holdFocus } from './hold-focus.ts';

const WIDTHS = { small: 'w-120', medium: 'w-180', large: 'w-240' } as const;

interface DialogProps {
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
  readonly title: string;
  readonly description?: string;
  readonly width?: keyof typeof WIDTHS;
  /** The title is only read out, e.g. above a search field. */
  readonly hideHeader?: boolean;
  readonly children: ReactNode;
  readonly footer?: ReactNode;
}

const isLost = () => document.activeElement === null || document.activeElement === document.body;

/** Back to where the focus came from; where that is gone, to the page, so that it is never lost. */
function returnFocus(before: Element | null): void {
  if (!isLost()) return;
  const isThere = before instanceof HTMLElement && before.isConnected && before !== document.body;
  (isThere ? before : document.querySelector('main'))?.focus();
  // A button that has done its work may be disabled by now.
  if (isLost() && before?.parentElement) holdFocus(before.parentElement);
}

/**
 * Modal dialog. The backdrop is a plain element: Radix's own injects a style element, which the strict content
 * security policy refuses.
 */
export function Dialog(props: DialogProps) {
  const {
    open,
    onOpenChange,
    title,
    description,
    width = 'medium',
    hideHeader = false,
    children,
    footer,
  } = props;
  const { t } = useTranslation('common');
  const body = useRef<HTMLDivElement>(null);
  const before = useRef<Element>(null);
  return (
    <RadixDialog.Root open={open} onOpenChange={onOpenChange}>
      <RadixDialog.Portal>
        <div className="fixed inset-0 z-30 bg-scrim" aria-hidden />
        <RadixDialog.Content
          className={classNames(
            'fixed top-[8vh] left-1/2 z-40 flex max-h-[80vh] max-w-[94vw] -translate-x-1/2 flex-col rounded-sm',
            'border border-line-strong bg-panel text-ink shadow-lg outline-none',
            WIDTHS[width],
          )}
          onOpenAutoFocus={(event) => {
            // What asks for the focus gets it; else the text, so that the arrow keys scroll it.
            event.preventDefault();
            before.current = document.activeElement;
            const content = event.currentTarget as HTMLElement;
            const first = content.querySelector<HTMLElement>('[data-autofocus]') ?? body.current;
            first?.focus();
          }}
          onInteractOutside={(event) => {
            // A message lies over the dialog; closing it is no wish to leave.
            if ((event.target as Element).closest('[data-toasts]')) event.preventDefault();
          }}
          onCloseAutoFocus={(event) => {
            event.preventDefault();
            returnFocus(before.current);
          }}
          {...(description ? {} : { 'aria-describedby': undefined })}
        >
          <div className={hideHeader ? 'sr-only' : 'flex items-center border-b border-line pl-4'}>
            <RadixDialog.Title className="grow text-lg font-semibold">{title}</RadixDialog.Title>
            {!hideHeader && (
              <RadixDialog.Close asChild>
                <IconButton icon="close" label={t('close')} keys="Esc" />
              </RadixDialog.Close>
            )}
          </div>
          {description && (
            <RadixDialog.Description className="px-4 pt-3 text-ink-2">{description}</RadixDialog.Description>
          )}
          <div ref={body} className="min-h-0 grow overflow-y-auto outline-none" tabIndex={-1}>
            {children}
          </div>
          {footer && <div className="flex justify-end gap-2 border-t border-line p-3">{footer}</div>}
        </RadixDialog.Content>
      </RadixDialog.Portal>
    </RadixDialog.Root>
  );
}
