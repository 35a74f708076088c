import { expect, test } from './fixtures.ts';

test('Health says how long the app took from its start to the first useful frame', async ({ room }) => {
  const { page } = room;
  await room.open('health');
  const row = page.getByRole('row').filter({ has: page.getByRole('cell', { name: '시작', exact: true }) });
  await expect(row).toContainText(/\d+\.\d초 만에 준비됨, 앱을 연 뒤 \d+\.\d초에 첫 화면/);
  for (const figure of ['프로그램', '저장소·규칙', '준비', '창 첫 화면', '앱 첫 화면'])
    await expect(row).toContainText(figure);
});
