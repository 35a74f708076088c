import { useEffect, useRef, useState } from 'react';
import type {
  WhatIfCounts,
  WhatIfMap,
  WhatIfMapQuery,
  WhatIfRules,
} from '../../../../../shared/contract/whatif.ts';
import { trpcClient } from '../../../lib/trpc/index.ts';
import { leave, newWindow } from './leave.ts';
import { Stepper } from './stepper.ts';

export interface Judging {
  readonly tried: WhatIfRules;
  readonly base: WhatIfRules | number;
}

export interface Counts {
  readonly counts: WhatIfCounts | null;
  /** What they are of: the newest step may be another one. */
  readonly of: Judging | null;
  readonly error: unknown;
  /** Judges all rows also where that takes long. */
  judgeAll(): void;
}

interface Told<Answer, Step> {
  readonly answer: Answer | null;
  readonly of: Step | null;
  readonly error: unknown;
}

/** Answers of the newest step. Whoever uses it is keyed by the session, so that its stepper is of that one. */
function useSteps<Step, Answer>(
  id: string,
  step: Step | null,
  ask: (id: string, window: string, step: Step, part: 'first' | 'rest') => Promise<Answer | null>,
  wantsRest: (answer: Answer) => boolean,
) {
  const [told, setTold] = useState<Told<Answer, Step>>({ answer: null, of: null, error: null });
  const stepper = useRef<Stepper<Step, Answer>>(null);
  useEffect(() => {
    const window = newWindow();
    const own = new Stepper<Step, Answer>({
      ask: (each, part) => ask(id, window, each, part),
      onAnswer: (answer, of) => setTold({ answer, of, error: null }),
      onError: (error) => setTold({ answer: null, of: null, error }),
      wantsRest,
    });
    stepper.current = own;
    return () => {
      own.end();
      leave(id, window);
    };
  }, [id, ask, wantsRest]);
  useEffect(() => {
    if (step !== null) stepper.current?.set(step);
  }, [step]);
  return { ...told, rest: () => stepper.current?.rest() };
}

const askCounts = (id: string, window: string, judging: Judging, part: 'first' | 'rest') =>
  trpcClient.whatIf.judge.query({ id, window, ...judging, part: part === 'first' ? 'sample' : 'all' });

/** All rows are judged when a slider rests, unless the rule is interpreted, which takes twenty times as long. */
const isMoreWanted = ({ isWhole, path }: WhatIfCounts) => !isWhole && path.kind === 'compiled';

/** Verdict counts of what is tried beside those of the base, following every step. */
export function useCounts(id: string, judging: Judging): Counts {
  const { answer, rest, ...told } = useSteps(id, judging, askCounts, isMoreWanted);
  return { ...told, counts: answer, judgeAll: rest };
}

export type Plane = Omit<WhatIfMapQuery, 'id' | 'window'>;

const askMap = (id: string, window: string, plane: Plane) =>
  trpcClient.whatIf.map.query({ id, window, ...plane });
const never = () => false;

/** The map of what is tried, following every step. */
export function useMap(
  id: string,
  plane: Plane | null,
): { readonly map: WhatIfMap | null; readonly of: Plane | null; readonly error: unknown } {
  const { answer, of, error } = useSteps(id, plane, askMap, never);
  return { map: answer, of, error };
}
