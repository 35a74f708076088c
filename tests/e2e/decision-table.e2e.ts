import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator, Page } from '@playwright/test';
import { askStation } from '../support/electron/launch.ts';
import { axeFaults } from './axe.ts';
import { expect, ownAppTest } from './fixtures.ts';
import { RulesPage } from './pages/rules-page.ts';

const ID = 'oven-table';

/** The tab of the decision table. */
class TablePage {
  readonly page: Page;
  readonly sheet: Locator;
  readonly findings: Locator;

  constructor(page: Page) {
    this.page = page;
    this.sheet = page.getByRole('grid', { name: '결정표' });
    this.findings = page.getByRole('region', { name: '빈틈과 겹침' });
  }

  /** Row and column from 1, conditions first. */
  cell(row: number, column: number): Locator {
    return this.sheet
      .locator(`[role=row][aria-rowindex="${row + 1}"]`)
      .locator(`[aria-colindex="${column + 1}"]`);
  }

  async write(row: number, column: number, text: string): Promise<void> {
    await this.cell(row, column).click();
    await this.page.keyboard.type(text);
    await this.page.keyboard.press('Enter');
  }

  async choose(file: string): Promise<void> {
    await this.page.getByLabel('CSV·XLSX 가져오기').last().setInputFiles(file);
  }
}

ownAppTest(
  'a decision table from nothing: a gap seen and closed, a file taken, tested, activated',
  async ({ room, running }) => {
    const { page } = room;
    const rules = new RulesPage(page);
    const table = new TablePage(page);
    const folder = running.folders.data;
    await room.open('rules');
    await rules.begin('오븐 표', ID);
    await rules.tab('table');
    await page.getByRole('button', { name: '입력으로 표 만들기' }).click();
    await page.getByRole('dialog').getByRole('button', { name: '표 만들기' }).click();
    await expect(table.findings.getByText('빈틈도 문제 되는 겹침도 없고')).toBeVisible();

    // What the table leaves open is told, and closed by one click; the verdict is typed at once.
    await table.write(1, 1, '<= limit');
    await expect(table.findings.getByText('value > 80')).toBeVisible();
    await table.findings.getByRole('button', { name: '이 빈틈의 행 추가' }).click();
    await table.sheet.focus();
    await page.keyboard.type('HIGH');
    await page.keyboard.press('Enter');
    await expect(table.findings.getByText('빈틈도 문제 되는 겹침도 없고')).toBeVisible();
    await rules.untilSaved();
    await rules.tab('tests');
    await expect(page.getByText('3개 중 3개 통과')).toBeVisible();

    // A cell that means nothing says what to write; undo takes it back. Two rows that hold together are an error.
    await rules.tab('table');
    await table.write(1, 1, '5 to 7');
    await expect(table.cell(1, 1)).toHaveAttribute('aria-invalid', 'true');
    await expect(rules.problems.getByText('수의 조건이 아닙니다').first()).toBeVisible();
    await page.keyboard.press('Control+z');
    await expect(table.cell(1, 1)).toHaveText('<= limit');
    await table.write(2, 1, '>= 80');
    await expect(table.findings.getByText('1, 2행이 함께 맞습니다')).toBeVisible();
    await page.keyboard.press('Control+z');
    await expect(rules.problems.getByText('문제 없음')).toBeVisible();

    // Cells go through the clipboard, as from a spreadsheet; rows that are missing are added.
    await table.cell(1, 1).click();
    await page.keyboard.press('Shift+ArrowRight');
    await page.keyboard.press('Control+c');
    await table.cell(2, 1).click();
    await page.keyboard.press('Control+v');
    await expect(table.cell(2, 1)).toHaveText('<= limit');
    await expect(table.cell(2, 2)).toHaveText('OK');
    await page.keyboard.press('Control+z');
    await expect(table.cell(2, 1)).toHaveText('> 80');

    // A script that was changed by hand is no version; the table makes it again.
    await rules.tab('script');
    await rules.write('// by hand\n');
    await expect(rules.problems.getByText('결정표가 만드는 스크립트와 다릅니다')).toBeVisible();
    await rules.tab('table');
    await page.getByRole('button', { name: '스크립트 다시 만들기' }).click();
    await expect(rules.problems.getByText('문제 없음')).toBeVisible();

    // A table of a spreadsheet brings its own input and verdict; written as XLSX and read again it is the same.
    const csv = join(folder, 'rules.csv');
    const lines = [
      'row (first),value,mode,verdict,confidence,reason ko',
      ',> 90,auto,STOP,0.9,너무 뜨겁습니다',
      ',-,-,OK,,',
    ];
    writeFileSync(csv, `\uFEFF${lines.join('\r\n')}`);
    await table.choose(csv);
    const dialog = page.getByRole('dialog');
    await expect(dialog.getByText('mode (텍스트)')).toBeVisible();
    await expect(dialog.getByText('STOP')).toBeVisible();
    await dialog.getByRole('button', { name: '이 표를 쓰기' }).click();
    await expect(table.cell(1, 2)).toHaveText('auto');
    const xlsx = join(folder, 'rules.xlsx');
    await running.app.evaluate(({ session }, path) => {
      session.defaultSession.once('will-download', (_event, item) => item.setSavePath(path));
    }, xlsx);
    await page.getByRole('button', { name: 'XLSX로 저장' }).click();
    await expect.poll(() => existsSync(xlsx) && readFileSync(xlsx).length > 1_000).toBe(true);
    await table.write(1, 1, '> 70');
    await table.choose(xlsx);
    await dialog.getByRole('button', { name: '이 표를 쓰기' }).click();
    await expect(table.cell(1, 1)).toHaveText('> 90');

    // A further column of values, written by the rows and taken back by one key.
    await page.getByRole('button', { name: '출력 추가' }).click();
    await dialog.getByLabel('결과에서의 이름').fill('score');
    await page.keyboard.press('Enter');
    await table.write(1, 5, 'three');
    await expect(rules.problems.getByText('수도 수 매개변수도 아닙니다').first()).toBeVisible();
    await table.write(1, 5, '3');
    await expect(table.cell(1, 5)).toHaveText('3');
    await table.sheet.focus();
    await page.keyboard.press('Control+z');
    await expect(table.cell(1, 5)).toContainText('three');
    await page.keyboard.press('Control+y');
    await expect(table.cell(1, 5)).toHaveText('3');
    await rules.untilSaved();
    writeFileSync(csv, 'value,verdict,confidence\n1,OK,much');
    await table.choose(csv);
    await expect(dialog.getByText('rules.csv 2행 3열: much: 0부터 1까지의 수가 아닙니다')).toBeVisible();
    await dialog.getByRole('button', { name: '취소' }).click();
    expect(await axeFaults(page, 'light')).toEqual([]);

    // Tests of before tell that another rule is meant now.
    await rules.tab('tests');
    await expect(page.getByText('3개 중 1개 통과')).toBeVisible();
    await page.getByRole('radio', { name: 'tests.json' }).click();
    await page.getByRole('textbox', { name: /tests.json$/ }).fill('[]');
    await rules.saveVersion('by table');
    await rules.tab('versions');
    await rules.version(1).getByRole('button', { name: '활성화' }).click();
    await rules.confirmActivation('table');
    await rules.untilActive(1);
    const { verdict, reasons, outputs } = await askStation<{
      verdict: string;
      reasons: { ko: string }[];
      outputs?: object;
    }>(running.folders, '/api/v1/judgment/execute', { rulesetId: ID, input: { value: 91, mode: 'auto' } });
    expect([verdict, reasons[0]?.ko, outputs]).toEqual(['STOP', '너무 뜨겁습니다', { score: 3 }]);
  },
);
