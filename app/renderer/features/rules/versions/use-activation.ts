import { useTranslation } from 'react-i18next';
import { queryClient, trpc, trpcClient } from '../../../lib/trpc/index.ts';
import { useToasts, useFailed } from '../../../ui/index.ts';

interface Wish {
  readonly version: number;
  /** The version that is active now; null: none. */
  readonly active: number | null;
  readonly reason: string;
  readonly acceptFailedTests: boolean;
  readonly acceptFindings: boolean;
}

export interface Activation {
  /** Judges by a version from now on; the message offers the way back. */
  activate(wish: Wish): Promise<void>;
  /** Back to a version that judged here before, whatever its tests say by now: it is known, and what is active may be doing harm. */
  back(version: number, active: number | null): void;
}

/** Puts versions of a ruleset into force and tells of it. */
export function useActivation(id: string): Activation {
  const { t } = useTranslation('rule-versions');
  const show = useToasts((state) => state.show);
  const failed = useFailed();
  const activate = async ({ version, active, ...wish }: Wish): Promise<void> => {
    const answer = await trpcClient.rules.desk.activate.mutate({ id, version, active, ...wish });
    queryClient.setQueryData(trpc.rules.desk.activations.queryKey({ id }), answer);
    void queryClient.invalidateQueries(trpc.rules.pathFilter());
    const undo = () => back(active ?? version, version);
    show({
      tone: 'done',
      topic: `activation of ${id}`,
      text: (say) => say('rule-versions:activate.done', { version }),
      ...(active === null ? {} : { action: { label: (say) => say('rules:undo'), run: undo } }),
    });
  };
  const back = (version: number, active: number | null): void => {
    const reason = active === null ? t('retire.undoReason') : t('activate.undoReason', { version: active });
    activate({ version, active, reason, acceptFailedTests: true, acceptFindings: true }).catch(
      failed((say) => say('rule-versions:activate.failed')),
    );
  };
  return { activate, back };
}
