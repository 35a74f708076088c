/** A secret that is shorter could be a part of any word. What stands beside a name such as "password" is blanked all the same. */
const LEAST_LENGTH = 4;
const BLANK = '***';

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);

/** A secret as it may stand in a text: as it is, in an address, in JSON, in base64 and hex. */
function formsOf(secret: string): string[] {
  const bytes = Buffer.from(secret);
  return [
    secret,
    encodeURIComponent(secret),
    encodeURI(secret),
    JSON.stringify(secret).slice(1, -1),
    bytes.toString('base64'),
    bytes.toString('base64url'),
    bytes.toString('hex'),
  ];
}

/** What gives a secret away by where it stands, whoever wrote it there. */
const PATTERNS: readonly [RegExp, string][] = [
  [/-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g, BLANK],
  [/(\b[a-z][a-z0-9+.-]*:\/\/[^\s/:@"'`<>]*):[^\s"'`<>]*@/gi, `$1:${BLANK}@`],
  [/\b(Bearer|Basic|Digest)\s+[^\s"',;]+/gi, `$1 ${BLANK}`],
  [
    /((?:password|passwd|passphrase|secret|token|api[_-]?key|credentials?|authorization)\\?["']?\s*[:=]\s*)(?:\\"[\s\S]*?\\"|"(?:[^"\\]|\\.)*"|'[^']*'|[^\s,;&})\]]+)/gi,
    `$1${BLANK}`,
  ],
  [/\b(?:sk|pk|ghp|xox[a-z])[-_][\w-]{16,}/g, BLANK],
];

/** Blanks secrets in texts: those that are known, in whatever form they stand, and what looks like one by where it stands. */
export function secretBlanker(secrets: readonly string[]): (text: string) => string {
  const forms = [...new Set(secrets.filter(({ length }) => length >= LEAST_LENGTH).flatMap(formsOf))]
    .sort((a, b) => b.length - a.length)
    .map(escaped);
  const known = forms.length === 0 ? null : new RegExp(forms.join('|'), 'g');
  return (text) => {
    const blanked = known === null ? text : text.replace(known, BLANK);
    return PATTERNS.reduce((rest, [pattern, instead]) => rest.replace(pattern, instead), blanked);
  };
}
