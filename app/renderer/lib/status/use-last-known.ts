import { useTranslation } from 'react-i18next';
import type { MarkKind } from '../../ui/StateMark.tsx';
import { useIsLive } from '../trpc/index.ts';

/** How a state that came from the server is shown: as it is, or as the last that was known while the server is away. */
export interface LastKnown {
  /** What was calm is not shown as calm any more; what was abnormal stays so. */
  mark(kind: MarkKind): MarkKind;
  /** The name of the state, marked as the last known where it is. */
  text(name: string): string;
}

export function useLastKnown(): LastKnown {
  const { t } = useTranslation('common');
  const live = useIsLive();
  return {
    mark: (kind) => (!live && (kind === 'normal' || kind === 'unjudged') ? 'away' : kind),
    text: (name) => (live ? name : t('lastKnown', { state: name })),
  };
}
