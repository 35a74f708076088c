import { demoPlantTest, expect, ownAppTest } from './fixtures.ts';
import { JudgmentsPage } from './pages/judgments-page.ts';
import { OverviewPage } from './pages/overview-page.ts';

const LINE = 'plant/hall/line-1';

demoPlantTest(
  'a fault of the demo plant makes its machine abnormal by shape and word, one click leads to its page',
  async ({ room }) => {
    const { page } = room;
    const overview = new OverviewPage(page);
    const press = overview.machine('press-1');
    await expect(press.state).toHaveText(/^(정상|판단 없음)$/);
    await page.keyboard.press('g');
    await page.keyboard.press('p');
    const menu = page.getByRole('dialog', { name: '모의 플랜트' });
    await menu
      .getByRole('row', { name: /press-1/ })
      .getByRole('button', { name: '품질 불량' })
      .click();
    await expect(menu.getByRole('button', { name: /품질 불량.*진행/ })).toHaveAttribute(
      'aria-pressed',
      'true',
    );
    // Esc closes what one works in, not the message that lies over it.
    await page.keyboard.press('Escape');
    await expect(menu).toBeHidden();
    await room.expectFocusKept();

    // The press's own ruleset looks every five seconds; nobody but the values tells it.
    await expect(press.state).toHaveText('판단 불가');
    await expect(press.verdict('HOLD').getByRole('img', { name: '판단 불가' }).first()).toBeVisible();
    await expect(press.verdict('HOLD').first()).toContainText('입력값 품질 불량');
    await expect(overview.machine('press-2').state).toHaveText('정상');
    await expect(room.status).toContainText('1 / 10');

    await room.machine('press-1').click();
    await page.waitForURL(/#\/machine\/demo\/press-shop\/line-1\/press-1$/);
    const main = page.getByRole('main');
    await expect(main.getByText('판단 불가', { exact: true }).first()).toBeVisible();
    const temperature = main
      .getByRole('region', { name: '태그' })
      .getByRole('row')
      .filter({ has: page.getByRole('cell', { name: 'temperature', exact: true }) });
    await expect(temperature).toContainText('불량');
    await expect(
      main.getByRole('region', { name: /^추세/ }).getByRole('group', { name: /press-1/ }),
    ).toBeVisible();
    await expect(main.getByRole('region', { name: /^추세/ }).getByRole('listitem').first()).toContainText(
      /\d/,
    );
    const current = main
      .getByRole('region', { name: '현재 판단' })
      .getByRole('link')
      .filter({ hasText: 'HOLD' });
    await expect(current.first()).toContainText('입력값 품질 불량');
    await expect(
      main.getByRole('region', { name: '최근 판단' }).getByRole('row').filter({ hasText: 'HOLD' }).first(),
    ).toBeVisible();
    await current.first().click();
    const judgments = new JudgmentsPage(page);
    await expect(judgments.input('temperature').first()).toContainText('쓸 수 없음: 품질 불량');
  },
);

ownAppTest(
  'nothing yet, no data, old values and a server that is away are different displays; what comes back, does by itself',
  async ({ room, plant, running }) => {
    const { page } = room;
    const main = page.getByRole('main');
    const overview = new OverviewPage(page);
    await expect(main).toContainText('아직 값을 보낸 설비가 없습니다');
    await expect(room.status).toContainText('최신 데이터–');
    await expect(room.conditions).toHaveCount(0);

    // A plant that stops altogether.
    const measureBoth = async (agoSeconds: number) => {
      await plant.measure(`${LINE}/press-1`, agoSeconds, { temperature: 50 });
      await plant.measure(`${LINE}/mixer-1`, agoSeconds, { level: 40 });
    };
    await measureBoth(28);
    await expect(main).not.toContainText('아직 값을 보낸 설비가 없습니다');
    await expect(room.conditions).toHaveText(/^플랜트 데이터 없음/);
    await expect(overview.machine('mixer-1').state).toHaveText('오래된 값');
    // What is judged is held as well: the rules do not take old values for new ones.
    await expect(overview.machine('press-1').state).toHaveText('판단 불가');
    await expect(overview.machine('press-1').verdict('HOLD').first()).toContainText('입력값이 너무 오래됨');
    await measureBoth(0);
    await expect(room.conditions).toHaveCount(0);
    await expect(overview.machine('mixer-1').state).toHaveText('판단 없음');

    // One machine of several: its value was sent once, measured a while ago, and is soon older than the 30 s after which it counts as old.
    await plant.measure(`${LINE}/mixer-2`, 26, { level: 41 });
    await expect(overview.machine('mixer-2').age).toContainText(/2\d초/);
    await expect(overview.machine('mixer-2').state).toHaveText('오래된 값');
    await expect(overview.machine('mixer-2').age.getByRole('img', { name: '오래된 값' })).toBeVisible();
    await expect(overview.machine('mixer-1').state).toHaveText('판단 없음');
    await expect(room.conditions).toHaveText(/^오래된 값.*3대 중 1대.*mixer-2/);

    await plant.measure(`${LINE}/mixer-1`, 0, { level: 40 });
    const server = running.folders.serverPid ?? 0;
    process.kill(server, 'SIGSTOP');
    await expect(room.conditions).toHaveText(/^서버 연결 끊김/);
    await expect(room.status).toContainText('끊김');
    await expect(overview.machine('mixer-1').state).toHaveText('마지막: 판단 없음');
    await expect(overview.machine('mixer-2').state).toHaveText('마지막: 오래된 값');
    process.kill(server, 'SIGCONT');
    await expect(overview.machine('mixer-1').state).toHaveText('판단 없음');
    await expect(room.conditions).toHaveText(/^오래된 값/);
  },
);
