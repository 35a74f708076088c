import { errorCodeOf, errorDetailOf, errorReasonIn } from '../../../lib/trpc/index.ts';
import { useToasts, type Said } from '../../../ui/index.ts';

/** Tells that something about a backup did not happen, and why. */
export function useTold(): (text: Said) => (error: unknown) => void {
  const show = useToasts((state) => state.show);
  return (text) => (error) =>
    show({
      tone: 'failed',
      text,
      detail: (say, language) =>
        errorReasonIn(error, language) ??
        `${say(`common:error.${errorCodeOf(error)}`)} (${errorDetailOf(error)})`,
    });
}
