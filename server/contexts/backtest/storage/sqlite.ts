import type { SqliteStore, SqlValue, Statement } from '../../../platform/sqlite/index.ts';
import type { Change } from '../domain/tally.ts';
import type { MachinePart, MachineState } from '../machine-run.ts';
import type { BacktestHead, BacktestStore, ChangeQuestion, StoredBacktest, StoredDay } from '../ports.ts';

interface HeadRow {
  readonly id: string;
  readonly createdAt: number;
  readonly state: BacktestHead['state'];
  readonly asked: string;
  readonly progress: string;
}

interface Row extends HeadRow {
  readonly body: string;
  readonly result: string | null;
}

interface ChangeRow extends Omit<Change, 'rows'> {
  readonly machine: number;
  readonly rows: number;
}

const HEAD = 'id, created_at AS createdAt, state, asked, progress';
const ADD = `INSERT INTO backtest (id, created_at, ruleset_id, state, asked, body, progress) VALUES (?, ?, ?, ?, ?, ?, ?)`;
const UPDATE = `UPDATE backtest SET state = ?, progress = ?, result = coalesce(?, result) WHERE id = ?`;
const ADD_CHANGE = `INSERT OR REPLACE INTO backtest_change (backtest, from_at, machine, to_at, a, b, row_count)
  VALUES (?, ?, ?, ?, ?, ?, ?)`;

/** What step `20261129_0818__backtest_progress` made of older ones: null, or the message alone. */
type StoredProblem = BacktestHead['progress']['problem'] | string | null;

function headOf({ asked, progress: text, ...rest }: HeadRow): BacktestHead {
  const { problem, ...progress } = JSON.parse(text) as Omit<BacktestHead['progress'], 'problem'> & {
    readonly problem?: StoredProblem;
  };
  const told = typeof problem === 'string' ? { message: problem } : problem;
  return {
    ...rest,
    asked: JSON.parse(asked) as BacktestHead['asked'],
    progress: { ...progress, ...(told === undefined || told === null ? {} : { problem: told }) },
  };
}

const storedOf = ({ body, result, ...head }: Row): StoredBacktest => ({
  ...headOf(head),
  made: JSON.parse(body) as StoredBacktest['made'],
  result: result === null ? null : (JSON.parse(result) as StoredBacktest['result']),
});

function updateOf({ id, state, progress }: BacktestHead, result?: StoredBacktest['result']): Statement {
  const written = result === undefined || result === null ? null : JSON.stringify(result);
  return { sql: UPDATE, parameters: [state, JSON.stringify(progress), written, id] };
}

export function createSqliteBacktestStore(store: SqliteStore): BacktestStore {
  const write = (statements: readonly Statement[]) => store.write(statements, { durability: 'normal' });
  return {
    async add({ id, createdAt, state, asked, made, progress }) {
      const texts = [asked, made, progress].map((each) => JSON.stringify(each));
      await write([{ sql: ADD, parameters: [id, createdAt, asked.request.rulesetId, state, ...texts] }]);
    },
    async update(head, result) {
      await write([updateOf(head, result)]);
    },
    async find(id) {
      const [row] = await store.read<Row>(`SELECT ${HEAD}, body, result FROM backtest WHERE id = ?`, [id]);
      return row && storedOf(row);
    },
    async list(rulesetId, limit) {
      const where = rulesetId === undefined ? '' : 'WHERE ruleset_id = ?';
      const rows = await store.read<HeadRow>(
        `SELECT ${HEAD} FROM backtest ${where} ORDER BY created_at DESC, id DESC LIMIT ?`,
        [...(rulesetId === undefined ? [] : [rulesetId]), limit],
      );
      return rows.map(headOf);
    },
    async unfinished() {
      const rows = await store.read<HeadRow>(
        `SELECT ${HEAD} FROM backtest WHERE state IN ('waiting', 'running') ORDER BY created_at, id`,
      );
      return rows.map(headOf);
    },
    async remove(id) {
      const [result] = await write([{ sql: 'DELETE FROM backtest WHERE id = ?', parameters: [id] }]);
      return (result?.changes ?? 0) > 0;
    },
    async addPart(head, ...part) {
      await write([...partOf(head.id, ...part), updateOf(head)]);
    },
    async states(id) {
      const rows = await store.read<{ machine: number; state: string; isDone: number }>(
        'SELECT machine, state, is_done AS isDone FROM backtest_machine WHERE backtest = ?',
        [id],
      );
      return rows.map(({ machine, state, isDone }) => ({
        machine,
        state: JSON.parse(state) as MachineState,
        isDone: isDone === 1,
      }));
    },
    async days(id) {
      const rows = await store.read<{ machine: number; from: number; rows: number; counts: string }>(
        `SELECT machine, from_at AS "from", row_count AS rows, counts FROM backtest_day WHERE backtest = ?
         ORDER BY from_at, machine`,
        [id],
      );
      return rows.map((row) => ({ ...row, counts: JSON.parse(row.counts) as StoredDay['counts'] }));
    },
    async changeCount(id) {
      const [row] = await store.read<{ count: number }>(
        'SELECT count(*) AS count FROM backtest_change WHERE backtest = ?',
        [id],
      );
      return row?.count ?? 0;
    },
    changes: (id, question) => {
      const { sql, parameters } = changesOf(id, question);
      return store.read<ChangeRow>(sql, parameters);
    },
  };
}

function changesOf(id: string, { a, b, machine, from, to, after, limit }: ChangeQuestion) {
  const conditions: [string, ...SqlValue[]][] = [
    ['backtest = ?', id],
    ['from_at >= ?', from],
    ['from_at <= ?', to],
  ];
  if (after !== undefined) conditions.push(['(from_at, machine) > (?, ?)', after.from, after.machine]);
  if (a !== undefined) conditions.push(['a = ?', a]);
  if (b !== undefined) conditions.push(['b = ?', b]);
  if (machine !== undefined) conditions.push(['machine = ?', machine]);
  const where = conditions.map(([condition]) => condition).join(' AND ');
  return {
    sql: `SELECT from_at AS "from", to_at AS "to", machine, a, b, row_count AS rows FROM backtest_change
      WHERE ${where} ORDER BY from_at, machine LIMIT ?`,
    parameters: [...conditions.flatMap(([, ...values]) => values), limit],
  };
}

/** A day of a machine and where it goes on. */
function partOf(
  id: string,
  machine: number,
  { from, rows, counts, state, isLast }: MachinePart,
  changes: readonly Change[],
): Statement[] {
  const figures = { sides: counts.sides, matrix: counts.matrix };
  return [
    {
      sql: `INSERT OR REPLACE INTO backtest_day (backtest, machine, from_at, row_count, counts) VALUES (?, ?, ?, ?, ?)`,
      parameters: [id, machine, from, rows, JSON.stringify(figures)],
    },
    {
      sql: `INSERT OR REPLACE INTO backtest_machine (backtest, machine, state, is_done) VALUES (?, ?, ?, ?)`,
      parameters: [id, machine, JSON.stringify(state), isLast ? 1 : 0],
    },
    {
      sql: ADD_CHANGE,
      rows: changes.map((each) => [id, each.from, machine, each.to, each.a, each.b, each.rows]),
    },
  ];
}
