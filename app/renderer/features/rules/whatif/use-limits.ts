import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { WhatIfRules } from '../../../../../shared/contract/whatif.ts';
import { useToasts } from '../../../ui/index.ts';
import { manifestOf, manifestText, withMember } from '../settings/manifest-form.ts';
import { useDesk } from '../use-desk.ts';
import { limitsOf, withLimits, type Limit, type LimitValues } from './limits.ts';

const NONE: LimitValues = new Map();

export interface MovedLimits {
  readonly limits: readonly Limit[];
  readonly values: LimitValues;
  /** The draft with the limits where they were moved to. */
  readonly tried: WhatIfRules;
  move(limit: Limit, value: number): void;
  reset(): void;
  /** Puts them into the draft; it saves itself, and a message offers the way back. */
  put(): void;
}

/** The limits of the draft, and where they are moved to. */
export function useLimits(rules: WhatIfRules): MovedLimits {
  const { t } = useTranslation('rule-whatif');
  const { draft, change } = useDesk();
  const show = useToasts((state) => state.show);
  // Places in a script hold for that script only.
  const [moved, setMoved] = useState({ source: rules.source, values: NONE });
  const values = moved.source === rules.source ? moved.values : NONE;
  const setValues = (next: LimitValues) => setMoved({ source: rules.source, values: next });
  const limits = useMemo(() => limitsOf(rules), [rules]);
  const tried = useMemo(() => withLimits(rules, limits, values), [rules, limits, values]);
  return {
    limits,
    values,
    tried,
    move(limit, value) {
      const next = new Map(values);
      if (value === limit.value) next.delete(limit.id);
      else next.set(limit.id, value);
      setValues(next);
    },
    reset: () => setValues(NONE),
    put() {
      const before = draft.texts;
      const form = manifestOf(before.manifest);
      const isParameter = [...values.keys()].some((id) => id.startsWith('parameter '));
      const texts = {
        ...(tried.source === rules.source ? {} : { source: tried.source }),
        ...(isParameter && form !== null
          ? { manifest: manifestText(withMember(form, 'parameters', tried.manifest.parameters)) }
          : {}),
      };
      const undone = {
        ...(texts.source === undefined ? {} : { source: before.source }),
        ...(texts.manifest === undefined ? {} : { manifest: before.manifest }),
      };
      change(texts);
      setValues(NONE);
      show({
        tone: 'done',
        text: t('putDone', { count: values.size }),
        action: { label: t('undo'), run: () => change(undone) },
      });
    },
  };
}
