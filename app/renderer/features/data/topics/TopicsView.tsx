import { useQuery } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { FieldError } from '../../../../../shared/contract/errors.ts';
import type { TopicMapping, TopicMappings } from '../../../../../shared/contract/topic-mappings.ts';
import { mergeMappings } from '../../../../../shared/util/merge-mappings.ts';
import { useLanguage } from '../../../lib/preferences/preferences.ts';
import { trpc, useIsLive } from '../../../lib/trpc/index.ts';
import { Button, Dialog, ErrorNotice, LoadingNotice, Notice, useToasts } from '../../../ui/index.ts';
import { saveAsFile } from './download.ts';
import { copyOf, moved, newMapping, readMappingsFile, writeMappingsFile } from './draft.ts';
import { FindingsList } from './FindingsList.tsx';
import { errorsOf, errorText, MappingEditor } from './MappingEditor.tsx';
import { MappingList } from './MappingList.tsx';
import { PreviewPanel } from './PreviewPanel.tsx';
import { useMappingsDraft, type MappingsDraft } from './use-draft.ts';
import { usePreview } from './use-preview.ts';
import { VersionsDialog } from './VersionsDialog.tsx';

const FILE = 'topic-mappings.json';
const MAX_FILE_BYTES = 2_000_000;

interface ToolbarProps {
  readonly draft: MappingsDraft;
  readonly inForce: TopicMappings;
  readonly onAdd: () => void;
}

function Toolbar({ draft, inForce, onAdd }: ToolbarProps) {
  const { t } = useTranslation('topics');
  const language = useLanguage();
  const live = useIsLive();
  const show = useToasts((state) => state.show);
  const picker = useRef<HTMLInputElement>(null);
  const [errors, setErrors] = useState<readonly FieldError[]>([]);
  const [isHistoryOpen, setHistoryOpen] = useState(false);
  const take = async (file: File) => {
    if (file.size > MAX_FILE_BYTES) return setErrors([{ path: file.name, message: t('fileTooLarge') }]);
    const read = readMappingsFile(await file.text());
    if ('errors' in read) return setErrors(read.errors);
    const { mappings, added, replaced } = mergeMappings(draft.mappings, read.file.mappings);
    draft.change(mappings, true);
    show({ tone: 'done', text: t('imported', { added, replaced }) });
  };
  return (
    <div className="flex flex-wrap items-center gap-2 border border-line bg-panel p-2">
      <Button variant="primary" disabled={!live || !draft.isChanged || draft.isSaving} onClick={draft.save}>
        {t(draft.isSaving ? 'saving' : 'save')}
      </Button>
      <Button disabled={!draft.isChanged} onClick={draft.discard}>
        {t('discard')}
      </Button>
      <span role="status" className="px-2 text-ink-2">
        {draft.isOutdated ? t('outdated') : t(draft.isChanged ? 'changed' : 'unchanged')}
      </span>
      <span className="grow" />
      <Button onClick={onAdd}>{t('add')}</Button>
      <Button onClick={() => picker.current?.click()}>{t('import')}</Button>
      <Button
        disabled={draft.mappings.length === 0}
        onClick={() => saveAsFile(FILE, writeMappingsFile(draft.mappings))}
      >
        {t('export')}
      </Button>
      <Button onClick={() => setHistoryOpen(true)}>{t('versions')}</Button>
      <input
        ref={picker}
        type="file"
        accept="application/json,.json"
        aria-label={t('import')}
        className="hidden"
        onChange={(event) => {
          const [file] = event.target.files ?? [];
          event.target.value = '';
          if (file !== undefined) void take(file);
        }}
      />
      {errors.length > 0 && (
        <Dialog
          open
          onOpenChange={() => setErrors([])}
          title={t('notImported')}
          description={t('nothingTaken')}
        >
          <ul className="p-4">
            {errors.map((error) => (
              <li key={error.path + error.message}>
                <code className="font-mono text-sm">{error.path}</code> {errorText(error, language)}
              </li>
            ))}
          </ul>
        </Dialog>
      )}
      {isHistoryOpen && (
        <VersionsDialog
          current={inForce.version}
          blocked={draft.isChanged || draft.isSaving}
          onRestore={draft.restore}
          onClose={() => setHistoryOpen(false)}
        />
      )}
    </div>
  );
}

/** Ids of mappings that errors of the whole list are about. */
function faultyOf(errors: readonly FieldError[], mappings: readonly TopicMapping[]): Set<string> {
  const indexes = errors.map(({ path }) => Number(/^mappings\.(\d+)/.exec(path)?.[1] ?? -1));
  return new Set(indexes.flatMap((index) => mappings[index]?.id ?? []));
}

function Workspace({
  draft,
  mapping,
  onChoose,
}: {
  draft: MappingsDraft;
  mapping: TopicMapping;
  onChoose: (id: string) => void;
}) {
  const language = useLanguage();
  const { mappings } = draft;
  const index = mappings.indexOf(mapping);
  const preview = usePreview(mappings, mapping.id);
  const findings = preview.data?.findings ?? [];
  const change = (list: readonly TopicMapping[]) => draft.change(list);
  return (
    <div className="grid min-h-0 grow grid-cols-[minmax(14rem,1fr)_minmax(0,2fr)_minmax(0,2fr)] gap-2">
      <MappingList
        mappings={mappings}
        chosen={mapping.id}
        faulty={faultyOf(preview.errors, mappings)}
        warned={
          new Set(findings.filter(({ kind }) => kind === 'swallowed').map((finding) => finding.mapping))
        }
        onChoose={onChoose}
        onMove={(by) => change(moved(mappings, mapping.id, by))}
        onCopy={() => {
          const copy = copyOf(mappings, mapping);
          change([...mappings, copy]);
          onChoose(copy.id);
        }}
        onRemove={() => change(mappings.filter(({ id }) => id !== mapping.id))}
      />
      <div className="min-h-0 overflow-auto border border-line bg-panel">
        <FindingsList
          findings={findings.filter((finding) => finding.mapping === mapping.id)}
          mappings={mappings}
        />
        <MappingEditor
          key={mapping.id}
          mapping={mapping}
          errorOf={errorsOf(preview.errors, index, language)}
          onChange={(changed) => change(mappings.map((other) => (other.id === mapping.id ? changed : other)))}
        />
      </div>
      <PreviewPanel preview={preview} mapping={mapping} mappings={mappings} />
    </div>
  );
}

function Topics({ inForce }: { inForce: TopicMappings }) {
  const { t } = useTranslation('topics');
  const draft = useMappingsDraft(inForce);
  const [chosen, setChosen] = useState<string | null>(null);
  const mapping = draft.mappings.find(({ id }) => id === chosen) ?? draft.mappings[0];
  const add = () => {
    const added = newMapping(draft.mappings, t('newName'));
    draft.change([...draft.mappings, added]);
    setChosen(added.id);
  };
  return (
    <div className="flex h-full min-h-120 flex-col gap-2">
      <Toolbar draft={draft} inForce={inForce} onAdd={add} />
      {mapping === undefined ? (
        <Notice title={t('none')} action={<Button onClick={add}>{t('addExample')}</Button>}>
          <p>{t('noneHint')}</p>
          <p className="mt-2 font-mono text-sm">
            plc/{'{line}'}/{'{equipment}'}/+/{'{tag}'} → busan/press/{'{line}'}/{'{equipment}'}/{'{tag}'}
          </p>
        </Notice>
      ) : (
        <Workspace draft={draft} mapping={mapping} onChoose={setChosen} />
      )}
    </div>
  );
}

/** The plant's own topics: patterns, how their payloads are read, and what comes out of real ones. */
export default function TopicsView() {
  const mappings = useQuery(trpc.topicMappings.get.queryOptions());
  if (mappings.isPending) return <LoadingNotice />;
  if (mappings.error) return <ErrorNotice error={mappings.error} onRetry={() => void mappings.refetch()} />;
  return <Topics inForce={mappings.data} />;
}
