import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { DecisionTable } from '../../../../../shared/contract/decision-table.ts';
import type { RulesetManifest } from '../../../../../shared/contract/rules.ts';
import { membersWith } from '../../../../../shared/decision-table/sheet.ts';
import { Button, Dialog, Notice, useToasts, useFailed } from '../../../ui/index.ts';
import { manifestOf, type Members } from '../settings/manifest-form.ts';
import { useDesk } from '../use-desk.ts';
import { columnOf } from './ColumnDialog.tsx';
import { emptyRow } from './edit.ts';
import { useTableImport } from './use-table-import.tsx';
import { textsWithTable } from './use-table.ts';

const MOST_COLUMNS = 8;

/** A table over the inputs, with one row that takes everything. */
function tableOf({ inputs, verdicts }: RulesetManifest): DecisionTable {
  const columns = inputs.slice(0, MOST_COLUMNS).map((input) => columnOf(input));
  const table: DecisionTable = { hitPolicy: 'unique', columns, rows: [] };
  return { ...table, rows: [emptyRow(table, Object.keys(verdicts)[0] ?? 'OK')] };
}

/** What a ruleset without a table shows: its script stays as it is until somebody makes one. */
export function NoTable({ manifest }: { manifest: RulesetManifest }) {
  const { t } = useTranslation('rule-table');
  const { draft, replace } = useDesk();
  const failed = useFailed();
  const show = useToasts((state) => state.show);
  const [asked, setAsked] = useState<Members | null>(null);
  const { texts, baseVersion, history } = draft;
  const make = (more: Members) => {
    setAsked(null);
    const members = manifestOf(texts.manifest);
    if (members === null) return;
    const { manifest: text, source } = textsWithTable(members, more);
    const before = { baseVersion, texts, history };
    // The draft as it was is set aside: nothing that was written is lost.
    replace({
      ...before,
      texts: { ...texts, manifest: text, source: source ?? texts.source },
      history: null,
    }).then(
      () =>
        show({
          tone: 'done',
          text: (say) => say('rule-table:made'),
          action: {
            label: (say) => say('rules:undo'),
            run: () => void replace(before).catch(failed((say) => say('rule-table:notMade'))),
          },
        }),
      failed((say) => say('rule-table:notMade')),
    );
  };
  const imported = useTableImport(manifest, undefined, t('replacesScript'), (sheet) =>
    make(membersWith(manifest, sheet)),
  );
  return (
    <>
      <Notice
        title={t('none')}
        action={
          <span className="flex flex-wrap justify-center gap-2">
            <Button variant="primary" onClick={() => setAsked({ table: tableOf(manifest) })}>
              {t('fromInputs')}
            </Button>
            <Button onClick={imported.pick}>{t('import.open')}</Button>
          </span>
        }
      >
        {t('noneText')}
      </Notice>
      {imported.parts}
      {asked !== null && (
        <Dialog
          open
          onOpenChange={() => setAsked(null)}
          title={t('replaceTitle')}
          description={t('replacesScript')}
          width="small"
          footer={
            <>
              <Button onClick={() => setAsked(null)}>{t('common:cancel')}</Button>
              <Button data-autofocus variant="primary" onClick={() => make(asked)}>
                {t('makeTable')}
              </Button>
            </>
          }
        >
          {null}
        </Dialog>
      )}
    </>
  );
}
