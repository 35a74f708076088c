/** Lets the browser save a CSV file under a name. */
export function saveParts(parts: BlobPart[], name: string): void {
  const link = document.createElement('a');
  const url = URL.createObjectURL(new Blob(parts, { type: 'text/csv;charset=utf-8' }));
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
