const PER_LINE = 16;

/** Bytes of a base64 text. */
export function bytesOf(base64: string): Uint8Array {
  return Uint8Array.from(atob(base64), (sign) => sign.charCodeAt(0));
}

/** Lines of offset, 16 bytes in hex and their printable ASCII, as every hex viewer shows them. */
export function hexDump(bytes: Uint8Array): string {
  const lines: string[] = [];
  for (let offset = 0; offset < bytes.length; offset += PER_LINE) {
    const part = [...bytes.subarray(offset, offset + PER_LINE)];
    const hex = part.map((byte) => byte.toString(16).padStart(2, '0')).join(' ');
    const text = part.map((byte) => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '.')).join('');
    lines.push(`${offset.toString(16).padStart(4, '0')}  ${hex.padEnd(PER_LINE * 3 - 1)}  ${text}`);
  }
  return lines.join('\n');
}

/** Bytes read as UTF-8; what is none shows as � and control signs as ·, so that nothing hides. */
export function readableText(bytes: Uint8Array): string {
  return new TextDecoder('utf-8').decode(bytes).replace(/[\u0000-\u0008\u000b-\u001f\u007f]/g, '·');
}
