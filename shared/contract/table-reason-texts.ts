import type { LocalizedText } from './common.ts';

/** What is wrong with a decision table, or could be; part of `REASONS`. */
export const TABLE_REASONS = {
  tableCellNumber: {
    en: '"{{text}}" is no condition of a number; write e.g. < 5, [1..5), 3, 7, not(3) or -',
    ko: '{{text}}: 수의 조건이 아닙니다. 예: < 5, [1..5), 3, 7, not(3), -',
  },
  tableCellText: {
    en: '{{text}}: no condition of a text; write e.g. "auto", "manual", not("auto") or -',
    ko: '{{text}}: 텍스트의 조건이 아닙니다. 예: "auto", "manual", not("auto"), -',
  },
  tableCellBoolean: {
    en: '"{{text}}" is neither true nor false; write true, false or -',
    ko: '{{text}}: true, false, - 가운데 하나를 적으십시오',
  },
  tableCellDate: {
    en: '"{{text}}" is no day or time; write e.g. < 2026-01-31, [2026-01-01..2026-02-01) or >= 2026-01-31T08:00',
    ko: '{{text}}: 날짜나 시각의 조건이 아닙니다. 예: < 2026-01-31, [2026-01-01..2026-02-01), >= 2026-01-31T08:00',
  },
  tableCellParameter: {
    en: 'there is no parameter "{{name}}" with a number; write a number or add it in the settings',
    ko: '{{name}}: 그런 수 매개변수가 없습니다. 수를 적거나 설정에서 매개변수를 만드십시오',
  },
  tableCellEmpty: {
    en: '{{text}} holds for nothing: its end is not above its beginning',
    ko: '{{text}}: 끝이 처음보다 크지 않아 맞는 값이 없습니다',
  },
  tableCellParts: {
    en: 'more than {{most}} values in one cell; make two rows of it',
    ko: '한 칸의 값이 {{most}}개를 넘습니다. 두 행으로 나누십시오',
  },
  tableCellNull: {
    en: '"{{column}}" always has a value, so null never holds; make the input optional or leave null out',
    ko: '{{column}}: 항상 값이 있어 null은 맞을 수 없습니다. 입력을 선택으로 바꾸거나 null을 빼십시오',
  },
  tableCellValue: {
    en: '"{{value}}" is none of the input’s values ({{values}})',
    ko: '{{value}}: 입력의 값이 아닙니다. 있는 값: {{values}}',
  },
  tableCellNever: {
    en: 'holds for no value that the column can have',
    ko: '이 열이 가질 수 있는 어떤 값에도 맞지 않습니다',
  },
  tableLimitsClose: {
    en: '"{{column}}" has limits that rules cannot tell apart: {{low}} and {{high}}; use one of them',
    ko: '{{column}}: 규칙이 구별할 수 없을 만큼 가까운 한계가 있습니다({{low}}, {{high}}). 하나로 통일하십시오',
  },
  tableRowLength: {
    en: 'has {{cells}} cells for {{columns}} columns',
    ko: '열은 {{columns}}개인데 칸이 {{cells}}개입니다',
  },
  tableRowName: {
    en: 'another row is called "{{name}}" too',
    ko: '{{name}}: 다른 행도 같은 이름입니다',
  },
  tableVerdict: {
    en: 'says "{{verdict}}", which is not declared; there are {{names}}',
    ko: '{{verdict}}: 선언되지 않은 판정입니다. 있는 판정: {{names}}',
  },
  tableColumnUnknown: {
    en: 'there is no input "{{name}}"; there are {{names}}',
    ko: '{{name}}: 그런 입력이 없습니다. 있는 입력: {{names}}',
  },
  tableColumnType: {
    en: 'the input "{{name}}" is of type {{type}}; so must be its column',
    ko: '{{name}}: 입력의 형식은 {{type}}입니다. 열도 그래야 합니다',
  },
  tableColumnDate: {
    en: 'days and times need an input of type number with unit s or ms (seconds or milliseconds since 1970)',
    ko: '날짜와 시각에는 단위가 s 또는 ms(1970년부터의 초·밀리초)인 수 입력이 필요합니다',
  },
  tableColumnExpression: {
    en: 'an expression is one line without ; {{signs}} and comments',
    ko: '식은 한 줄이고 ; {{signs}} 와 주석이 없어야 합니다',
  },
  tableColumnTwice: {
    en: 'there is a column "{{name}}" already; say both conditions in one',
    ko: '{{name}}: 같은 열이 이미 있습니다. 두 조건을 한 열에 적으십시오',
  },
  tableOutputNumber: {
    en: '"{{text}}" is no number and no parameter with one; write e.g. 5, -0.5, the name of a parameter, or nothing',
    ko: '{{text}}: 수도 수 매개변수도 아닙니다. 예: 5, -0.5, 매개변수 이름. 비워도 됩니다',
  },
  tableOutputBoolean: {
    en: '"{{text}}" is neither true nor false; write one of them, or nothing',
    ko: '{{text}}: true나 false를 적거나 비우십시오',
  },
  tableOutputLong: {
    en: 'is longer than {{most}} characters; shorten it',
    ko: '{{most}}자를 넘습니다. 줄이십시오',
  },
  tableOutputReserved: {
    en: 'the result says "{{name}}" already; give the output another name',
    ko: '{{name}}: 결과에 이미 있는 이름입니다. 출력의 이름을 바꾸십시오',
  },
  tableOutputTwice: {
    en: 'there is an output "{{name}}" already; give this one another name',
    ko: '{{name}}: 같은 출력이 이미 있습니다. 이름을 바꾸십시오',
  },
  tableOutputCells: {
    en: 'says {{cells}} outputs, the table has {{outputs}}',
    ko: '출력은 {{outputs}}개인데 출력 칸이 {{cells}}개입니다',
  },
  tableOverlap: {
    en: 'rows {{rows}} hold together, e.g. for {{witness}}; with "unique" only one may',
    ko: '{{rows}}행이 함께 맞습니다. 예: {{witness}}. unique에서는 한 행만 맞아야 합니다',
  },
  tableDisagree: {
    en: 'rows {{rows}} hold together and differ, e.g. for {{witness}}; with "any" they must say the same',
    ko: '{{rows}}행이 함께 맞는데 결과가 다릅니다. 예: {{witness}}. any에서는 결과가 같아야 합니다',
  },
  tableGap: {
    en: 'no row holds for {{gap}}; that is a HOLD: add a row, or say what holds otherwise',
    ko: '{{gap}}: 맞는 행이 없어 HOLD가 됩니다. 행을 더하거나 그 밖의 경우를 정하십시오',
  },
  tableGapsUnknown: {
    en: 'the table is too large to look for all gaps; say what holds otherwise, or divide it',
    ko: '표가 너무 커서 빈틈을 모두 찾지 못했습니다. 그 밖의 경우를 정하거나 표를 나누십시오',
  },
  tableMasked: {
    en: 'row {{row}} is never the one that counts: rows before it hold wherever it does',
    ko: '{{row}}행은 쓰일 일이 없습니다. 맞는 곳마다 앞선 행이 먼저 맞습니다',
  },
  tableMaskedUnknown: {
    en: 'the table is too large for every save to look for all rows that never count: there may be more than are named; the tab "Table" looks further',
    ko: '표가 커서 저장할 때마다 쓰일 일이 없는 행을 모두 찾지는 못합니다. 더 있을 수 있으니 표 탭에서 확인하십시오',
  },
  tableTooLong: {
    en: 'the script of this table would have {{length}} characters, {{most}} is the most; shorten reasons, or divide the table',
    ko: '이 표의 스크립트는 {{length}}자가 됩니다. {{most}}자까지입니다. 이유를 줄이거나 표를 나누십시오',
  },
  tableManyReasons: {
    en: 'so many rows may hold together that their reasons do not fit into one result, which is a HOLD; shorten them, or leave some out',
    ko: '함께 맞을 수 있는 행이 많아 이유가 한 결과에 다 들어가지 않으면 HOLD가 됩니다. 이유를 줄이거나 일부를 비우십시오',
  },
  tableRowLong: {
    en: 'its reasons and outputs together are longer than one result may be, which is a HOLD; shorten them',
    ko: '이유와 출력을 합하면 한 결과에 들어가지 않아 HOLD가 됩니다. 줄이십시오',
  },
  tableScriptOther: {
    en: 'is not what the decision table makes; on the tab "Table" make it again, or let go of the table',
    ko: '결정표가 만드는 스크립트와 다릅니다. 표 탭에서 다시 만들거나 표를 떼어 내십시오',
  },
  sheetEmpty: {
    en: 'the sheet is empty',
    ko: '시트가 비어 있습니다',
  },
  sheetNoVerdict: {
    en: 'no column is headed "verdict"',
    ko: '제목이 판정(verdict)인 열이 없습니다',
  },
  sheetNoCondition: {
    en: 'no column is headed by an input',
    ko: '제목이 입력인 열이 없습니다',
  },
  sheetHead: {
    en: '"{{text}}" is no input, no label of one and no expression of inputs',
    ko: '{{text}}: 입력도 입력의 이름표도 입력의 식도 아닙니다',
  },
  sheetHeadTwice: {
    en: '"{{text}}" heads two columns',
    ko: '{{text}}: 두 열의 제목이 같습니다',
  },
  sheetHeadEmpty: {
    en: 'the column has no heading',
    ko: '열에 제목이 없습니다',
  },
  sheetColumns: {
    en: '{{text}} columns of conditions; 24 is the most',
    ko: '조건 열이 {{text}}개입니다. 24개까지입니다',
  },
  sheetRows: {
    en: '{{text}} rows; 1,000 is the most',
    ko: '{{text}}행입니다. 1,000행까지입니다',
  },
  sheetConfidence: {
    en: '"{{text}}" is no number from 0 to 1',
    ko: '{{text}}: 0부터 1까지의 수가 아닙니다',
  },
  sheetOutputs: {
    en: '{{text}} columns of outputs; 8 is the most',
    ko: '출력 열이 {{text}}개입니다. 8개까지입니다',
  },
  sheetName: {
    en: '"{{text}}" names no row: letters, digits, _ . and -, at most 40',
    ko: '{{text}}: 행 이름은 글자, 숫자, _ . - 로 40자까지입니다',
  },
  sheetVerdict: {
    en: 'the row says no verdict',
    ko: '행에 판정이 없습니다',
  },
  sheetHold: {
    en: 'HOLD is no verdict of a row: leave the row out, where no row holds that is a HOLD',
    ko: 'HOLD는 행의 판정이 아닙니다. 그 행을 빼십시오. 맞는 행이 없으면 HOLD가 됩니다',
  },
  sheetLong: {
    en: 'the text is too long',
    ko: '텍스트가 너무 깁니다',
  },
} as const satisfies Record<string, LocalizedText>;
