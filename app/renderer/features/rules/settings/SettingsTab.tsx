import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button, Notice, Segmented, TextArea } from '../../../ui/index.ts';
import { useShownPlace } from '../problems/shown-place.ts';
import { useDesk } from '../use-desk.ts';
import { IdentityPart } from './IdentityPart.tsx';
import { InputsPart } from './InputsPart.tsx';
import { JudgingPart } from './JudgingPart.tsx';
import { ParametersPart } from './ParametersPart.tsx';
import { TriggerPart } from './TriggerPart.tsx';
import { useManifestForm } from './use-manifest.ts';
import { VerdictsPart } from './VerdictsPart.tsx';

/** The file itself; a problem that was clicked brings its line into view. */
function RawManifest() {
  const { t } = useTranslation('rule-settings');
  const { id, draft, change } = useDesk();
  const box = useRef<HTMLTextAreaElement>(null);
  const place = useShownPlace((state) => state.place);
  useEffect(() => {
    const area = box.current;
    if (area === null || place?.ruleset !== id || place.file !== 'ruleset.json') return;
    const lines = area.value.split('\n');
    const start = lines.slice(0, (place.line ?? 1) - 1).join('\n').length + 1;
    area.focus();
    area.setSelectionRange(start, start + (lines[(place.line ?? 1) - 1]?.length ?? 0));
    area.scrollTop = (area.scrollHeight / lines.length) * Math.max(0, (place.line ?? 1) - 5);
  }, [place, id]);
  return (
    <TextArea
      ref={box}
      aria-label={t('raw', { id })}
      spellCheck={false}
      className="min-h-60 grow resize-none font-mono"
      value={draft.texts.manifest}
      onChange={(event) => change({ manifest: event.target.value })}
    />
  );
}

/** Leads to the field of a problem that was clicked, or to what holds it. */
function useShownField(isForm: boolean): React.RefObject<HTMLDivElement | null> {
  const { id } = useDesk();
  const parts = useRef<HTMLDivElement>(null);
  const place = useShownPlace((state) => state.place);
  useEffect(() => {
    if (!isForm || place?.ruleset !== id || place.file !== 'ruleset.json') return;
    const known = [...(parts.current?.querySelectorAll<HTMLElement>('[data-path]') ?? [])];
    const holders = known.filter(({ dataset: { path = '' } }) => `${place.path}.`.startsWith(`${path}.`));
    const [holder] = holders.toSorted(
      (a, b) => (b.dataset.path ?? '').length - (a.dataset.path ?? '').length,
    );
    const field =
      holder?.querySelector<HTMLElement>('[aria-invalid=true]') ??
      holder?.querySelector<HTMLElement>('input, select, textarea, button');
    field?.focus();
    field?.scrollIntoView({ block: 'center' });
  }, [isForm, place, id]);
  return parts;
}

/** The manifest as a form, or as the JSON that it is. */
export default function SettingsTab() {
  const { t } = useTranslation('rule-settings');
  const [view, setView] = useState<'form' | 'json'>('form');
  const form = useManifestForm();
  const parts = useShownField(view === 'form');
  return (
    <div className="flex h-full min-h-0 flex-col gap-2">
      <div>
        <Segmented
          label={t('view')}
          value={view}
          onChange={setView}
          choices={[
            { value: 'form', label: t('form') },
            { value: 'json', label: 'ruleset.json' },
          ]}
        />
      </div>
      {view === 'json' ? (
        <RawManifest />
      ) : form === null ? (
        <Notice title={t('noJson')} action={<Button onClick={() => setView('json')}>{t('toJson')}</Button>}>
          {t('noJsonText')}
        </Notice>
      ) : (
        <div ref={parts} className="grid grid-cols-1 gap-2 pb-2 lg:grid-cols-3">
          <div className="lg:col-span-3">
            <InputsPart form={form} />
          </div>
          <div className="flex flex-col gap-2">
            <IdentityPart form={form} />
          </div>
          <div className="flex flex-col gap-2">
            <VerdictsPart form={form} />
            <TriggerPart form={form} />
          </div>
          <div className="flex flex-col gap-2">
            <ParametersPart form={form} />
            <JudgingPart form={form} />
          </div>
        </div>
      )}
    </div>
  );
}
