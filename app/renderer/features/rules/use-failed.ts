import { useTranslation } from 'react-i18next';
import { useLanguage } from '../../lib/preferences/preferences.ts';
import { errorCodeOf, errorDetailOf, errorReasonIn } from '../../lib/trpc/index.ts';
import { useToasts } from '../../ui/index.ts';

/** Tells that something did not happen, and why. */
export function useFailed(): (text: string) => (error: unknown) => void {
  const { t } = useTranslation('common');
  const language = useLanguage();
  const show = useToasts((state) => state.show);
  return (text) => (error) => {
    const why = errorReasonIn(error, language) ?? t(`error.${errorCodeOf(error)}`);
    const detail = errorReasonIn(error, language) === null ? ` (${errorDetailOf(error)})` : '';
    show({ tone: 'failed', text, detail: `${why}${detail}` });
  };
}
