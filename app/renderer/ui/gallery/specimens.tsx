import { TRPCClientError } from '@trpc/client';
import { useState, type ComponentType } from 'react';
import { SEVERITIES } from '../../../../shared/contract/common.ts';
import * as Ui from '../index.ts';

const MARKS: readonly Ui.MarkKind[] = [
  ...SEVERITIES.toReversed(),
  'hold',
  'stale',
  'nodata',
  'unjudged',
  'away',
];
const ICONS: readonly Ui.IconName[] = [
  'overview',
  'judgments',
  'trends',
  'data',
  'health',
  'settings',
  'search',
  'help',
  'demo',
  'edit',
  'copy',
  'play',
  'stop',
  'window',
];
const CHOICES = [
  { value: 'a', label: 'First' },
  { value: 'b', label: 'Second' },
  { value: 'c', label: 'Third' },
] as const;

function Marks() {
  return (
    <div className="grid grid-cols-2 gap-1">
      {MARKS.map((kind) => (
        <span key={kind} className="inline-flex items-center gap-2">
          <Ui.StateMark kind={kind} size={14} />
          <Ui.StateMark kind={kind} />
          <Ui.StateMark kind={kind} size={28} />
          {kind}
        </span>
      ))}
      {SEVERITIES.map((severity) => (
        <span key={severity} className="inline-flex items-center gap-2">
          <Ui.StateMark kind="hold" severity={severity} size={28} /> hold, {severity}
        </span>
      ))}
    </div>
  );
}

function Buttons() {
  return (
    <div className="flex flex-col gap-2">
      {(['primary', 'secondary', 'quiet'] as const).map((variant) => (
        <div key={variant} className="flex flex-wrap gap-2">
          <Ui.Button variant={variant}>{variant}</Ui.Button>
          <Ui.Button variant={variant} icon="check">
            icon
          </Ui.Button>
          <Ui.Button variant={variant} disabled>
            disabled
          </Ui.Button>
        </div>
      ))}
      <div className="flex flex-wrap gap-2">
        <Ui.Button pressed>pressed</Ui.Button>
        <Ui.Button size="large" variant="primary">
          large
        </Ui.Button>
        <Ui.IconButton icon="search" label="Search" keys="Ctrl+K" />
        <Ui.IconButton icon="close" label="Close" disabled />
      </div>
    </div>
  );
}

function Fields() {
  return (
    <div className="flex flex-col gap-2">
      <Ui.Field label="Text" hint="A hint">
        {(ids) => <Ui.TextInput {...ids} defaultValue="mqtt://broker:1883" />}
      </Ui.Field>
      <Ui.Field label="Wrong" error="What is wrong, and what is right">
        {(ids) => <Ui.TextInput {...ids} defaultValue="broker" />}
      </Ui.Field>
      <Ui.Field label="Disabled">
        {(ids) => <Ui.TextInput {...ids} disabled defaultValue="set outside" />}
      </Ui.Field>
      <Ui.Field label="Choice">{(ids) => <Ui.Select {...ids} choices={CHOICES} />}</Ui.Field>
      <Ui.Field label="Long text">{(ids) => <Ui.TextArea {...ids} placeholder="Placeholder" />}</Ui.Field>
    </div>
  );
}

function Choices() {
  const [value, setValue] = useState<'a' | 'b' | 'c'>('a');
  const [on, setOn] = useState(true);
  return (
    <div className="flex flex-col items-start gap-2">
      <Ui.Segmented label="One of three" value={value} onChange={setValue} choices={CHOICES} />
      <Ui.Segmented label="Disabled" value="a" onChange={setValue} choices={CHOICES} disabled />
      <Ui.Switch label={on ? 'On' : 'Off'} checked={on} onChange={setOn} />
      <Ui.Switch label="Disabled" checked={false} disabled onChange={setOn} />
    </div>
  );
}

function Tables() {
  return (
    <Ui.Panel title="Panel" aside="aside">
      <Ui.Table>
        <thead>
          <tr>
            <Ui.Th>Tag</Ui.Th>
            <Ui.Th numeric>Value</Ui.Th>
            <Ui.Th>Quality</Ui.Th>
          </tr>
        </thead>
        <tbody>
          {[192, 0, 500, 64, 7, undefined].map((quality, index) => (
            <tr key={String(quality)}>
              <Ui.Td>temperature {index}</Ui.Td>
              <Ui.Td numeric>{(96.2 * (index + 1)).toFixed(1)}</Ui.Td>
              <Ui.Td>
                <Ui.QualityText quality={quality} />
              </Ui.Td>
            </tr>
          ))}
        </tbody>
      </Ui.Table>
    </Ui.Panel>
  );
}

function Texts() {
  const [then] = useState(() => Date.now() - 95_000);
  return (
    <Ui.Properties
      items={[
        ['Time', <Ui.Time key="t" at={then} />],
        ['Time, full', <Ui.Time key="f" at={then} full />],
        ['Age', <Ui.Age key="a" at={then} ago />],
        ['No value', <Ui.Age key="n" at={null} />],
        ['Keys', <Ui.Kbd key="k" keys="Ctrl+K G O" />],
        [
          'Icons',
          <span key="i" className="flex flex-wrap gap-1">
            {ICONS.map((name) => (
              <Ui.Icon key={name} name={name} />
            ))}
          </span>,
        ],
      ]}
    />
  );
}

function Overlays() {
  const [open, setOpen] = useState(false);
  const show = Ui.useToasts((state) => state.show);
  return (
    <div className="flex flex-wrap gap-2">
      <Ui.Button onClick={() => setOpen(true)}>Dialog</Ui.Button>
      <Ui.Button onClick={() => show({ tone: 'done', text: () => 'Saved' })}>Toast, done</Ui.Button>
      <Ui.Button
        onClick={() => show({ tone: 'failed', text: () => 'Not saved', detail: 'The server is away' })}
      >
        Toast, failed
      </Ui.Button>
      <Ui.Dialog
        open={open}
        onOpenChange={setOpen}
        title="Title"
        description="What this is about."
        width="small"
        footer={
          <Ui.Button variant="primary" onClick={() => setOpen(false)}>
            Done
          </Ui.Button>
        }
      >
        <p className="p-4">Content</p>
      </Ui.Dialog>
    </div>
  );
}

function Notices() {
  return (
    <div className="flex flex-col gap-2">
      <Ui.LoadingNotice />
      <Ui.Notice title="Nothing yet">What will bring something here.</Ui.Notice>
      <Ui.ErrorNotice error={new TRPCClientError('WebSocket closed')} onRetry={() => undefined} />
    </div>
  );
}

function TabSets() {
  return (
    <Ui.Tabs
      label="Tabs"
      tabs={CHOICES.map(({ value, label }) => ({
        id: value,
        label,
        content: <p className="p-3">{label}</p>,
      }))}
    />
  );
}

/** Every component of the set with every state it has. */
export const GALLERY: readonly { readonly name: string; readonly Specimen: ComponentType }[] = [
  { name: 'StateMark', Specimen: Marks },
  { name: 'Button, IconButton, Tip', Specimen: Buttons },
  { name: 'Field, TextInput, TextArea, Select', Specimen: Fields },
  { name: 'Segmented, Switch', Specimen: Choices },
  { name: 'Panel, Table, QualityText', Specimen: Tables },
  { name: 'Time, Age, Kbd, Icon, Properties', Specimen: Texts },
  { name: 'Dialog, Toast', Specimen: Overlays },
  { name: 'Notice, LoadingNotice, ErrorNotice', Specimen: Notices },
  { name: 'Tabs', Specimen: TabSets },
];
