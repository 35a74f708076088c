import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Listening } from '../../../../../shared/contract/topic-mappings.ts';
import { Button, ErrorNotice, Field, TextInput } from '../../../ui/index.ts';
import type { ListeningControl } from './use-listening.ts';

interface ListenProps {
  readonly control: ListeningControl;
  readonly listening: Listening | null;
  /** What is listened to unless something else is written. */
  readonly filter: string;
}

/** Hears what the broker has for a minute, beside the running station. */
export function ListenBar({ control, listening, filter }: ListenProps) {
  const { t } = useTranslation('topics');
  const [wanted, setWanted] = useState<string | null>(null);
  const isListening = listening?.state === 'listening';
  return (
    <form
      className="flex flex-wrap items-end gap-3 border-b border-line p-3"
      onSubmit={(event) => {
        event.preventDefault();
        if (!isListening) control.listen(wanted ?? filter);
      }}
    >
      <Field label={t('listenTo')} className="min-w-50 grow">
        {(ids) => (
          <TextInput
            {...ids}
            className="font-mono"
            value={wanted ?? filter}
            onChange={(event) => setWanted(event.target.value)}
          />
        )}
      </Field>
      {/* One button, so that the focus stays on it. */}
      <Button
        icon={isListening ? 'stop' : 'play'}
        disabled={control.isStarting}
        onClick={() => (isListening ? control.stop() : control.listen(wanted ?? filter))}
      >
        {t(isListening ? 'stop' : control.isStarting ? 'starting' : 'listen')}
      </Button>
      <p role="status" className="w-full text-sm text-ink-2">
        {listening === null
          ? t('listenHint')
          : t(`listening.${listening.state}`, {
              topics: listening.topics,
              messages: listening.messages,
              error: listening.error ?? '',
            })}
        {listening !== null && listening.left > 0 && ` ${t('left', { count: listening.left })}`}
      </p>
      {control.error !== null && <ErrorNotice error={control.error} />}
    </form>
  );
}
