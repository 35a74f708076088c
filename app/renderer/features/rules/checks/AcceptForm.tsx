import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { CheckedFinding } from '../../../../../shared/contract/ruleset-check.ts';
import { Button, Field, TextInput, useToasts } from '../../../ui/index.ts';
import { listOf, manifestOf, manifestText, withMember } from '../settings/manifest-form.ts';
import { useDesk } from '../use-desk.ts';

/** Leaves a finding as it is, with a reason that stays in the ruleset; or takes that back. */
export function AcceptForm({ finding }: { finding: CheckedFinding }) {
  const { t } = useTranslation('rule-checks');
  const { draft, change } = useDesk();
  const toast = useToasts((state) => state.show);
  const [reason, setReason] = useState('');
  const { code, fingerprint, accepted } = finding;
  const before = draft.texts.manifest;
  const manifest = manifestOf(before);
  if (manifest === null) return null;
  const others = listOf(manifest['acceptedFindings']).filter(
    (other) => other['fingerprint'] !== fingerprint || other['code'] !== code,
  );
  const put = (next: readonly unknown[], what: 'wasAccepted' | 'wasWithdrawn') => {
    change({
      manifest: manifestText(withMember(manifest, 'acceptedFindings', next.length === 0 ? undefined : next)),
    });
    toast({
      tone: 'done',
      text: (say) => say(`rule-checks:${what}`),
      action: { label: (say) => say('rules:undo'), run: () => change({ manifest: before }) },
    });
  };
  const accept = () => {
    const given = reason.trim();
    if (given !== '') put([...others, { code, fingerprint, reason: given }], 'wasAccepted');
  };
  if (accepted !== undefined)
    return (
      <div className="flex flex-wrap items-center gap-3 border-t border-line pt-3">
        <span>{t('acceptedBecause', { reason: accepted.reason })}</span>
        <Button onClick={() => put(others, 'wasWithdrawn')}>{t('withdraw')}</Button>
      </div>
    );
  return (
    <div className="flex items-end gap-3 border-t border-line pt-3">
      <div className="grow">
        <Field label={t('acceptReason')}>
          {(ids) => (
            <TextInput
              {...ids}
              maxLength={500}
              value={reason}
              onChange={(event) => setReason(event.target.value)}
              onKeyDown={(event) => {
                if (event.key === 'Enter') accept();
              }}
            />
          )}
        </Field>
      </div>
      <Button disabled={reason.trim() === ''} onClick={accept}>
        {t('accept')}
      </Button>
    </div>
  );
}
