import { useMutation } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Feedback, FeedbackRequest, Judgment } from '../../../../shared/contract/judgment.ts';
import { useShortcut } from '../../lib/shortcuts/use-shortcut.ts';
import { queryClient, trpc, useIsLive } from '../../lib/trpc/index.ts';
import { Button, Icon, Time, useToasts, useFailed } from '../../ui/index.ts';
import { OverrideForm } from './OverrideForm.tsx';

function GivenFeedback({ feedback }: { feedback: Feedback }) {
  const { t } = useTranslation('judgments');
  return (
    <p className="mb-2 flex flex-wrap items-center gap-x-2">
      <Icon name={feedback.agree ? 'check' : 'edit'} size={18} />
      <strong>
        {feedback.agree
          ? t('feedback.agreed')
          : feedback.correctVerdict
            ? t('feedback.overriddenTo', { verdict: feedback.correctVerdict })
            : t('feedback.overridden')}
      </strong>
      <span className="text-ink-2">
        {t('feedback.by', { name: feedback.by })} · <Time at={feedback.at} />
      </span>
      {feedback.reason && <span className="basis-full">“{feedback.reason}”</span>}
    </p>
  );
}

function useFeedback(judgment: Judgment, onSent: () => void) {
  const show = useToasts((state) => state.show);
  const failed = useFailed();
  return useMutation(
    trpc.judgment.feedback.mutationOptions({
      onSuccess: (changed) => {
        queryClient.setQueryData(trpc.judgment.get.queryKey({ id: judgment.id }), changed);
        show({ tone: 'done', text: (say) => say('judgments:feedback.saved') });
        onSent();
      },
      onError: failed((say, _, reason) => say('judgments:feedback.failed', { reason }), 'sentence'),
    }),
  );
}

/**
 * What people think of a judgment: agreeing is one action, overriding two (the right verdict, send). A later feedback
 * replaces an earlier one; that is also the way to take one back.
 */
export function FeedbackPanel({ judgment }: { judgment: Judgment }) {
  const { t } = useTranslation('judgments');
  const live = useIsLive();
  const [overriding, setOverriding] = useState(false);
  const mutation = useFeedback(judgment, () => setOverriding(false));
  const ready = live && !mutation.isPending;
  const override = useRef<HTMLButtonElement>(null);
  const wasOverriding = useRef(false);
  useEffect(() => {
    // The focus goes with the form it was in.
    if (wasOverriding.current && !overriding) override.current?.focus();
    wasOverriding.current = overriding;
  }, [overriding]);
  const send = (feedback: FeedbackRequest): void => {
    if (ready) mutation.mutate({ id: judgment.id, feedback });
  };
  useShortcut('card-agree', () => send({ agree: true }), ready && !overriding);
  useShortcut('card-override', () => setOverriding(true), !overriding);
  return (
    <>
      {judgment.feedback && <GivenFeedback feedback={judgment.feedback} />}
      {overriding ? (
        <OverrideForm judgment={judgment} ready={ready} onSend={send} onCancel={() => setOverriding(false)} />
      ) : (
        <div className="flex flex-wrap items-center gap-2">
          <Button
            icon="check"
            // Not while it is being sent: a button that is disabled loses the focus.
            disabled={!live}
            pressed={judgment.feedback?.agree === true}
            onClick={() => send({ agree: true })}
          >
            {t('feedback.agree')}
          </Button>
          <Button
            icon="edit"
            ref={override}
            pressed={judgment.feedback?.agree === false}
            onClick={() => setOverriding(true)}
          >
            {t('feedback.override')}
          </Button>
          {!live && <span className="text-ink-2">{t('feedback.away')}</span>}
        </div>
      )}
    </>
  );
}
