import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { adviceOf } from '../../../../../shared/contract/finding-advice.ts';
import { basisOfFinding, textOfFinding } from '../../../../../shared/contract/finding-texts.ts';
import { textOfReason } from '../../../../../shared/contract/reasons.ts';
import type { CheckedFinding } from '../../../../../shared/contract/ruleset-check.ts';
import { useLanguage } from '../../../lib/preferences/preferences.ts';
import { Button, Panel, useToasts } from '../../../ui/index.ts';
import { useShownPlace } from '../problems/shown-place.ts';
import { rulePath } from '../rule-path.ts';
import { useDesk } from '../use-desk.ts';
import { AcceptForm } from './AcceptForm.tsx';
import { WitnessPart } from './WitnessPart.tsx';

/** One finding: the line it is about, how sure it is, inputs that show it, what would mend it, and why it may stay. */
export function FindingDetail({ finding }: { finding: CheckedFinding }) {
  const { t } = useTranslation('rule-checks');
  const language = useLanguage();
  const navigate = useNavigate();
  const show = useShownPlace((state) => state.show);
  const toast = useToasts((state) => state.show);
  const { id, draft, change, mend } = useDesk();
  const { line, column, fix, witness } = finding;
  const { source } = draft.texts;
  const go = () => {
    const file = line === undefined ? 'ruleset.json' : 'rules.rhai';
    const place = line === undefined ? {} : { line, column: column ?? 1 };
    show({ ruleset: id, file, path: '', ...place });
    void navigate(rulePath(id, line === undefined ? 'settings' : 'script'));
  };
  const apply = () => {
    if (fix === undefined) return;
    mend(fix);
    toast({
      tone: 'done',
      text: (say) => say('rule-checks:mended', { text: fix.text }),
      action: { label: (say) => say('rules:undo'), run: () => change({ source }) },
    });
  };
  return (
    <Panel
      title={finding.code}
      bodyClassName="overflow-auto"
      aside={
        <Button variant="quiet" className="min-h-8" onClick={go}>
          {line === undefined ? t('toSettings') : t('toLine', { line })}
        </Button>
      }
    >
      <div className="flex flex-col gap-4 p-3">
        <div>
          <p className="font-medium">{textOfFinding(finding, language)}</p>
          {finding.reason !== undefined && finding.code !== 'SYNTAX' && (
            <p>{textOfReason(finding.reason, language)}</p>
          )}
          <p>{adviceOf(finding.code, language)}</p>
          <p className="text-sm text-ink-2">{basisOfFinding(finding, language)}</p>
        </div>
        {line !== undefined && (
          <pre className="overflow-x-auto border border-line bg-sunken px-2 py-1 font-mono text-sm">
            {source.split('\n')[line - 1]?.trim()}
          </pre>
        )}
        {fix !== undefined && (
          <div className="flex items-center gap-3">
            <Button onClick={apply}>{t('mend')}</Button>
            <code className="font-mono text-sm">{fix.text}</code>
          </div>
        )}
        {witness !== undefined && <WitnessPart witness={witness} code={finding.code} />}
        <AcceptForm finding={finding} />
      </div>
    </Panel>
  );
}
