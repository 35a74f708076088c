import { ErrorWithReasonCode } from 'mqtt';

/** What an engineer can do about a connection that fails, by the code of Node or OpenSSL. */
const CAUSES: readonly (readonly [pattern: RegExp, advice: string])[] = [
  [/^ECONNREFUSED$/, 'nothing listens there: is the broker running, is the port right?'],
  [/^(ENOTFOUND|EAI_AGAIN)$/, 'the host name is not known'],
  [/^(ETIMEDOUT|EHOSTUNREACH|ENETUNREACH)$/, 'the host cannot be reached: check network and firewall'],
  [/^(ECONNRESET|EPIPE)$/, 'the broker closed the connection; with TLS it may want a client certificate'],
  [/^(ENOENT|EACCES)$/, 'the socket is not there or may not be opened'],
  [
    /SELF_SIGNED|UNABLE_TO_(VERIFY|GET)|CERT_UNTRUSTED/,
    'the broker’s certificate is not signed by a known authority: set mqttCaFile',
  ],
  [/CERT_HAS_EXPIRED/, 'the broker’s certificate has expired'],
  [/ALTNAME/, 'the broker’s certificate is for another host name'],
  [
    /ALERT_(CERTIFICATE_REQUIRED|HANDSHAKE_FAILURE|UNKNOWN_CA|BAD_CERTIFICATE)/,
    'the broker refused our client certificate: check mqttCertFile and mqttKeyFile',
  ],
  [/WRONG_VERSION_NUMBER|PACKET_LENGTH_TOO_LONG/, 'the port does not speak TLS: use mqtt:// or another port'],
];

/** 3.1.1 return codes and their MQTT 5 counterparts for a refused CONNECT. */
const REFUSALS: Readonly<Record<number, string>> = {
  1: 'the broker does not speak this MQTT version: set mqttProtocol',
  2: 'the broker refused our client identifier',
  3: 'the broker is not available',
  4: 'user or password is wrong',
  5: 'the broker does not let us in',
  132: 'the broker does not speak this MQTT version: set mqttProtocol',
  133: 'the broker refused our client identifier',
  134: 'user or password is wrong',
  135: 'the broker does not let us in',
  136: 'the broker is not available',
  137: 'the broker is busy',
  138: 'the broker has banned us',
};

/** Reason codes of a DISCONNECT the broker sends (MQTT 5.0 section 3.14.2.1) that need somebody to act. */
const DISCONNECTS: Readonly<Record<number, string>> = {
  135: 'the broker does not let us in any more',
  139: 'the broker is being shut down',
  141: 'the broker heard nothing from us in time',
  142: 'another client connected with our identifier: is there a second station with a copy of this data folder?',
  151: 'our quota at the broker is used up',
};

/** Why the broker ended the connection. */
export function describeDisconnect(reasonCode: number, reason?: string): string {
  const advice = DISCONNECTS[reasonCode] ?? `the broker ended the connection (reason ${reasonCode})`;
  return reason === undefined ? advice : `${advice} (${reason})`;
}

export interface ConnectionFailure {
  /** The broker answered and said no; trying again alone will not help. */
  readonly refused: boolean;
  readonly text: string;
}

export function describeFailure(error: Error): ConnectionFailure {
  if (error instanceof ErrorWithReasonCode) {
    const advice = REFUSALS[error.code];
    return { refused: advice !== undefined, text: advice ?? error.message };
  }
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  const advice = CAUSES.find(([pattern]) => pattern.test(code))?.[1];
  return {
    refused: false,
    text: advice === undefined ? error.message : `${advice} (${error.message || code})`,
  };
}
