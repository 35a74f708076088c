import { useToasts } from '../../../ui/index.ts';
import type { Members } from '../settings/manifest-form.ts';
import { useDesk } from '../use-desk.ts';
import { testsOf, testsText } from './test-form.ts';

/** Adds test cases to the draft, with a way back; `canTake`: its list of tests can be added to. */
export function useTakeTests(): { readonly canTake: boolean; take(proposed: readonly Members[]): void } {
  const { draft, change } = useDesk();
  const show = useToasts((state) => state.show);
  const tests = testsOf(draft.texts.tests);
  return {
    canTake: tests !== null,
    take(proposed) {
      if (tests === null) return;
      change({ tests: testsText([...tests, ...proposed]) });
      show({
        tone: 'done',
        text: (say) => say('rule-analysis:taken', { count: proposed.length }),
        action: { label: (say) => say('rules:undo'), run: () => change({ tests: testsText(tests) }) },
      });
    },
  };
}
