import { useMutation, useQuery } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useLanguage } from '../../../lib/preferences/preferences.ts';
import { trpcClient, useIsLive } from '../../../lib/trpc/index.ts';
import {
  Button,
  classNames,
  Dialog,
  ErrorNotice,
  Field,
  LoadingNotice,
  StateMark,
  Switch,
  TextInput,
  useFailed,
} from '../../../ui/index.ts';
import { textOfFinding } from '../../../../../shared/contract/finding-texts.ts';
import { openErrors } from '../../../../../shared/contract/ruleset-check.ts';
import { rulesetManifestSchema } from '../../../../../shared/contract/rules.ts';
import { manifestOf } from '../settings/manifest-form.ts';
import { resultText } from '../tests/test-form.ts';
import { useCauseText } from '../tests/use-cause-text.ts';
import { toldProblems } from '../problems/told-problems.ts';
import { MeaningLine } from './meaning/MeaningLine.tsx';
import { useActivation } from './use-activation.ts';
import { changedParts } from './changed-parts.ts';
import { textsOfVersion } from './version-texts.ts';

/** Lines of a list that need no scrolling. */
const AT_ONCE = 6;

interface ActivateProps {
  readonly id: string;
  readonly version: number;
  /** The version that is active now. */
  readonly active: number | null;
  readonly machines: readonly string[];
  readonly onClose: () => void;
  /** Shows what is judged otherwise than by the version that is active now. */
  readonly onCompare: (active: number) => void;
}

/** What activating would do: fetched once, when it is asked for. */
function usePreview({ id, version, active }: ActivateProps) {
  return useQuery({
    queryKey: ['activation-preview', id, version, active],
    gcTime: 0,
    queryFn: async () => {
      const texts = await textsOfVersion(id, version);
      const before = active === null ? null : await textsOfVersion(id, active);
      const trial = await trpcClient.rules.desk.tryOut.mutate({ id, texts });
      const parsed = rulesetManifestSchema.safeParse(manifestOf(texts.manifest));
      const answer = parsed.success
        ? await trpcClient.rules.check.mutate({ manifest: parsed.data, source: texts.source })
        : null;
      const found = openErrors(answer?.findings ?? []);
      return { texts, trial, found, changes: before === null ? null : changedParts(before, texts) };
    },
  });
}

/** Of many only some are seen at once, so that what is asked for below them stays at hand. */
function ShortList({
  label,
  className,
  children,
}: {
  label: string;
  className?: string;
  children: readonly ReactNode[];
}) {
  const isLong = children.length > AT_ONCE;
  return (
    <ul
      {...(isLong ? { tabIndex: 0, 'aria-label': label } : {})}
      className={classNames(isLong && 'max-h-28 overflow-y-auto border border-line px-2 py-1', className)}
    >
      {children}
    </ul>
  );
}

type Preview = NonNullable<ReturnType<typeof usePreview>['data']>;

function PreviewList({
  preview,
  version,
  machines,
  active,
  onCompare,
}: Omit<ActivateProps, 'id' | 'onClose'> & { readonly preview: Preview }) {
  const { t } = useTranslation('rule-versions');
  const language = useLanguage();
  const causeText = useCauseText();
  const { trial, changes, texts, found } = preview;
  const problems = toldProblems(trial.problems, texts, language);
  const failed = trial.tests.filter(({ passed }) => !passed);
  const errors = problems.filter(({ severity }) => severity === 'error').length;
  return (
    <dl className="grid grid-cols-[max-content_minmax(0,1fr)] gap-x-4 gap-y-2">
      <dt className="text-ink-2">{t('activate.changes')}</dt>
      <dd>
        {changes === null ? t('activate.first') : changes.length === 0 ? t('activate.noChange') : null}
        <ul>
          {(changes ?? []).map(({ what, name, count }) => (
            <li key={`${what} ${name}`}>{t(`change.${what}`, { name, count })}</li>
          ))}
        </ul>
      </dd>
      {active !== null && active !== version && errors === 0 && (
        <>
          <dt className="text-ink-2">{t('rule-meaning:meaning')}</dt>
          <dd>
            <MeaningLine before={active} after={version} onShow={() => onCompare(active)} />
          </dd>
        </>
      )}
      <dt className="text-ink-2">{t('activate.tests')}</dt>
      <dd>
        <span className="inline-flex items-center gap-2">
          <StateMark
            kind={errors > 0 || failed.length > 0 || trial.tests.length === 0 ? 'medium' : 'normal'}
            size={14}
          />
          {errors > 0
            ? t('activate.notRun')
            : trial.tests.length === 0
              ? t('activate.noTests')
              : t('activate.passed', {
                  passed: trial.tests.length - failed.length,
                  total: trial.tests.length,
                })}
        </span>
        <ShortList label={t('activate.tests')} className="text-sm">
          {failed.map((test) => (
            <li key={test.index} className="wrap-anywhere">
              ✕ {test.name} → {resultText(test, { expect: test }, causeText)}
            </li>
          ))}
        </ShortList>
      </dd>
      <dt className="text-ink-2">{t('activate.problems')}</dt>
      <dd>
        {problems.length === 0 && t('rules:noProblems')}
        <ShortList label={t('activate.problems')}>
          {problems.map((problem) => (
            <li
              key={problem.file + problem.path + problem.line + problem.text}
              className="flex items-baseline gap-2"
            >
              <StateMark kind={problem.severity === 'error' ? 'high' : 'low'} size={14} label />
              <code className="font-mono text-sm whitespace-nowrap">
                {problem.file}
                {problem.line === undefined ? '' : `:${problem.line}`}
              </code>
              {problem.text}
            </li>
          ))}
        </ShortList>
      </dd>
      <dt className="text-ink-2">{t('activate.findings')}</dt>
      <dd>
        <span className="inline-flex items-center gap-2">
          <StateMark kind={found.length > 0 ? 'high' : 'normal'} size={14} />
          {found.length === 0
            ? t('activate.noFindings')
            : t('activate.findingCount', { count: found.length })}
        </span>
        <ShortList label={t('activate.findings')} className="text-sm">
          {found.map((finding) => (
            <li key={`${finding.code} ${finding.fingerprint} ${finding.column}`}>
              {finding.line !== undefined && <code className="font-mono">{`${finding.line}: `}</code>}
              {textOfFinding(finding, language)}
            </li>
          ))}
        </ShortList>
      </dd>
      <dt className="text-ink-2">{t('activate.machines')}</dt>
      <dd>{active === null ? t('activate.bindsAnew') : machines.length === 0 ? '–' : machines.join(', ')}</dd>
    </dl>
  );
}

/** Shows what judging by this version would change here, and records who wants it and why. */
export function ActivateDialog(props: ActivateProps) {
  const { id, version, active, machines, onClose, onCompare } = props;
  const { t } = useTranslation('rule-versions');
  const live = useIsLive();
  const failed = useFailed();
  const preview = usePreview(props);
  const [reason, setReason] = useState('');
  const [isAccepted, setAccepted] = useState(false);
  const tests = preview.data?.trial.tests ?? [];
  const failures = tests.filter(({ passed }) => !passed).length;
  const findings = preview.data?.found.length ?? 0;
  const [areFindingsAccepted, setFindingsAccepted] = useState(false);
  const hasErrors = preview.data?.trial.problems.some(({ severity }) => severity === 'error') ?? true;
  const isReady =
    live &&
    preview.data !== undefined &&
    !hasErrors &&
    (findings === 0 || areFindingsAccepted) &&
    (failures === 0 || (isAccepted && reason.trim() !== ''));
  const { activate: put } = useActivation(id);
  const activate = useMutation({
    mutationFn: () =>
      put({ version, active, reason, acceptFailedTests: isAccepted, acceptFindings: areFindingsAccepted }),
    onSuccess: onClose,
    onError: failed((say) => say('rule-versions:activate.failed')),
  });
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={
        active === null ? t('activate.title', { version }) : t('activate.titleFrom', { version, active })
      }
      description={t('activate.text')}
      footer={
        <>
          <Button onClick={onClose}>{t('common:cancel')}</Button>
          <Button
            variant="primary"
            disabled={!isReady || activate.isPending}
            onClick={() => activate.mutate()}
          >
            {t('activate.do')}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-3 p-4">
        {preview.isPending ? (
          <LoadingNotice />
        ) : preview.error ? (
          <ErrorNotice error={preview.error} onRetry={() => void preview.refetch()} />
        ) : (
          <>
            <PreviewList {...{ version, machines, active, onCompare }} preview={preview.data} />
            {hasErrors && <p className="font-semibold">✕ {t('activate.blocked')}</p>}
            {findings > 0 && (
              <Switch
                label={t('activate.acceptFindings', { count: findings })}
                checked={areFindingsAccepted}
                onChange={setFindingsAccepted}
              />
            )}
            {failures > 0 && (
              <Switch
                label={t('activate.accept', { count: failures })}
                checked={isAccepted}
                onChange={setAccepted}
              />
            )}
          </>
        )}
        <Field label={failures > 0 ? t('activate.reasonNeeded') : t('activate.reason')}>
          {(ids) => (
            <TextInput
              {...ids}
              data-autofocus
              maxLength={500}
              value={reason}
              onChange={(event) => setReason(event.target.value)}
              onKeyDown={(event) => {
                if (event.key === 'Enter' && isReady) activate.mutate();
              }}
            />
          )}
        </Field>
      </div>
    </Dialog>
  );
}
