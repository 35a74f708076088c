import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { useSearchParams } from 'react-router';
import { formatDateTime } from '../../../lib/format/format.ts';
import { trpc } from '../../../lib/trpc/index.ts';
import { useToasts, useFailed } from '../../../ui/index.ts';
import type { Members } from '../settings/manifest-form.ts';
import { useDesk } from '../use-desk.ts';
import { testOfJudgment } from './judgment-test.ts';

/** The judgment that the address names becomes a test case, once; `add` says whether it could be added. */
export function useJudgmentTest(add: ((test: Members) => void) | null): void {
  const { manifest } = useDesk();
  const show = useToasts((state) => state.show);
  const failed = useFailed();
  const [search, setSearch] = useSearchParams();
  const id = search.get('judgment');
  const query = useQuery(trpc.judgment.get.queryOptions({ id: id ?? '' }, { enabled: id !== null }));
  const taken = useRef<string | null>(null);
  const { data, error } = query;
  useEffect(() => {
    if (id === null || taken.current === id || add === null || (data === undefined && error === null)) return;
    taken.current = id;
    if (error !== null || data === undefined) failed((say) => say('rule-analysis:judgment.failed'))(error);
    else {
      const machine = data.context?.equipment ?? '';
      const name = `${data.verdict} ${formatDateTime(data.at)} ${machine}`.trim();
      const test = testOfJudgment(data, name, manifest?.table?.outputs);
      if (test === null) show({ tone: 'failed', text: (say) => say('rule-analysis:judgment.ofStation') });
      else {
        add({ ...test });
        show({ tone: 'done', text: (say) => say('rule-analysis:judgment.added', { name }) });
      }
    }
    setSearch({}, { replace: true });
    // What it names is added once, whatever else changes meanwhile.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [id, data, error, add !== null]);
}
