import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Language } from '../../../../shared/contract/common.ts';
import { EXPORT_TYPES } from '../../../../shared/contract/export.ts';
import { visibleRange } from '../../charts/model/time-window.ts';
import { penPalette, readChartTheme } from '../../charts/view/theme.ts';
import { serverNow } from '../../lib/clock/clock.ts';
import { formatDateTime, formatNumber } from '../../lib/format/format.ts';
import { useLanguage } from '../../lib/preferences/preferences.ts';
import { trpcClient } from '../../lib/trpc/index.ts';
import { Button, Dialog, ErrorNotice } from '../../ui/index.ts';
import { drawPicture, pngOf, type PictureChart } from './chart-picture.ts';
import { drawnPens, type DrawnPen } from './drawn-pens.ts';
import { usePenFacts } from './pen-facts.ts';
import { saveFile } from '../../lib/save-file.ts';
import { fileName } from './file-name.ts';
import { shiftLabel } from './shifts.ts';
import { useTrends } from './trends-store.ts';
import { tagsOf } from './view-state.ts';

interface ExportDialogProps {
  /** Where the charts are. */
  readonly charts: () => HTMLElement | null;
  readonly onClose: () => void;
}

type Progress = { readonly rows: number } | 'picture' | undefined;

function shownWindow(): { from: number; to: number } {
  return visibleRange(useTrends.getState().view.range, 1_000, serverNow());
}

function legendText({ path, unit, shiftMs }: DrawnPen, language: Language): string {
  const shift = shiftMs === 0 ? '' : ` ${shiftLabel(shiftMs, language)}`;
  return `${path.split('/').slice(2).join(' › ')}${shift}${unit ? ` [${unit}]` : ''}`;
}

/** Rows of every sample of the tags in the window, part by part; what came so far is kept outside of the script's memory. */
async function csvOf(
  tags: readonly string[],
  window: { from: number; to: number },
  { signal, onRows }: { signal: AbortSignal; onRows: (rows: number) => void },
): Promise<Blob> {
  const parts: Blob[] = [];
  let rows = 0;
  let cursor: string | undefined;
  do {
    const part = await trpcClient.dataHub.exportPart.query(
      {
        tag: [...tags],
        from: new Date(window.from).toISOString(),
        to: new Date(window.to).toISOString(),
        format: 'csv',
        ...(cursor === undefined ? {} : { cursor }),
      },
      { signal },
    );
    // The mark tells spreadsheets that the file is UTF-8.
    parts.push(new Blob([parts.length === 0 ? '\uFEFF' : '', part.text]));
    rows += part.rows;
    cursor = part.nextCursor;
    onRows(rows);
  } while (cursor !== undefined && !signal.aborted);
  return new Blob(parts, { type: EXPORT_TYPES.csv });
}

/** What is seen as a picture, and the samples behind it as rows. */
export function ExportDialog({ charts, onClose }: ExportDialogProps) {
  const { t } = useTranslation('trends');
  const { t: common } = useTranslation('common');
  const language = useLanguage();
  const view = useTrends((state) => state.view);
  const [progress, setProgress] = useState<Progress>();
  const [error, setError] = useState<unknown>();
  const running = useRef<AbortController>(undefined);
  const shown = [...tagsOf(view)];
  const facts = usePenFacts(shown);
  const unknown = shown.filter((tag) => facts.get(tag)?.isKnown === false);
  const tags = shown.filter((tag) => !unknown.includes(tag));
  const { from, to } = shownWindow();
  const window = `${formatDateTime(from)} – ${formatDateTime(to)}`;

  const run = async (work: (signal: AbortSignal) => Promise<void>): Promise<void> => {
    const controller = new AbortController();
    running.current = controller;
    setError(undefined);
    try {
      await work(controller.signal);
      if (!controller.signal.aborted) onClose();
    } catch (cause) {
      if (!controller.signal.aborted) setError(cause);
    } finally {
      setProgress(undefined);
    }
  };
  const savePicture = async (): Promise<void> => {
    setProgress('picture');
    const sections = [...(charts()?.querySelectorAll<HTMLElement>('[data-chart]') ?? [])];
    const pictures = view.charts.flatMap((chart): PictureChart[] => {
      const canvas = sections
        .find((section) => section.dataset['chart'] === String(chart.id))
        ?.querySelector('canvas');
      const palette = penPalette();
      const legend = drawnPens(chart, facts, language)
        .filter(({ hidden }) => !hidden)
        .map((pen) => ({
          color: palette[(pen.color ?? 0) % palette.length] ?? '#808080',
          text: legendText(pen, language),
          pale: pen.shiftMs !== 0,
        }));
      return canvas ? [{ name: t('chart.name', { chart: chart.id }), canvas, legend }] : [];
    });
    const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
    const picture = drawPicture(
      { title: t('title'), subtitle: `${window} (${zone})`, charts: pictures },
      readChartTheme(),
    );
    saveFile(await pngOf(picture), fileName('trends', serverNow(), 'png'));
  };
  const saveRows = async (signal: AbortSignal): Promise<void> => {
    setProgress({ rows: 0 });
    const csv = await csvOf(tags, { from, to }, { signal, onRows: (rows) => setProgress({ rows }) });
    if (!signal.aborted) saveFile(csv, fileName('trends', serverNow(), 'csv'));
  };
  const close = (): void => {
    running.current?.abort();
    onClose();
  };
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && close()}
      title={t('export.title')}
      width="small"
      footer={<Button onClick={close}>{common('cancel')}</Button>}
    >
      <div className="flex flex-col gap-4 p-4">
        <p className="text-ink-2">{window}</p>
        <section className="flex items-center gap-3">
          <Button
            data-autofocus
            className="w-32 shrink-0"
            disabled={progress !== undefined}
            onClick={() => void run(savePicture)}
          >
            {t('export.png')}
          </Button>
          <p className="text-ink-2">{t('export.pngHint')}</p>
        </section>
        <section className="flex items-center gap-3">
          <Button
            className="w-32 shrink-0"
            disabled={progress !== undefined || tags.length === 0}
            onClick={() => void run(saveRows)}
          >
            {t('export.csv')}
          </Button>
          <p className="text-ink-2">{t('export.csvHint', { count: tags.length })}</p>
        </section>
        {unknown.length > 0 && (
          <p className="wrap-anywhere">
            {t('export.unknown', { count: unknown.length, tags: unknown.join(', ') })}
          </p>
        )}
        {typeof progress === 'object' && (
          <p role="status">{t('export.rows', { rows: formatNumber(progress.rows, language, 12) })}</p>
        )}
        {error ? <ErrorNotice error={error} /> : null}
      </div>
    </Dialog>
  );
}
