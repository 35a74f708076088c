/** The plant's broker, or the embedded one. */
export const BROKER_SOURCE = 'broker';
