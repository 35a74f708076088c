/** The expression of a tag pattern: as many parts as it has, `*` for any characters of a part. */
function expressionOf(pattern: string): RegExp {
  const escaped = pattern.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '[^/]*');
  return new RegExp(`^${escaped}$`, 'u');
}

/** Whether a tag's path fits one of the patterns. */
export function tagMatcher(patterns: readonly string[]): (path: string) => boolean {
  const exact = new Set(patterns.filter((pattern) => !pattern.includes('*')));
  const expressions = patterns.filter((pattern) => pattern.includes('*')).map(expressionOf);
  return (path) => exact.has(path) || expressions.some((expression) => expression.test(path));
}
