import { useTranslation } from 'react-i18next';
import { holdCauseSchema } from '../../../../../shared/contract/judgment.ts';

/** Says why something could not be judged; what is no cause, as somebody may have typed it, stays as it is. */
export function useCauseText(): (cause: string) => string {
  const { t } = useTranslation('common');
  return (cause) => (holdCauseSchema.safeParse(cause).success ? t(`holdCause.${cause}`) : cause);
}
