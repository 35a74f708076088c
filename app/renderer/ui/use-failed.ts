import type { TFunction } from 'i18next';
import type { Language } from '../../../shared/contract/common.ts';
import { errorCodeOf, errorDetailOf, errorReasonIn } from '../lib/trpc/errors.ts';
import { useToasts } from './toasts.ts';

/** What is said of a failure; `why`: the kind of error in the words of the page, for texts that name it themselves. */
type SaidOfFailure = (say: TFunction, language: Language, why: string) => string;

/**
 * Tells that something did not happen, and why. Under the text stands the reason as the server has told it by code, else the kind of error with
 * the server's own sentence (English); or that `sentence` alone, where the text names the kind of error or needs none; or `nothing`.
 */
export function useFailed(): (
  text: SaidOfFailure,
  under?: 'reason' | 'sentence' | 'nothing',
) => (error: unknown) => void {
  const show = useToasts((state) => state.show);
  return (text, under = 'reason') =>
    (error) => {
      const kindIn = (say: TFunction) => say(`common:error.${errorCodeOf(error)}`);
      const sentence = errorDetailOf(error);
      show({
        tone: 'failed',
        text: (say, language) => text(say, language, kindIn(say)),
        ...(under === 'sentence' && { detail: sentence }),
        ...(under === 'reason' && {
          detail: (say, language) => errorReasonIn(error, language) ?? `${kindIn(say)} (${sentence})`,
        }),
      });
    };
}
