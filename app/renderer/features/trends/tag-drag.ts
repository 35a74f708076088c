/** The kind of data a tag carries while it is dragged to a chart. */
const TAG_TYPE = 'application/x-aif-tag';

export function startTagDrag(transfer: DataTransfer, path: string): void {
  transfer.setData(TAG_TYPE, path);
  transfer.setData('text/plain', path);
  transfer.effectAllowed = 'copy';
}

export function isTagDrag(transfer: DataTransfer): boolean {
  return transfer.types.includes(TAG_TYPE);
}

export function draggedTag(transfer: DataTransfer): string {
  return transfer.getData(TAG_TYPE);
}
