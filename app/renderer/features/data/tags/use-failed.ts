import { useTranslation } from 'react-i18next';
import { useLanguage } from '../../../lib/preferences/preferences.ts';
import { errorCodeOf, errorDetailOf, errorReasonIn } from '../../../lib/trpc/index.ts';
import { useToasts } from '../../../ui/index.ts';

/** Says that a change of tags was not made, and why: in the words of the page where there are such. */
export function useFailed(): (error: unknown) => void {
  const { t } = useTranslation('tags');
  const language = useLanguage();
  const show = useToasts((state) => state.show);
  return (error) => {
    const exact = errorReasonIn(error, language);
    const reason = exact ?? t(`common:error.${errorCodeOf(error)}`);
    const detail = exact === null ? { detail: errorDetailOf(error) } : {};
    show({ tone: 'failed', text: t('edit.failed', { reason }), ...detail });
  };
}
