import { useMutation } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { rulesetIdSchema } from '../../../../../shared/contract/rules.ts';
import type { DeskLine } from '../../../../../shared/contract/ruleset-desk.ts';
import { trpcClient } from '../../../lib/trpc/index.ts';
import { Button, Dialog, Field, TextInput, useFailed } from '../../../ui/index.ts';

const FORM = 'new-ruleset';

/** An id out of an English name: `Press thermal trend` → `press-thermal-trend`. */
const idFrom = (name: string): string =>
  name
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
    .slice(0, 64);

/** Begins a ruleset from a small example that works. */
export function NewRulesetDialog({ taken, onClose }: { taken: readonly DeskLine[]; onClose: () => void }) {
  const { t } = useTranslation('rules');
  const navigate = useNavigate();
  const failed = useFailed();
  const [names, setNames] = useState({ ko: '', en: '' });
  const [typedId, setTypedId] = useState<string | null>(null);
  const [isTried, setTried] = useState(false);
  const id = typedId ?? idFrom(names.en);
  const checked = rulesetIdSchema.safeParse(id);
  const idError = taken.some((line) => line.id === id)
    ? t('new.taken')
    : checked.success
      ? undefined
      : t('new.idRule');
  const nameError = names.ko.trim() === '' && names.en.trim() === '' ? t('new.nameNeeded') : undefined;
  const begin = useMutation({
    mutationFn: () => {
      const [ko, en] = [names.ko.trim(), names.en.trim()];
      return trpcClient.rules.desk.begin.mutate({
        id,
        name: { ko: ko === '' ? en : ko, en: en === '' ? ko : en },
      });
    },
    onSuccess: () => {
      onClose();
      void navigate(`/rules/${id}`);
    },
    onError: failed((say) => say('rules:new.failed')),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (idError === undefined && nameError === undefined) begin.mutate();
  };
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t('new.title')}
      description={t('new.text')}
      width="small"
      footer={
        <>
          <Button onClick={onClose}>{t('common:cancel')}</Button>
          <Button variant="primary" type="submit" form={FORM} disabled={begin.isPending}>
            {t('new.open')}
          </Button>
        </>
      }
    >
      <form id={FORM} onSubmit={submit} className="flex flex-col gap-3 p-4">
        {(['ko', 'en'] as const).map((language, index) => (
          <Field
            key={language}
            label={t(`new.name.${language}`)}
            error={isTried && index === 0 ? nameError : undefined}
          >
            {(ids) => (
              <TextInput
                {...ids}
                data-autofocus={index === 0 ? '' : undefined}
                lang={language}
                maxLength={200}
                value={names[language]}
                onChange={(event) => setNames({ ...names, [language]: event.target.value })}
              />
            )}
          </Field>
        ))}
        <Field
          label={t('new.id')}
          hint={t('new.idHint')}
          error={isTried || typedId !== null ? idError : undefined}
        >
          {(ids) => (
            <TextInput
              {...ids}
              className="font-mono"
              maxLength={64}
              value={id}
              onChange={(event) => setTypedId(event.target.value)}
            />
          )}
        </Field>
      </form>
    </Dialog>
  );
}
