import { expect, test } from './fixtures.ts';

test('a wrong address is told at its field in the page’s language, and what was typed stays', async ({
  room,
}) => {
  const { page } = room;
  await room.open('settings');
  const address = page.getByRole('textbox', { name: '브로커 주소' });
  const save = page.getByRole('button', { name: '저장', exact: true });
  await address.fill('http://broker');
  await save.click();
  await expect(address).toHaveAccessibleDescription(/mqtt:\/\//);
  await expect(address).toHaveAttribute('aria-invalid', 'true');
  await expect(address).toHaveValue('http://broker');
  await address.fill('mqtt://127.0.0.1:1883');
  await expect(address).not.toHaveAttribute('aria-invalid', 'true');
  await page.getByRole('button', { name: '변경 취소' }).click();
  await expect(address).toHaveValue('');
});
