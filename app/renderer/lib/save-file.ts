/** Gives a file to the person: the browser's or the app's own way of saving. */
export function saveFile(contents: Blob, name: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(contents);
  link.download = name;
  link.click();
  // The download has taken the data by the next minute.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
