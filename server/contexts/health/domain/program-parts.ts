import type { HealthPart } from '../../../../shared/contract/health.ts';
import type { RuntimeFacts, ServerFacts, SettingsFacts } from './facts.ts';

/** better-sqlite3 needs it. */
const LEAST_NODE_API = 10;

export function runtimePart({ program, node, nodeApi }: RuntimeFacts): HealthPart {
  const part = {
    id: 'runtime',
    summary: { ko: `프로그램 ${program}, Node ${node}`, en: `Program ${program}, Node ${node}` },
    figures: {},
  } as const;
  if (nodeApi >= LEAST_NODE_API) return { ...part, state: 'ok' };
  return {
    ...part,
    state: 'down',
    action: {
      ko: 'Node 22.14 이상을 사용하십시오. 제품에는 Node 24가 들어 있습니다.',
      en: 'Use Node 22.14 or newer; the product brings Node 24.',
    },
  };
}

export function serverPart(facts: ServerFacts): HealthPart {
  const part = (said: Pick<HealthPart, 'state' | 'summary' | 'action' | 'figures'>): HealthPart => ({
    id: 'server',
    ...said,
  });
  switch (facts.kind) {
    case 'running':
      return part({
        state: 'ok',
        summary: { ko: `실행 중 (버전 ${facts.version})`, en: `Running (version ${facts.version})` },
        figures: facts.figures,
      });
    case 'untold':
      return part({
        state: 'ok',
        summary: {
          ko: `실행 중 (버전 ${facts.version}). 상태는 알 수 없습니다: ${facts.why}`,
          en: `Running (version ${facts.version}); how it is cannot be told: ${facts.why}`,
        },
        action: {
          ko: '나머지는 데이터 폴더에서 알아낸 것입니다. 그 버전의 aif를 사용하십시오.',
          en: 'The rest is what its folder tells. Use the aif of that version.',
        },
        figures: { pid: facts.pid },
      });
    case 'silent':
      return part({
        state: 'down',
        summary: {
          ko: `프로세스 ${facts.pid}이(가) 실행 중이지만 응답하지 않습니다`,
          en: `Process ${facts.pid} runs, but does not answer`,
        },
        action: {
          ko: `로그를 확인하십시오. 계속 그러면 프로세스 ${facts.pid}을(를) 끝내고 스테이션을 다시 시작하십시오.`,
          en: `See its log; if it stays so, end process ${facts.pid} and start the station again.`,
        },
        figures: { pid: facts.pid },
      });
    case 'none':
      return part({
        state: 'absent',
        summary: {
          ko: '이 데이터 폴더에서 실행 중이 아닙니다',
          en: 'Not running on this data folder',
        },
        figures: { folder: facts.folder },
      });
  }
}

export function settingsPart({ changed, fault, isRunning, restartNeeded }: SettingsFacts): HealthPart {
  const part = { id: 'settings', figures: {} } as const;
  if (fault !== null) {
    return {
      ...part,
      state: isRunning ? 'degraded' : 'down',
      summary: { ko: `설정이 잘못되었습니다: ${fault}`, en: `A setting is wrong: ${fault}` },
      action: isRunning
        ? {
            ko: '다음 시작 전에 고치십시오. 실행 중인 스테이션은 시작할 때의 설정으로 계속합니다.',
            en: 'Correct it before the next start; the running station goes on with those it was started with.',
          }
        : {
            ko: '이름이 나온 설정을 고치십시오. 고치기 전에는 스테이션이 시작되지 않습니다.',
            en: 'Correct the setting named; until then the station does not start.',
          },
    };
  }
  const list = changed.map(({ name, value, source }) => `${name} ${value} (${source})`).join(', ');
  const summary =
    changed.length === 0
      ? { ko: '모두 기본값', en: 'All as by default' }
      : { ko: `기본값과 다름: ${list}`, en: `Not as by default: ${list}` };
  if (!restartNeeded) return { ...part, state: 'ok', summary };
  return {
    ...part,
    state: 'ok',
    summary,
    action: {
      ko: '시작한 뒤에 바뀌었습니다. 적용하려면 스테이션을 다시 시작하십시오.',
      en: 'Changed since the start: restart the station for these settings to count.',
    },
  };
}
