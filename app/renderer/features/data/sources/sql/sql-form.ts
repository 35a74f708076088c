import {
  sqlSourceSettingsSchema,
  type PreviewSqlSource,
  type SqlConnection,
  type SqlMapping,
  type SqlPreview,
  type SqlSource,
  type SqlSourceSettings,
} from '../../../../../../shared/contract/sql-sources.ts';

/** What is typed of an SQL source; numbers as text until it is whole. */
export interface SqlForm {
  readonly name: string;
  readonly kind: SqlConnection['kind'];
  readonly host: string;
  readonly port: string;
  readonly database: string;
  readonly user: string;
  /** Empty: the known one. */
  readonly password: string;
  readonly tls: 'off' | 'machine' | 'own';
  readonly ca: string;
  readonly query: string;
  /** Null until one is guessed. */
  readonly mapping: SqlMapping | null;
  readonly start: SqlSourceSettings['start']['from'];
  readonly startValue: string;
  readonly everySeconds: string;
  readonly timeLimitSeconds: string;
  readonly rowsPerPoll: string;
  /** Of a source that is there: begin anew, as `start` says. */
  readonly restart: boolean;
}

export const PORTS: Readonly<Record<SqlConnection['kind'], string>> = { postgres: '5432', mysql: '3306' };

const NEW: SqlForm = {
  name: '',
  kind: 'postgres',
  host: '',
  port: PORTS.postgres,
  database: '',
  user: '',
  password: '',
  tls: 'machine',
  ca: '',
  query: '',
  mapping: null,
  start: 'now',
  startValue: '',
  everySeconds: '10',
  timeLimitSeconds: '10',
  rowsPerPoll: '100000',
  restart: false,
};

export function formOf(source: SqlSource | null): SqlForm {
  if (source === null) return NEW;
  const { connection, start, mapping, name, query, ...numbers } = source.settings;
  return {
    ...NEW,
    ...{ name, query, mapping },
    kind: connection.kind,
    host: connection.host,
    port: String(connection.port),
    database: connection.database,
    user: connection.user,
    tls: connection.tls === null ? 'off' : connection.tls.ca === null ? 'machine' : 'own',
    ca: connection.tls?.ca ?? '',
    start: start.from,
    startValue: start.from === 'value' ? start.value : '',
    everySeconds: String(numbers.everySeconds),
    timeLimitSeconds: String(numbers.timeLimitSeconds),
    rowsPerPoll: String(numbers.rowsPerPoll),
  };
}

function connectionOf({ kind, host, port, database, user, tls, ca }: SqlForm) {
  return {
    ...{ kind, host: host.trim(), port: Number(port), database: database.trim(), user: user.trim() },
    tls: tls === 'off' ? null : { ca: tls === 'own' ? ca : null },
  };
}

/** The settings of a form, or the names of the fields that are not right. */
export function settingsOf(
  form: SqlForm,
): { readonly settings: SqlSourceSettings } | { readonly faults: ReadonlySet<string> } {
  const { name, query, mapping, start, startValue } = form;
  const read = sqlSourceSettingsSchema.safeParse({
    ...{ name, query, mapping },
    connection: connectionOf(form),
    start: start === 'value' ? { from: start, value: startValue.trim() } : { from: start },
    everySeconds: Number(form.everySeconds),
    timeLimitSeconds: Number(form.timeLimitSeconds),
    rowsPerPoll: Number(form.rowsPerPoll),
  });
  if (read.success) return { settings: read.data };
  return {
    faults: new Set(
      read.error.issues.map(({ path }) => {
        const [first, second] = path.map(String);
        return first === 'connection' ? (second ?? 'connection') : (first ?? '');
      }),
    ),
  };
}

/** What is to be tried of a form; null while it says too little. */
export function previewOf(form: SqlForm, id: string | null, guess: boolean): PreviewSqlSource | null {
  const connection = sqlSourceSettingsSchema.shape.connection.safeParse(connectionOf(form));
  const seconds = sqlSourceSettingsSchema.shape.timeLimitSeconds.safeParse(Number(form.timeLimitSeconds));
  if (!connection.success || !seconds.success || form.query.trim() === '') return null;
  return {
    connection: connection.data,
    query: form.query,
    timeLimitSeconds: seconds.data,
    ...(id === null ? {} : { id }),
    ...(form.password === '' && id !== null ? {} : { password: form.password }),
    ...(guess || form.mapping === null ? {} : { mapping: form.mapping }),
  };
}

/** Names of the columns to choose from: those found, else those the mapping names. */
export function columnNames(preview: SqlPreview | undefined, mapping: SqlMapping): string[] {
  if (preview !== undefined && preview.columns.length > 0) return preview.columns.map(({ name }) => name);
  const { values } = mapping;
  const named =
    values.shape === 'wide' ? values.columns.map(({ column }) => column) : [values.tag, values.value];
  const quality = mapping.quality === null ? [] : [mapping.quality];
  return [...new Set([mapping.time.column, mapping.watermark.column, ...named, ...quality])];
}

/** The other shape, with what can be kept. */
export function withShape(
  mapping: SqlMapping,
  shape: SqlMapping['values']['shape'],
  columns: readonly string[],
): SqlMapping {
  if (mapping.values.shape === shape) return mapping;
  const free = columns.filter(
    (name) => name !== mapping.time.column && name !== mapping.watermark.column && name !== mapping.quality,
  );
  const machine = 'database/area/line/machine';
  if (shape === 'wide')
    return {
      ...mapping,
      values: {
        shape,
        columns: (free.length === 0 ? columns : free).slice(0, 100).map((column) => ({
          column,
          tag: `${machine}/${column.replace(/[/+#\s]+/g, '_')}`,
          type: 'number',
        })),
      },
    };
  const [tag = columns[0] ?? '', value = columns.at(-1) ?? ''] = free;
  return { ...mapping, values: { shape, tag, value, type: 'number', equipment: machine } };
}

type Wide = Extract<SqlMapping['values'], { shape: 'wide' }>;

/** All tags below another machine, with the names they have. */
export const withMachine = (values: Wide, machine: string): Wide => ({
  ...values,
  columns: values.columns.map((each) => ({
    ...each,
    tag: `${machine}/${each.tag.split('/').slice(4).join('/')}`,
  })),
});
