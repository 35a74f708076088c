import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { textOfReason, type Reason } from '../../../../../shared/contract/reasons.ts';
import type { TopicMapping } from '../../../../../shared/contract/topic-mappings.ts';
import type { FieldRole, PayloadFields } from '../../../../../shared/contract/topic-payloads.ts';
import { useLanguage } from '../../../lib/preferences/preferences.ts';
import { fieldErrorsOfCall, queryClient, trpc } from '../../../lib/trpc/index.ts';
import { ErrorNotice, Field, Select, StateMark, Time, useFailed } from '../../../ui/index.ts';
import { FieldTree } from './FieldTree.tsx';
import type { Preview } from './use-preview.ts';
import { ZONE } from './zone.ts';

/** A topic that a mapping was made from, and what could not be guessed of it. */
export interface Seed {
  readonly mapping: string;
  readonly topic: string;
  readonly fault: Reason | null;
}

interface SectionProps {
  readonly mapping: TopicMapping;
  readonly preview: Preview;
  readonly listening: string | null;
  readonly seed: Seed | null;
  /** The mapping with a field taken for something else. */
  readonly onPicked: (mapping: TopicMapping) => void;
}

function FaultLine({ fault }: { fault: Reason | null }) {
  const language = useLanguage();
  return (
    <p role="status" className="flex items-baseline gap-1.5 px-3 font-semibold">
      {fault !== null && (
        <>
          <StateMark kind="medium" size={14} />
          <span className="py-1.5">{textOfReason(fault, language)}</span>
        </>
      )}
    </p>
  );
}

/** The newest payload of one of the mapping's topics: what is picked in it is written into the mapping. */
export function PayloadSection({ mapping, preview, listening, seed, onPicked }: SectionProps) {
  const { t } = useTranslation('topics');
  const failed = useFailed();
  const [held, setHeld] = useState(seed?.topic ?? null);
  const [fault, setFault] = useState(seed?.fault ?? null);
  const topics = (preview.isEarlier ? [] : (preview.data?.topics ?? [])).map(({ topic }) => topic);
  const [first] = topics;
  if (held === null && first !== undefined) setHeld(first);
  const asked = { topic: held ?? '', listening, zone: ZONE };
  const fields = useQuery(
    trpc.topicMappings.fields.queryOptions(
      { ...asked, mapping },
      { enabled: held !== null, placeholderData: keepPreviousData, retry: false },
    ),
  );
  if (held === null) return null;
  const pick = async (path: string, role: FieldRole) => {
    try {
      const picked = await queryClient.fetchQuery(
        trpc.topicMappings.pick.queryOptions(
          { ...asked, mapping, path, role },
          { staleTime: 0, retry: false },
        ),
      );
      setFault(picked.fault);
      if (picked.fault === null) onPicked(picked.mapping);
    } catch (error) {
      failed((say, _, reason) => say('topics:notPicked', { reason }), 'sentence')(error);
    }
  };
  // What is wrong with a field of the mapping is told at that field.
  const isOwnError = fields.error !== null && fieldErrorsOfCall(fields.error).length === 0;
  const choices = [...new Set([held, ...topics])].map((topic) => ({ value: topic, label: topic }));
  return (
    <section aria-label={t('payload')} className="border-b border-line-strong pb-2">
      <div className="flex flex-wrap items-end gap-3 p-3 pb-1">
        <Field label={t('payload')} className="min-w-50 grow">
          {(ids) => (
            <Select
              {...ids}
              className="font-mono"
              choices={choices}
              value={held}
              onChange={(event) => {
                setHeld(event.target.value);
                setFault(null);
              }}
            />
          )}
        </Field>
        {fields.data !== undefined && (
          <p className="pb-2 text-sm text-ink-2">
            <Time at={fields.data.receivedAt} /> · {t(`origin.${fields.data.origin}`)}
          </p>
        )}
      </div>
      <FaultLine fault={fault ?? fields.data?.fault ?? null} />
      {isOwnError && <ErrorNotice error={fields.error} onRetry={() => void fields.refetch()} />}
      {fields.data !== undefined && !isOwnError && (
        <Fields
          data={fields.data}
          takesFocus={seed !== null}
          onPick={(path, role) => void pick(path, role)}
        />
      )}
    </section>
  );
}

function Fields({
  data,
  takesFocus,
  onPick,
}: {
  data: PayloadFields;
  takesFocus: boolean;
  onPick: (path: string, role: FieldRole) => void;
}) {
  const { t } = useTranslation('topics');
  if (data.form === 'text') return <p className="px-3 text-sm text-ink-2">{t('plainPayload')}</p>;
  if (data.fields.length === 0) return null;
  return (
    <>
      <p className="px-3 pb-1 text-sm text-ink-2">{t('fieldsHint')}</p>
      <div className="max-h-[45vh] overflow-auto">
        <FieldTree fields={data.fields} takesFocus={takesFocus} onPick={onPick} />
      </div>
      {data.left > 0 && <p className="px-3 text-sm text-ink-2">{t('moreFields', { count: data.left })}</p>}
    </>
  );
}
