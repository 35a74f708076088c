import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { ProposedTest } from '../../../../../../shared/contract/rule-tests.ts';
import { Button } from '../../../../ui/index.ts';
import { useShownPlace } from '../../problems/shown-place.ts';
import type { Members } from '../../settings/manifest-form.ts';
import { rulePath } from '../../rule-path.ts';
import { useDesk } from '../../use-desk.ts';
import { expectationText } from '../test-form.ts';
import { useCauseText } from '../use-cause-text.ts';

interface ProposalRowProps {
  readonly line: number;
  readonly what: string;
  readonly source: string;
  readonly proposal: ProposedTest | null;
  readonly take: (tests: readonly Members[]) => void;
}

/** Something no test case shows: where it is, and a case that would show it. */
export function ProposalRow({ line, what, source, proposal, take }: ProposalRowProps) {
  const { t } = useTranslation('rule-analysis');
  const { id } = useDesk();
  const causeText = useCauseText();
  const show = useShownPlace((state) => state.show);
  return (
    <li className="flex items-start gap-2 border-b border-line px-3 py-1">
      <div className="min-w-0 grow">
        <Link
          className="underline"
          to={rulePath(id)}
          onClick={() => show({ ruleset: id, file: 'rules.rhai', path: '', line })}
        >
          {t('line', { line })}
        </Link>{' '}
        {what} <code className="font-mono text-sm wrap-anywhere">{source}</code>
        <p className="font-mono text-sm wrap-anywhere text-ink-2">
          {proposal === null
            ? t('noInput')
            : `${Object.entries(proposal.test.input)
                .map(([name, value]) => `${name} ${String(value)}`)
                .join(', ')} → ${expectationText({ ...proposal.test }, causeText)}`}
        </p>
      </div>
      {proposal !== null && (
        <Button className="min-h-8 shrink-0" onClick={() => take([{ ...proposal.test }])}>
          {t('take')}
        </Button>
      )}
    </li>
  );
}
