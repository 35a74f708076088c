import { useMemo, useState } from 'react';
import type { Reason } from '../../../../../shared/contract/reasons.ts';
import type { RulesetTexts } from '../../../../../shared/contract/ruleset-desk.ts';
import type { WhatIfRules } from '../../../../../shared/contract/whatif.ts';
import { useToasts } from '../../../ui/index.ts';
import { manifestOf, manifestText, withMember } from '../settings/manifest-form.ts';
import { useDesk } from '../use-desk.ts';
import { limitsOf, toldApart, withLimits, type Limit, type LimitValues } from './limits.ts';
import { cellLimits, withTableLimits } from './table-limits.ts';

type Texts = Partial<RulesetTexts>;
const NONE: LimitValues = new Map();

export interface MovedLimits {
  readonly limits: readonly Limit[];
  readonly values: LimitValues;
  /** The draft with the limits where they were moved to; where a table has a fault then, as it was before. */
  readonly tried: WhatIfRules;
  readonly fault: Reason | null;
  move(limit: Limit, value: number): void;
  reset(): void;
  /** Puts them into the draft, which saves itself. */
  put(): void;
  /** Takes back what was put last, as long as it stands there as it was put. */
  readonly undo: (() => void) | null;
}

/** The limits of the draft, and where they are moved to. */
export function useLimits(rules: WhatIfRules): MovedLimits {
  const { draft, change } = useDesk();
  const show = useToasts((state) => state.show);
  // Places in a script hold for that script only.
  const [moved, setMoved] = useState({ source: rules.source, values: NONE });
  const values = moved.source === rules.source ? moved.values : NONE;
  const setValues = (next: LimitValues) => setMoved({ source: rules.source, values: next });
  const hasTable = rules.manifest.table !== undefined;
  // A script that a table makes has no numbers of its own.
  const limits = useMemo(
    () =>
      toldApart(
        hasTable
          ? [
              ...limitsOf(rules).filter(({ parameter }) => parameter !== undefined),
              ...cellLimits(rules.manifest),
            ]
          : limitsOf(rules),
      ),
    [rules, hasTable],
  );
  const next = useMemo(() => {
    const changed = withLimits(rules, limits, values);
    return hasTable && values.size > 0 ? withTableLimits(changed, limits, values) : { rules: changed };
  }, [rules, hasTable, limits, values]);
  const [lastGood, setLastGood] = useState(rules);
  if ('rules' in next && next.rules !== lastGood) setLastGood(next.rules);
  const tried = 'rules' in next ? next.rules : lastGood;
  const [lastPut, setLastPut] = useState<{ texts: Texts; undone: Texts } | null>(null);
  const isAsPut =
    lastPut !== null &&
    (['manifest', 'source'] as const).every(
      (file) => lastPut.texts[file] === undefined || lastPut.texts[file] === draft.texts[file],
    );
  return {
    limits,
    values,
    tried,
    fault: 'fault' in next ? next.fault : null,
    move(limit, value) {
      const others = [...values].filter(([id]) => id !== limit.id);
      setValues(new Map(value === limit.value ? others : [...others, [limit.id, value]]));
    },
    reset: () => setValues(NONE),
    put() {
      const before = draft.texts;
      const form = manifestOf(before.manifest);
      const { parameters, table } = tried.manifest;
      const has = (kind: string) => [...values.keys()].some((id) => id.startsWith(kind));
      const members = form !== null && has('parameter ') ? withMember(form, 'parameters', parameters) : form;
      const texts = {
        // A table writes its script by itself.
        ...(hasTable || tried.source === rules.source ? {} : { source: tried.source }),
        ...(members !== null && (has('parameter ') || has('cell '))
          ? { manifest: manifestText(hasTable ? withMember(members, 'table', table) : members) }
          : {}),
      };
      const undone = {
        ...(texts.source === undefined ? {} : { source: before.source }),
        ...(texts.manifest === undefined ? {} : { manifest: before.manifest }),
      };
      change(texts);
      setLastPut({ texts, undone });
      setValues(NONE);
      show({ tone: 'done', text: (say) => say('rule-whatif:putDone', { count: values.size }) });
    },
    undo: isAsPut ? () => change(lastPut.undone) : null,
  };
}
