import { useQuery } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { FieldError } from '../../../../../shared/contract/errors.ts';
import type { TopicMapping, TopicMappings } from '../../../../../shared/contract/topic-mappings.ts';
import { mergeMappings } from '../../../../../shared/util/merge-mappings.ts';
import { useLanguage } from '../../../lib/preferences/preferences.ts';
import type { MappingGuess } from '../../../../../shared/contract/topic-payloads.ts';
import { queryClient, trpc, useIsLive } from '../../../lib/trpc/index.ts';
import {
  Button,
  Dialog,
  ErrorNotice,
  FilePicker,
  LoadingNotice,
  Notice,
  useToasts,
  useFailed,
} from '../../../ui/index.ts';
import { saveFile } from '../../../lib/save-file.ts';
import { copyOf, moved, nameFor, newMapping, readMappingsFile, writeMappingsFile } from './draft.ts';
import { FindingsList } from './FindingsList.tsx';
import { errorsOf, errorText, MappingEditor } from './MappingEditor.tsx';
import { MappingList } from './MappingList.tsx';
import { PayloadSection, type Seed } from './PayloadSection.tsx';
import { PickTopicDialog } from './PickTopicDialog.tsx';
import { PreviewPanel } from './PreviewPanel.tsx';
import { useMappingsDraft, type MappingsDraft } from './use-draft.ts';
import { useListening, type ListeningControl } from './use-listening.ts';
import { usePreview } from './use-preview.ts';
import { VersionsDialog } from './VersionsDialog.tsx';
import { ZONE } from './zone.ts';

const FILE = 'topic-mappings.json';
const MAX_FILE_BYTES = 2_000_000;

interface ToolbarProps {
  readonly draft: MappingsDraft;
  readonly inForce: TopicMappings;
  readonly onAdd: () => void;
  readonly onFromPayload: () => void;
}

function Toolbar({ draft, inForce, onAdd, onFromPayload }: ToolbarProps) {
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
    show({ tone: 'done', text: (say) => say('topics:imported', { added, replaced }) });
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
      <Button onClick={onFromPayload}>{t('fromPayload')}</Button>
      <Button onClick={onAdd}>{t('add')}</Button>
      <Button onClick={() => picker.current?.click()}>{t('import')}</Button>
      <Button
        disabled={draft.mappings.length === 0}
        onClick={() =>
          saveFile(new Blob([writeMappingsFile(draft.mappings)], { type: 'application/json' }), FILE)
        }
      >
        {t('export')}
      </Button>
      <Button onClick={() => setHistoryOpen(true)}>{t('versions')}</Button>
      <FilePicker
        ref={picker}
        accept="application/json,.json"
        label={t('import')}
        onPick={(file) => void take(file)}
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
  listening,
  seed,
  onChoose,
}: {
  draft: MappingsDraft;
  mapping: TopicMapping;
  listening: ListeningControl;
  seed: Seed | null;
  onChoose: (id: string) => void;
}) {
  const language = useLanguage();
  const { mappings } = draft;
  const index = mappings.indexOf(mapping);
  const preview = usePreview(mappings, mapping.id, listening.id);
  // Fields that hold what was typed begin anew when a pick has written into them.
  const [picks, setPicks] = useState(0);
  const findings = preview.data?.findings ?? [];
  const change = (list: readonly TopicMapping[]) => draft.change(list);
  const changeTo = (changed: TopicMapping) =>
    change(mappings.map((other) => (other.id === mapping.id ? changed : other)));
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
        <PayloadSection
          key={`${mapping.id} ${seed?.topic}`}
          mapping={mapping}
          preview={preview}
          listening={listening.id}
          seed={seed?.mapping === mapping.id ? seed : null}
          onPicked={(picked) => {
            setPicks(picks + 1);
            changeTo(picked);
          }}
        />
        <MappingEditor
          key={`${mapping.id} ${picks}`}
          mapping={mapping}
          errorOf={errorsOf(preview.errors, index, language)}
          onChange={changeTo}
        />
      </div>
      <PreviewPanel preview={preview} listening={listening} mapping={mapping} mappings={mappings} />
    </div>
  );
}

function Topics({ inForce }: { inForce: TopicMappings }) {
  const { t } = useTranslation('topics');
  const draft = useMappingsDraft(inForce);
  const listening = useListening();
  const [chosen, setChosen] = useState<string | null>(null);
  const [isPicking, setPicking] = useState(false);
  const [seed, setSeed] = useState<Seed | null>(null);
  const mapping = draft.mappings.find(({ id }) => id === chosen) ?? draft.mappings[0];
  const choose = (id: string) => {
    setChosen(id);
    setSeed(null);
  };
  const add = (added: TopicMapping) => {
    draft.change([...draft.mappings, added]);
    setChosen(added.id);
  };
  const addEmpty = () => {
    add(newMapping(draft.mappings, t('newName')));
    setSeed(null);
  };
  const guess = useGuess(listening.id, (topic, { mapping: guessed, fault }) => {
    const added = { ...newMapping(draft.mappings, nameFor(guessed.pattern)), ...guessed };
    add(added);
    setSeed({ mapping: added.id, topic, fault });
  });
  return (
    <div className="flex h-full min-h-120 flex-col gap-2">
      <Toolbar draft={draft} inForce={inForce} onAdd={addEmpty} onFromPayload={() => setPicking(true)} />
      {mapping === undefined ? (
        <NoMappings onAdd={addEmpty} onFromPayload={() => setPicking(true)} />
      ) : (
        <Workspace draft={draft} mapping={mapping} listening={listening} seed={seed} onChoose={choose} />
      )}
      {isPicking && (
        <PickTopicDialog
          mappings={draft.mappings}
          listening={listening}
          onClose={() => setPicking(false)}
          onPick={({ topic, readBy }) => {
            setPicking(false);
            if (readBy === null) return guess(topic);
            setChosen(readBy);
            setSeed({ mapping: readBy, topic, fault: null });
          }}
        />
      )}
    </div>
  );
}

/** Asks what a mapping of a topic could be, and hands it on. */
function useGuess(listening: string | null, onGuess: (topic: string, guess: MappingGuess) => void) {
  const failed = useFailed();
  return (topic: string) => {
    const asked = trpc.topicMappings.guess.queryOptions(
      { topic, listening, zone: ZONE },
      { staleTime: 0, retry: false },
    );
    queryClient.fetchQuery(asked).then(
      (guess) => onGuess(topic, guess),
      failed((say, _, reason) => say('topics:notGuessed', { reason }), 'sentence'),
    );
  };
}

function NoMappings({ onAdd, onFromPayload }: { onAdd: () => void; onFromPayload: () => void }) {
  const { t } = useTranslation('topics');
  return (
    <Notice
      title={t('none')}
      action={
        <div className="flex flex-wrap justify-center gap-2">
          <Button onClick={onFromPayload}>{t('fromPayload')}</Button>
          <Button onClick={onAdd}>{t('addExample')}</Button>
        </div>
      }
    >
      <p>{t('noneHint')}</p>
      <p className="mt-2 font-mono text-sm">
        plc/{'{line}'}/{'{equipment}'}/+/{'{tag}'} → busan/press/{'{line}'}/{'{equipment}'}/{'{tag}'}
      </p>
    </Notice>
  );
}

/** The plant's own topics: patterns, how their payloads are read, and what comes out of real ones. */
export default function TopicsView() {
  const mappings = useQuery(trpc.topicMappings.get.queryOptions());
  if (mappings.isPending) return <LoadingNotice />;
  if (mappings.error) return <ErrorNotice error={mappings.error} onRetry={() => void mappings.refetch()} />;
  return <Topics inForce={mappings.data} />;
}
