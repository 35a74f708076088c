import { useMutation, useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { Annotation, AnnotationInput } from '../../../../shared/contract/annotations.ts';
import { spanOf, steadyWindow, type TimeRange } from '../../charts/model/time-window.ts';
import type { ChartNote } from '../../charts/types.ts';
import { serverNow } from '../../lib/clock/clock.ts';
import { queryClient, trpc, trpcClient } from '../../lib/trpc/index.ts';
import { useToasts } from '../../ui/index.ts';
import type { TrendChart } from './view-state.ts';

const NONE: readonly Annotation[] = [];

/** Annotations that touch the shown time. */
export function useAnnotations(range: TimeRange) {
  const { from, to } = steadyWindow(range, serverNow());
  const query = useQuery(
    trpc.annotations.list.queryOptions(
      {
        from: new Date(from).toISOString(),
        // Of a live window one more span, so that what is written meanwhile is in it.
        to: new Date(to ?? from + 2.2 * spanOf(range)).toISOString(),
      },
      { placeholderData: (previous) => previous, staleTime: 30_000 },
    ),
  );
  return { items: query.data?.items ?? NONE, more: query.data?.more ?? false, error: query.error };
}

/** Those a chart shows: about its tags, or about everything. */
export function useChartNotes(chart: TrendChart, annotations: readonly Annotation[]): readonly ChartNote[] {
  return useMemo(() => {
    const own = new Set(chart.pens.map(({ path }) => path));
    return annotations
      .filter(({ tags }) => tags.length === 0 || tags.some((tag) => own.has(tag)))
      .map(({ id, from, to, text }) => ({ id, from: Date.parse(from), to: Date.parse(to), text }));
  }, [chart.pens, annotations]);
}

function refetch(): void {
  void queryClient.invalidateQueries(trpc.annotations.pathFilter());
}

export function inputOf({ id, from, to, text, tags }: Annotation): AnnotationInput {
  return { id, from, to, text, tags };
}

/** Saving, and deleting with a way back. */
export function useAnnotationChanges() {
  const show = useToasts((state) => state.show);
  const save = useMutation(trpc.annotations.save.mutationOptions({ onSettled: refetch }));
  const remove = useMutation({
    mutationFn: (annotation: Annotation) => trpcClient.annotations.remove.mutate({ id: annotation.id }),
    onSettled: refetch,
    onSuccess: (_answer, annotation) =>
      show({
        tone: 'done',
        text: (say) => say('trends:notes.deleted'),
        detail: annotation.text,
        action: { label: (say) => say('trends:toolbar.undo'), run: () => save.mutate(inputOf(annotation)) },
      }),
  });
  return { save, remove };
}
