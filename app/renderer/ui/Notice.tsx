import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useLanguage } from '../lib/preferences/preferences.ts';
import { errorCodeOf, errorDetailOf, errorTextOf } from '../lib/trpc/errors.ts';
import { Button } from './Button.tsx';
import { StateMark, type MarkKind } from './StateMark.tsx';

interface NoticeProps {
  readonly mark?: MarkKind;
  readonly title: string;
  readonly children?: ReactNode;
  readonly action?: ReactNode;
}

/** What stands where content would be: nothing yet, nothing found, or not to be had. */
export function Notice({ mark, title, children, action }: NoticeProps) {
  return (
    <div className="flex h-full min-h-32 flex-col items-center justify-center gap-2 p-6 text-center text-ink-2">
      {mark && <StateMark kind={mark} size={28} />}
      <p className="text-lg font-medium text-ink">{title}</p>
      {children && <div className="max-w-160">{children}</div>}
      {action && <div className="mt-2">{action}</div>}
    </div>
  );
}

export function LoadingNotice() {
  const { t } = useTranslation('common');
  return (
    <div role="status" className="flex h-full min-h-24 items-center justify-center p-6 text-ink-2">
      {t('loading')}
    </div>
  );
}

/** A failed request: our sentence for its code, the server's own words as detail, and a way to try again. */
export function ErrorNotice({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  const { t } = useTranslation('common');
  const code = errorCodeOf(error);
  const text = errorTextOf(error, useLanguage());
  return (
    <div role="alert" className="h-full">
      <Notice
        mark={code === 'SERVER_AWAY' ? 'away' : 'hold'}
        title={t(`error.${code}`)}
        {...(onRetry
          ? {
              action: (
                <Button icon="refresh" onClick={onRetry}>
                  {t('retry')}
                </Button>
              ),
            }
          : {})}
      >
        {text === null ? (
          <p className="font-mono text-sm">
            {code} · {errorDetailOf(error)}
          </p>
        ) : (
          <p>{text}</p>
        )}
      </Notice>
    </div>
  );
}
