import type { HealthPart } from '../../../../shared/contract/health.ts';
import type { DiskFacts, PartFacts, RuleFacts } from './facts.ts';

/** Little space is told below this. */
const LOW_DISK_BYTES = 2 * 1024 ** 3;
const FULL_DISK_BYTES = 200 * 1024 ** 2;

export function rulesPart(rules: RuleFacts): HealthPart {
  const part = { id: 'rules', figures: rules.figures } as const;
  if (rules.kind === 'tried') {
    if (rules.fault === null) {
      const summary = { ko: '규칙 엔진이 계산합니다', en: 'The rule engine computes' };
      return { ...part, state: 'ok', summary };
    }
    return {
      ...part,
      state: 'down',
      summary: {
        ko: `규칙 엔진이 계산하지 못합니다: ${rules.fault}`,
        en: `The rule engine does not compute: ${rules.fault}`,
      },
      action: { ko: '프로그램을 다시 설치하십시오.', en: 'Install the program again.' },
    };
  }
  if (rules.workers === 0) {
    return {
      ...part,
      state: 'down',
      summary: { ko: '규칙 작업자가 없습니다', en: 'No rule worker is running' },
      action: {
        ko: '작업자는 자동으로 다시 시작됩니다. 계속되면 서버를 다시 시작하십시오.',
        en: 'Workers are started again by themselves. If this stays, restart the server.',
      },
    };
  }
  if (rules.suspended.length > 0) {
    const names = rules.suspended.join(', ');
    return {
      ...part,
      state: 'degraded',
      summary: { ko: `일시 중지된 규칙: ${names}`, en: `Suspended rules: ${names}` },
      action: {
        ko: '세 번 연속 오류가 난 규칙은 60초 뒤 다시 시도됩니다. 판단 화면에서 오류 위치를 확인하십시오.',
        en: 'A rule with three errors in a row is tried again after 60 s. See the error and its line on the Judgments page.',
      },
    };
  }
  return { ...part, state: 'ok', summary: { ko: '규칙 작업자 정상', en: 'Rule workers running' } };
}

export function diskPart(disk: DiskFacts): HealthPart {
  if (disk === null) {
    const summary = { ko: '데이터 폴더가 아직 없습니다', en: 'The data folder does not exist yet' };
    return { id: 'disk', state: 'absent', summary, figures: {} };
  }
  const figures = { ...disk };
  const free = `${(disk.freeBytes / 1024 ** 3).toFixed(1)} GiB`;
  const summary = { ko: `여유 공간 ${free}`, en: `${free} free` };
  if (disk.freeBytes >= LOW_DISK_BYTES) return { id: 'disk', state: 'ok', summary, figures };
  return {
    id: 'disk',
    state: disk.freeBytes < FULL_DISK_BYTES ? 'down' : 'degraded',
    summary,
    action: {
      ko: '데이터 폴더가 있는 디스크의 공간을 비우십시오.',
      en: 'Free some space on the disk of the data folder.',
    },
    figures,
  };
}

export function demoPart({ wanted, running }: NonNullable<PartFacts['demoPlant']>): HealthPart {
  const part = { id: 'demo-plant', figures: {} } as const;
  if (!wanted)
    return { ...part, state: 'absent', summary: { ko: '모의 플랜트 사용 안 함', en: 'No demo plant' } };
  if (running) {
    const summary = {
      ko: '모의 플랜트가 신호를 보내고 있습니다. 실제 설비가 아닙니다.',
      en: 'The demo plant is sending signals. These are not real machines.',
    };
    return { ...part, state: 'ok', summary };
  }
  return {
    ...part,
    state: 'down',
    summary: { ko: '모의 플랜트가 멈췄습니다', en: 'The demo plant has stopped' },
    action: { ko: '자동으로 다시 시작됩니다.', en: 'It is started again by itself.' },
  };
}
