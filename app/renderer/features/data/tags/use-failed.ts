import type { TFunction } from 'i18next';
import type { Language } from '../../../../../shared/contract/common.ts';
import { errorCodeOf, errorDetailOf, errorReasonIn } from '../../../lib/trpc/index.ts';
import { useToasts, type Said } from '../../../ui/index.ts';

/** Says that a change of tags was not made, and why: in the words of the page where there are such. */
export function useFailed(): (error: unknown) => void {
  const show = useToasts((state) => state.show);
  return (error) => {
    const reasonIn = (say: TFunction, language: Language) =>
      errorReasonIn(error, language) ?? say(`common:error.${errorCodeOf(error)}`);
    const detail = errorReasonIn(error, 'en') === null ? { detail: errorDetailOf(error) } : {};
    const text: Said = (say, language) => say('tags:edit.failed', { reason: reasonIn(say, language) });
    show({ tone: 'failed', text, ...detail });
  };
}
