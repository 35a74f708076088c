import type { KeyboardEvent, Ref } from 'react';
import { useTranslation } from 'react-i18next';
import type { RulePath } from '../../../../../shared/contract/rule-path.ts';
import type { DeskLine } from '../../../../../shared/contract/ruleset-desk.ts';
import { textIn } from '../../../lib/format/format.ts';
import { useLanguage } from '../../../lib/preferences/preferences.ts';
import { StateMark, Table, Td, Th, Time } from '../../../ui/index.ts';

interface TableProps {
  readonly lines: readonly DeskLine[];
  /** How each runs over many rows, as far as that is known. */
  readonly pathOf: ReadonlyMap<string, RulePath | null>;
  readonly onOpen: (id: string) => void;
  readonly ref: Ref<HTMLTableElement>;
}

const MOST_MACHINES = 3;

function Machines({ paths }: { paths: readonly string[] }) {
  const names = paths.map((path) => path.split('/').at(-1) ?? path);
  const more = names.length - MOST_MACHINES;
  return (
    <span title={paths.join('\n')}>
      {names.slice(0, MOST_MACHINES).join(', ')}
      {more > 0 && ` +${more}`}
      {names.length === 0 && '–'}
    </span>
  );
}

function ActiveCell({ line: { activeVersion, wasActive, suspendedUntil } }: { line: DeskLine }) {
  const { t } = useTranslation('rules');
  if (suspendedUntil !== undefined)
    return (
      <span className="inline-flex items-center gap-1.5">
        <StateMark kind="hold" severity="high" size={14} />
        <strong>{t('suspended')}</strong> <Time at={suspendedUntil} />
      </span>
    );
  if (activeVersion !== null) return t('versionShort', { version: activeVersion });
  return <span className="text-ink-2">{t(wasActive ? 'retired' : 'notActive')}</span>;
}

function PathCell({ path }: { path: RulePath | null | undefined }) {
  const { t } = useTranslation('rule-path');
  if (path === undefined || path === null) return <span className="text-ink-3">–</span>;
  if (path.kind === 'compiled') return <span title={t('compiledHint')}>{t('compiled')}</span>;
  return (
    <span title={`${t('interpreter', { reason: t(`code.${path.code}`) })}\n${t('interpreterHint')}`}>
      {t('interpreterShort')}
    </span>
  );
}

interface RowProps {
  readonly line: DeskLine;
  readonly path: RulePath | null | undefined;
  readonly onOpen: (id: string) => void;
}

function Row({ line, path, onOpen }: RowProps) {
  const { t } = useTranslation('rules');
  const language = useLanguage();
  const { id, name, newestVersion, draft } = line;
  const onKeyDown = (event: KeyboardEvent<HTMLTableRowElement>) => {
    const row = event.currentTarget;
    const rows = [...(row.parentElement?.children ?? [])] as HTMLElement[];
    const step = { ArrowDown: 1, ArrowUp: -1, Home: -rows.length, End: rows.length }[event.key];
    if (event.key === 'Enter') onOpen(id);
    else if (step === undefined) return;
    event.preventDefault();
    const next = Math.min(rows.length - 1, Math.max(0, rows.indexOf(row) + (step ?? 0)));
    rows[next]?.focus();
  };
  return (
    <tr
      tabIndex={0}
      aria-label={textIn(name, language)}
      onClick={() => onOpen(id)}
      onKeyDown={onKeyDown}
      className="cursor-pointer -outline-offset-2 hover:bg-raised focus:bg-selected"
    >
      <Td>
        <span className="font-medium">{textIn(name, language)}</span>{' '}
        <code className="font-mono text-sm text-ink-2">{id}</code>
      </Td>
      <Td>
        <ActiveCell line={line} />
      </Td>
      <Td numeric>{newestVersion === null ? '–' : newestVersion}</Td>
      <Td>
        {draft?.isChanged ? (
          <>
            <Time at={draft.savedAt} /> <span className="text-ink-2">{draft.by}</span>
          </>
        ) : (
          <span className="text-ink-3">–</span>
        )}
      </Td>
      <Td className="whitespace-nowrap">
        <PathCell path={path} />
      </Td>
      <Td>{line.trigger === null ? '–' : t(`trigger.${line.trigger}`)}</Td>
      <Td numeric>{newestVersion === null ? '–' : line.inputCount}</Td>
      <Td numeric>{newestVersion === null ? '–' : line.testCount}</Td>
      <Td>
        <Machines paths={line.boundEquipment} />
      </Td>
    </tr>
  );
}

/** A row a ruleset; arrow keys walk, Enter opens. */
export function RulesetTable({ lines, pathOf, onOpen, ref }: TableProps) {
  const { t } = useTranslation('rules');
  return (
    <Table ref={ref} aria-label={t('title')}>
      <thead>
        <tr>
          <Th>{t('column.name')}</Th>
          <Th>{t('column.active')}</Th>
          <Th numeric>{t('column.newest')}</Th>
          <Th>{t('column.draft')}</Th>
          <Th>{t('column.path')}</Th>
          <Th>{t('column.trigger')}</Th>
          <Th numeric>{t('column.inputs')}</Th>
          <Th numeric>{t('column.tests')}</Th>
          <Th>{t('column.machines')}</Th>
        </tr>
      </thead>
      <tbody>
        {lines.map((line) => (
          <Row key={line.id} line={line} path={pathOf.get(line.id)} onOpen={onOpen} />
        ))}
      </tbody>
    </Table>
  );
}
