import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { ErrorWithReasonCode } from 'mqtt';
import { describe, expect, it } from 'vitest';
import { Acknowledgements } from './acknowledgements.ts';
import { addressOf } from './client.ts';
import { secretsOf, shownUrl } from './connect-options.ts';
import { describeDisconnect, describeFailure } from './connection-errors.ts';
import { BrokerSession } from './session-file.ts';
import { problemOf } from './subscription.ts';
import { matchesFilter } from './topic-filter.ts';

describe('matchesFilter', () => {
  it.each([
    ['aif/v1/#', 'aif/v1/a/b', true],
    ['aif/v1/#', 'aif/v1', true],
    ['aif/v1/#', 'aif/v2/a', false],
    ['+/v1/+', 'aif/v1/x', true],
    ['+/v1/+', 'aif/v1/x/y', false],
    ['+/v1/+', 'aif/v1', false],
    ['#', '$SYS/uptime', false],
    ['aif//x', 'aif//x', true],
  ])('%s and %s: %s', (filter, topic, expected) => {
    expect(matchesFilter(filter, topic)).toBe(expected);
  });
});

describe('addressOf', () => {
  it.each([
    ['mqtt://broker', { protocol: 'mqtt', host: 'broker' }],
    ['mqtts://broker:8884', { protocol: 'mqtts', host: 'broker', port: 8884 }],
    ['mqtt://a%40b:p%3A%2F@[::1]:1', { host: '::1', port: 1, username: 'a@b', password: 'p:/' }],
    ['wss://broker/mqtt?x=1', { protocol: 'wss', host: 'broker', path: '/mqtt?x=1' }],
  ])('%s', (url, expected) => {
    expect(addressOf(url)).toMatchObject(expected);
    expect('port' in addressOf(url)).toBe('port' in expected);
  });
});

describe('acknowledgements', () => {
  it('writes those of one commit at once, and none to a connection that has ended', async () => {
    const stream = new PassThrough();
    const acknowledgements = new Acknowledgements(stream);
    acknowledgements.send(1);
    acknowledgements.send(65_535);
    await Promise.resolve();
    expect([...(stream.read() as Buffer)]).toEqual([0x40, 2, 0, 1, 0x40, 2, 255, 255]);
    stream.destroy();
    acknowledgements.send(2);
    await Promise.resolve();
    expect(stream.read()).toBeNull();
  });
});

describe('what is said of a failed connection', () => {
  it.each([
    [
      Object.assign(new Error('connect ECONNREFUSED 127.0.0.1:1'), { code: 'ECONNREFUSED' }),
      false,
      /nothing listens/,
    ],
    [Object.assign(new Error('x'), { code: 'DEPTH_ZERO_SELF_SIGNED_CERT' }), false, /mqttCaFile/],
    [new ErrorWithReasonCode('Connection refused: Bad username or password', 4), true, /user or password/],
    [new ErrorWithReasonCode('Connection refused: Not authorized', 135), true, /does not let us in/],
    [new Error('something else'), false, /something else/],
  ])('%s', (error, refused, text) => {
    const failure = describeFailure(error);
    expect(failure.refused).toBe(refused);
    expect(failure.text).toMatch(text);
  });
});

it('says why a broker ended the connection', () => {
  expect(describeDisconnect(142)).toContain('another client connected with our identifier');
  expect(describeDisconnect(200, 'bye')).toBe('the broker ended the connection (reason 200) (bye)');
});

describe('settings of a broker', () => {
  it('names the setting whose file cannot be read', () => {
    expect(() => secretsOf({ mqttProtocol: '5', mqttCaFile: '/nowhere/ca.pem' })).toThrow(/^mqttCaFile: /);
  });

  it('shows an address without its secrets', () => {
    expect(shownUrl('mqtts://user:secret@broker.plant:8883')).toBe('mqtts://broker.plant:8883');
    expect(shownUrl('ws://broker:9001/mqtt?token=1')).toBe('ws://broker:9001/mqtt');
  });

  it('keeps its client identifier in the data folder, for its user alone', () => {
    const folder = mkdtempSync(join(tmpdir(), 'aif-session-'));
    const session = new BrokerSession(folder);
    expect(session.clientId).toMatch(/^[a-z0-9]{1,23}$/);
    expect(session.isExpectedAt('mqtt://a')).toBe(false);
    session.holds('mqtt://a', ['a/#']);
    const again = new BrokerSession(folder);
    expect(again.clientId).toBe(session.clientId);
    expect(again.topics).toEqual(['a/#']);
    expect(again.isExpectedAt('mqtt://a')).toBe(true);
    expect(again.isExpectedAt('mqtt://b')).toBe(false);
    expect(statSync(join(folder, 'mqtt-session.json')).mode & 0o777).toBe(0o600);
    rmSync(folder, { recursive: true });
  });

  it('refuses a damaged identity instead of taking a new one', () => {
    const folder = mkdtempSync(join(tmpdir(), 'aif-session-'));
    const file = join(folder, 'mqtt-session.json');
    writeFileSync(file, '{"clientId":"aif6e');
    expect(() => new BrokerSession(folder)).toThrow(/damaged.*backup/s);
    expect(readFileSync(file, 'utf8')).toBe('{"clientId":"aif6e');
    rmSync(folder, { recursive: true });
  });
});

describe('what a broker grants', () => {
  it.each([
    [[1, 1], null],
    [[2, 1], null],
    [[1, 128], 'the broker does not let us subscribe to b/#'],
    [[135, 0], 'the broker does not let us subscribe to a/#'],
    [[1, 0], 'the broker grants only QoS 0 for b/#: messages may be lost'],
    [[1], 'the broker does not let us subscribe to b/#'],
  ])('%j', (reasonCodes, text) => {
    expect(problemOf(['a/#', 'b/#'], reasonCodes)?.text ?? null).toBe(text);
  });
});
