import type { SqliteStore, SqlValue, Statement } from '../../../platform/sqlite/index.ts';
import type { Change } from '../domain/tally.ts';
import type { MachinePart, MachineState } from '../machine-run.ts';
import type { BacktestStore, ChangeQuestion, StoredBacktest, StoredDay } from '../ports.ts';

interface Row {
  readonly id: string;
  readonly createdAt: number;
  readonly state: StoredBacktest['state'];
  readonly body: string;
}

interface ChangeRow extends Omit<Change, 'rows'> {
  readonly machine: number;
  readonly rows: number;
}

const SELECT = 'SELECT id, created_at AS createdAt, state, body FROM backtest';
const PUT = `INSERT INTO backtest (id, created_at, ruleset_id, state, body) VALUES (?, ?, ?, ?, ?)
  ON CONFLICT (id) DO UPDATE SET state = excluded.state, body = excluded.body`;
const ADD_CHANGE = `INSERT OR REPLACE INTO backtest_change (backtest, from_at, machine, to_at, a, b, row_count)
  VALUES (?, ?, ?, ?, ?, ?, ?)`;

const storedOf = ({ body, ...rest }: Row): StoredBacktest => ({
  ...rest,
  body: JSON.parse(body) as StoredBacktest['body'],
});

export function createSqliteBacktestStore(store: SqliteStore): BacktestStore {
  const write = (statements: readonly Statement[]) => store.write(statements, { durability: 'normal' });
  return {
    async put(backtest) {
      await write([putOf(backtest)]);
    },
    async find(id) {
      const [row] = await store.read<Row>(`${SELECT} WHERE id = ?`, [id]);
      return row && storedOf(row);
    },
    async list(rulesetId, limit) {
      const where = rulesetId === undefined ? '' : 'WHERE ruleset_id = ?';
      const rows = await store.read<Row>(`${SELECT} ${where} ORDER BY created_at DESC, id DESC LIMIT ?`, [
        ...(rulesetId === undefined ? [] : [rulesetId]),
        limit,
      ]);
      return rows.map(storedOf);
    },
    async unfinished() {
      const rows = await store.read<Row>(
        `${SELECT} WHERE state IN ('waiting', 'running') ORDER BY created_at, id`,
      );
      return rows.map(storedOf);
    },
    async remove(id) {
      const [result] = await write([{ sql: 'DELETE FROM backtest WHERE id = ?', parameters: [id] }]);
      return (result?.changes ?? 0) > 0;
    },
    async addPart(backtest, ...part) {
      await write([...partOf(backtest.id, ...part), putOf(backtest)]);
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

function putOf({ id, createdAt, state, body }: StoredBacktest): Statement {
  return { sql: PUT, parameters: [id, createdAt, body.request.rulesetId, state, JSON.stringify(body)] };
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
