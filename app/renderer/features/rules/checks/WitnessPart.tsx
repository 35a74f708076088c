import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { inScript, textOfReason } from '../../../../../shared/contract/reasons.ts';
import type { RunAnswer, Witness } from '../../../../../shared/contract/ruleset-check.ts';
import { useLanguage } from '../../../lib/preferences/preferences.ts';
import { trpcClient } from '../../../lib/trpc/index.ts';
import { Button, Icon, Table, Td, Th, useFailed } from '../../../ui/index.ts';
import { useShowTrace } from '../script/use-show-trace.ts';
import { useDesk } from '../use-desk.ts';

const shown = (value: unknown): string => (value === null ? '()' : JSON.stringify(value));

function Outcome({ run }: { run: RunAnswer }) {
  const { t } = useTranslation('rule-checks');
  const language = useLanguage();
  return (
    <div className="flex flex-col gap-2" role="status">
      <p>
        {run.error === null ? (
          <>
            {t('endsIn')} <code className="font-mono text-sm">{run.text}</code>
          </>
        ) : (
          `${t('failsWith')} ${textOfReason(inScript(run.error.reason, run.error.line, run.error.column), language)}`
        )}
      </p>
      {run.trace.length > 0 && (
        <Table aria-label={t('trace')}>
          <thead>
            <tr>
              <Th>{t('held')}</Th>
              <Th numeric>{t('column.line')}</Th>
              <Th>{t('rule')}</Th>
              <Th className="w-full">{t('values')}</Th>
            </tr>
          </thead>
          <tbody>
            {run.trace.map(({ ruleId, line, fired, values }) => (
              <tr key={ruleId}>
                <Td>
                  <span role="img" aria-label={t(fired ? 'didHold' : 'didNotHold')}>
                    <Icon name={fired ? 'check' : 'cross'} size={16} />
                  </span>
                </Td>
                <Td numeric>{line}</Td>
                <Td className="font-mono text-sm">{ruleId}</Td>
                <Td className="font-mono text-sm">
                  {Object.entries(values)
                    .map(([name, value]) => `${name} = ${shown(value)}`)
                    .join(', ')}
                </Td>
              </tr>
            ))}
          </tbody>
        </Table>
      )}
    </div>
  );
}

/** Inputs that show a finding, and what the draft makes of them now. */
export function WitnessPart({ witness, code }: { witness: Witness; code: string }) {
  const { t } = useTranslation('rule-checks');
  const { id, manifest, draft } = useDesk();
  const showTrace = useShowTrace(id);
  const failed = useFailed();
  const run = useMutation({
    mutationFn: () => {
      if (manifest === null) throw new Error('no manifest');
      return trpcClient.rules.run.mutate({ manifest, source: draft.texts.source, inputs: witness });
    },
    onError: failed((say) => say('rule-checks:runFailed')),
  });
  return (
    <section className="flex flex-col gap-2" aria-label={t('witness')}>
      <h3 className="text-sm font-medium text-ink-2">{t('witness')}</h3>
      <dl className="grid grid-cols-[max-content_minmax(0,1fr)] gap-x-4 font-mono text-sm">
        {Object.entries(witness).map(([name, value]) => (
          <div key={name} className="contents">
            <dt className="text-ink-2">{name}</dt>
            <dd>{shown(value)}</dd>
          </div>
        ))}
      </dl>
      <div className="flex gap-2">
        <Button disabled={manifest === null || run.isPending} onClick={() => run.mutate()}>
          {t('runThis')}
        </Button>
        <Button
          disabled={manifest === null}
          onClick={() => showTrace((say) => say('rule-trace:finding', { code }), witness)}
        >
          {t('rule-trace:show')}
        </Button>
      </div>
      {run.data !== undefined && <Outcome run={run.data} />}
    </section>
  );
}
