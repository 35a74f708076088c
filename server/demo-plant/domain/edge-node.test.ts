import { describe, expect, it } from 'vitest';
import { decodePayload } from '../../../shared/sparkplug/decode.ts';
import { DATA_TYPE } from '../../../shared/sparkplug/payload.ts';
import { EdgeNode, type EdgeMessage } from './edge-node.ts';

const NOW = Date.UTC(2026, 10, 23, 12);

function createNode() {
  const devices = new Map([
    ['press', [{ name: 'temperature', datatype: DATA_TYPE.Double }]],
    ['oven', [{ name: 'parts', datatype: DATA_TYPE.Int32 }]],
  ]);
  const node = new EdgeNode({ group: 'G', node: 'N', devices }, NOW);
  return { node, will: node.nextWill(NOW) };
}
const value = (name: string, now: number, quality = 192) => ({ name, value: now, quality, at: NOW });
const read = ({ topic, payload }: EdgeMessage) => ({ topic, ...decodePayload(payload) });
const bdSeqOf = (message: EdgeMessage) => {
  const number = read(message).metrics.find(({ name }) => name === 'bdSeq')?.value;
  return number?.kind === 'long' ? number.value : undefined;
};

describe('births', () => {
  it('begin with the node, number 0, its bdSeq and the rebirth control; then every device, with aliases', () => {
    const { node, will } = createNode();
    node.data('press', [value('temperature', 20.5)], NOW);
    const births = node.births(NOW).map(read);
    expect(births.map(({ topic, seq }) => [topic, seq])).toEqual([
      ['spBv1.0/G/NBIRTH/N', 0],
      ['spBv1.0/G/DBIRTH/N/press', 1],
      ['spBv1.0/G/DBIRTH/N/oven', 2],
    ]);
    expect(births[0]?.metrics).toMatchObject([
      { name: 'bdSeq', datatype: DATA_TYPE.Int64 },
      {
        name: 'Node Control/Rebirth',
        datatype: DATA_TYPE.Boolean,
        value: { kind: 'boolean', value: false },
      },
    ]);
    expect(births[0]?.metrics[1]?.alias).toBeUndefined();
    expect(births[1]?.metrics[0]).toMatchObject({ name: 'temperature', alias: 1, value: { value: 20.5 } });
    expect(births[2]?.metrics[0]).toMatchObject({ name: 'parts', alias: 2, isNull: true });
    expect(bdSeqOf(will)).toBe(0);
  });

  it('keep the bdSeq of the connection; the next connection has the next, after 255 comes 0', () => {
    const { node, will } = createNode();
    for (let count = 0; count < 3; count += 1)
      expect(bdSeqOf(node.births(NOW)[0] as EdgeMessage)).toBe(bdSeqOf(will));
    expect(bdSeqOf(node.death(NOW))).toBe(0);
    expect(read(node.death(NOW)).seq).toBeUndefined();
    const next = Array.from({ length: 256 }, () => bdSeqOf(node.nextWill(NOW)));
    expect(next.slice(-2)).toEqual([255, 0]);
  });
});

describe('data', () => {
  it('goes out by exception, by alias alone, numbered on over all devices', () => {
    const { node } = createNode();
    node.births(NOW);
    const [first] = node.data('press', [value('temperature', 21)], NOW).map(read);
    expect(first).toMatchObject({ topic: 'spBv1.0/G/DDATA/N/press', seq: 3 });
    expect(first?.metrics).toMatchObject([{ alias: 1, value: { kind: 'double', value: 21 } }]);
    expect(first?.metrics[0]?.name).toBeUndefined();
    expect(node.data('press', [value('temperature', 21)], NOW)).toEqual([]);
    const [bad] = node.data('press', [value('temperature', 21, 0)], NOW).map(read);
    expect(bad?.seq).toBe(4);
    expect(bad?.metrics[0]?.properties).toMatchObject([['Quality', { value: { value: 0 } }]]);
    const numbers = Array.from({ length: 260 }, (_, index) => {
      const [message] = node.data('oven', [value('parts', index)], NOW).map(read);
      return message?.seq;
    });
    expect(numbers.slice(250, 252)).toEqual([255, 0]);
  });

  it('of a device that was gone begins with its birth; a death is told once', () => {
    const { node } = createNode();
    node.births(NOW);
    expect(node.deviceDeath('press', NOW).map(read)).toMatchObject([
      { topic: 'spBv1.0/G/DDEATH/N/press', metrics: [] },
    ]);
    expect(node.deviceDeath('press', NOW)).toEqual([]);
    expect(node.births(NOW).map(({ topic }) => topic)).toEqual([
      'spBv1.0/G/NBIRTH/N',
      'spBv1.0/G/DBIRTH/N/oven',
    ]);
    expect(node.data('press', [value('temperature', 1)], NOW).map(({ topic }) => topic)).toEqual([
      'spBv1.0/G/DBIRTH/N/press',
    ]);
  });
});
