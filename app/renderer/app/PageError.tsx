import { useTranslation } from 'react-i18next';
import { Link, useRouteError } from 'react-router';
import { Button, Notice } from '../ui/index.ts';

/** What stands in place of a page that threw. */
export function PageError() {
  const { t } = useTranslation('app');
  const error = useRouteError();
  return (
    <div role="alert" className="h-full">
      <Notice
        mark="hold"
        title={t('pageError.title')}
        action={
          <Button icon="refresh" onClick={() => window.location.reload()}>
            {t('pageError.again')}
          </Button>
        }
      >
        <p>{t('pageError.text')}</p>
        <p className="mt-2 font-mono text-sm">{error instanceof Error ? error.message : String(error)}</p>
      </Notice>
    </div>
  );
}

export function NotFoundPage() {
  const { t } = useTranslation('app');
  return (
    <Notice
      title={t('notFound.title')}
      action={
        <Button asChild>
          <Link to="/">{t('notFound.back')}</Link>
        </Button>
      }
    />
  );
}
