/** A value of Prometheus text by its name, labels included; undefined where it has none. The line `# HELP` is no value. */
export function metricOf(text: string, name: string): number | undefined {
  const line = text.split('\n').find((candidate) => candidate.startsWith(`${name} `));
  return line === undefined ? undefined : Number(line.slice(name.length + 1));
}
