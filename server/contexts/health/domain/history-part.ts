import type { HealthPart as Part } from '../../../../shared/contract/health.ts';

/** What of the history is kept and what goes next, as Health tells it. Times are epoch milliseconds. */
export interface HistoryFacts {
  readonly bytes: number;
  readonly budgetBytes: number | null;
  readonly bytesPerDay: number | null;
  readonly oldestAt: number | null;
  /** What is reached first at this rate, and when. */
  readonly forecast: { readonly limit: 'budget' | 'disk'; readonly fullAt: number } | null;
  /** Of tags without a rule of their own. */
  readonly days: number | null;
  readonly overBudget: boolean;
  /** What was found that cannot be read, since the start. */
  /** `inWindows`: Trends shows which part of its time is missing. */
  readonly lastProblem: { readonly message: string; readonly inWindows: boolean } | null;
  readonly removedAt: number | null;
  readonly removedSamples: number;
}

const DAY_MS = 86_400_000;
/** A disk that is full sooner is worth a word now. */
const SOON_MS = 30 * DAY_MS;
/** Beyond it a date is no forecast. */
const FAR_MS = 20 * 365 * DAY_MS;

/** Date on the station's own calendar, e.g. 2026-11-28. */
const dateOf = (at: number) => new Date(at).toLocaleDateString('sv-SE');
const gibibytes = (bytes: number) => `${Number((bytes / 1024 ** 3).toPrecision(3))} GiB`;

function sentences(
  { oldestAt, days, budgetBytes, forecast, lastProblem }: HistoryFacts,
  now: number,
): Part['summary'] {
  const ko: string[] = [];
  const en: string[] = [];
  const say = (korean: string, english: string) => {
    ko.push(korean);
    en.push(english);
  };
  if (oldestAt === null) say('아직 묶음으로 저장된 이력이 없습니다.', 'No history is packed yet.');
  else say(`이력은 ${dateOf(oldestAt)}부터 있습니다.`, `History reaches back to ${dateOf(oldestAt)}.`);
  if (days !== null) say(`${days}일이 지난 것은 지워집니다.`, `What is older than ${days} days goes.`);
  if (forecast?.limit === 'budget' && budgetBytes !== null && forecast.fullAt - now < FAR_MS) {
    const [date, size] = [dateOf(forecast.fullAt), gibibytes(budgetBytes)];
    say(
      `지금 속도라면 한도 ${size}가 ${date}에 차고, 그때부터 가장 오래된 것부터 지워집니다.`,
      `At this rate the budget of ${size} is full on ${date}; from then on the oldest goes first.`,
    );
  }
  if (forecast?.limit === 'disk' && forecast.fullAt - now < FAR_MS) {
    const date = dateOf(forecast.fullAt);
    say(`지금 속도라면 디스크가 ${date}에 찹니다.`, `At this rate the disk is full on ${date}.`);
  }
  if (lastProblem !== null) {
    const { message, inWindows } = lastProblem;
    say(
      `일부가 손상되어 읽을 수 없습니다. ${inWindows ? '추세에 빗금으로 보입니다. ' : ''}(${message})`,
      `A part is damaged and cannot be read${inWindows ? '; Trends hatches it' : ''}. (${message})`,
    );
  }
  return { ko: ko.join(' '), en: en.join(' ') };
}

const RESTORE = {
  ko: '디스크를 점검하고, 백업이 있으면 복원하십시오.',
  en: 'Check the disk, and restore a backup where there is one.',
};

/** What to do, after what the part's state asks for. Damage alone is no state: only a backup would end the line above every page. */
function actionOf({ lastProblem }: HistoryFacts, first?: Part['summary']): Pick<Part, 'action'> {
  const all = [first, lastProblem === null ? undefined : RESTORE].filter((text) => text !== undefined);
  if (all.length === 0) return {};
  return { action: { ko: all.map(({ ko }) => ko).join(' '), en: all.map(({ en }) => en).join(' ') } };
}

/** @param now epoch milliseconds */
export function historyPart(facts: HistoryFacts, now: number): Part {
  const { bytes, budgetBytes, bytesPerDay, oldestAt, forecast, removedAt, removedSamples, overBudget } =
    facts;
  const summary = sentences(facts, now);
  const figures = {
    sizeBytes: Math.round(bytes),
    ...(budgetBytes === null ? {} : { budgetBytes: Math.round(budgetBytes) }),
    ...(bytesPerDay === null ? {} : { perDayBytes: Math.round(bytesPerDay) }),
    ...(oldestAt === null ? {} : { oldest: new Date(oldestAt).toISOString() }),
    ...(removedAt === null
      ? {}
      : { removed: removedSamples, lastRemoved: new Date(removedAt).toISOString() }),
  };
  const base = { id: 'history', summary, figures } as const;
  if (overBudget && oldestAt !== null && now - oldestAt < 2 * DAY_MS) {
    return {
      ...base,
      state: 'degraded',
      ...actionOf(facts, {
        ko: '한도가 하루치 이력보다 작습니다. 하루가 지나지 않은 것은 지우지 않으므로 설정에서 한도를 늘리십시오.',
        en: 'The budget is smaller than the history of a day. Nothing younger than a day is removed: raise the budget in Settings.',
      }),
    };
  }
  if (forecast?.limit === 'disk' && forecast.fullAt - now < SOON_MS) {
    return {
      ...base,
      state: 'degraded',
      ...actionOf(facts, {
        ko: '설정에서 이력의 보존 일수나 한도를 정하거나 디스크를 늘리십시오.',
        en: 'Set how long the history is kept or what it may take in Settings, or add disk space.',
      }),
    };
  }
  return { ...base, state: 'ok', ...actionOf(facts) };
}
