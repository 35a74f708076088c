import { errorReasonIn } from '../../../lib/trpc/index.ts';
import { useFailed } from '../../../ui/index.ts';

/** Says that a change of tags was not made, and why: in the words of the page where there are such. */
export function useEditFailed(): (error: unknown) => void {
  const failed = useFailed();
  return (error) =>
    failed(
      (say, language, why) => say('tags:edit.failed', { reason: errorReasonIn(error, language) ?? why }),
      errorReasonIn(error, 'en') === null ? 'sentence' : 'nothing',
    )(error);
}
